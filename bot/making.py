"""One reel from the command line: a storyboard is written or read, and drawn. No vendor, no cost."""

import asyncio
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn

from adapters.media.room import RenderHost
from adapters.vendors.house import HouseWriter
from bot.parts.suppliers import gemini
from bot.settings import Settings
from bot.understanding.grammar import clean
from core.errors import Misconfigured
from core.ports import Footage, OnProgress
from core.reel.brief import Brief
from core.reel.prompt import seed
from core.reel.storyboard import Storyboard

_HOUSE = "Storyboard by the house writer, from patterns; GEMINI_API_KEY brings Gemini."
_FOLDER = "The storyboard cannot be read or written there."


async def make(settings: Settings, brief: Brief, to: Path, paper: Path | None) -> None:
    """Draw the brief's reel into the file `to`, and say so.

    A storyboard that lies at `paper` is drawn as it is; else the written one is put there.
    """
    if await asyncio.to_thread(to.is_dir):
        raise Misconfigured(f"{to} is a folder. Please name the file as well: --out {to / 'reel.mp4'}")
    if to.suffix.lower() not in {"", ".mp4"}:
        raise Misconfigured(f"A reel is an MP4 file. Please name it so: --out {to.with_suffix('.mp4')}")
    terminal = Console()
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
    )
    with Progress(*columns, console=terminal, transient=True) as bar:
        task = bar.add_task("Writing the storyboard", total=None)
        board, by_house = await _board(settings, brief, paper)
        bar.update(task, description=f"Drawing “{clean(board.title)}”", total=100)
        footage = await _drawn(board, brief, to, lambda percent: bar.update(task, completed=percent))
    words = f"{to}: “{clean(board.title)}”, {footage.seconds:g} s, {footage.size / 1e6:.1f} MB, an animatic."
    terminal.print(words, highlight=False, markup=False)
    if by_house:
        terminal.print(_HOUSE, highlight=False, markup=False)


async def _drawn(board: Storyboard, brief: Brief, to: Path, on_progress: OnProgress) -> Footage:
    room = RenderHost()
    try:
        return await room.draw(board, brief.seconds, seed(brief.digest, 0), to, on_progress)
    finally:
        await room.close()


async def _board(settings: Settings, brief: Brief, paper: Path | None) -> tuple[Storyboard, bool]:
    """The storyboard, and whether the house wrote it just now."""
    is_there = await asyncio.to_thread(paper.exists) if paper is not None else False
    if paper is not None and is_there:
        return await asyncio.to_thread(read_board, paper), False
    writer = gemini(settings)
    if writer is None:
        board = (await HouseWriter().write(brief)).storyboard
    else:
        try:
            board = (await writer.write(brief)).storyboard
        finally:
            await writer.aclose()
    if paper is not None:
        try:
            await asyncio.to_thread(paper.write_text, board.model_dump_json(indent=2) + "\n", "utf-8")
        except OSError as error:
            raise Misconfigured(_FOLDER) from error
    return board, writer is None


def read_board(paper: Path) -> Storyboard:
    """A storyboard that somebody may have edited by hand. Raises Misconfigured with what is wrong in it."""
    try:
        return Storyboard.model_validate_json(paper.read_text(encoding="utf-8"))
    except ValidationError as error:
        slip = error.errors(include_url=False)[0]
        where = ".".join(map(str, slip["loc"])) or "the file"
        raise Misconfigured(f"The storyboard is not right at {where}: {slip['msg']}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(_FOLDER) from error
