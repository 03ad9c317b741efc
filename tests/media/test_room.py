"""What the bot may rely on: a cancelled or crashed errand leaves nothing, and the next one works."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import to_jsonable_python

from adapters.media.errands import SPARE_BYTES, run
from adapters.media.host import NICE
from adapters.media.room import RenderHost
from core.errors import Failed, Misconfigured, Unavailable
from core.ports import Footage
from core.reel.edit import Edit, Take
from tests.media.boards import board
from tests.media.footage import film

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")


@pytest.fixture
async def room() -> AsyncIterator[RenderHost]:
    """A host of its own: whatever is killed here is nobody else's."""
    host = RenderHost()
    yield host
    await host.close()


def family(root: int) -> set[int]:
    """Every process of the cutting room below one: other tests have helpers of their own."""
    below = _below(root)
    hosts = {pid for pid in below if b"adapters.media" in _command(pid)}
    return hosts.union(*(_below(host) for host in hosts))


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def _below(root: int) -> set[int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            parents[int(entry.name)] = int(stat[1])
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {root}


async def under_way(room: RenderHost, to: Path) -> "asyncio.Task[Footage]":
    """A drawing that is well under way."""
    begun = asyncio.Event()
    drawing = asyncio.create_task(room.draw(board(), 30, 1, to, lambda _: begun.set()))
    await asyncio.wait_for(begun.wait(), 60)
    return drawing


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that must come about."""
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.01)


async def test_a_cancelled_drawing_leaves_nothing(room: RenderHost, tmp_path: Path) -> None:
    """Once the cancelled task has ended there is no file, and no process but the idle host."""
    drawing = await under_way(room, tmp_path / "reel.mp4")
    at_work = family(os.getpid())
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing

    assert len(at_work) >= 3
    assert len(family(os.getpid()) & at_work) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("deed", ["cut", "fit"])
async def test_cancelling_leaves_nothing_half_made(room: RenderHost, tmp_path: Path, deed: str) -> None:
    """Cutting and fitting end like drawing does: no file, and no process but the idle host."""
    (tmp_path / "clips").mkdir()
    clip = film(tmp_path / "clips" / "clip.mp4", size=(720, 1280), seconds=8)
    begun, to = asyncio.Event(), tmp_path / "made" / "reel.mp4"
    if deed == "cut":
        making = room.cut(Edit((Take(clip),), "Monks", "calm"), to, lambda _: begun.set())
    else:
        making = room.fit(clip, clip.stat().st_size // 3, to, lambda _: begun.set())
    task = asyncio.create_task(making)
    await asyncio.wait_for(begun.wait(), 60)
    at_work = family(os.getpid())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert len(at_work) >= 2
    assert len(family(os.getpid()) & at_work) == 1
    assert list(to.parent.iterdir()) == []


async def test_everybody_else_goes_first(room: RenderHost, tmp_path: Path) -> None:
    """Every process that draws is nicer than the bot, so that answering stays quick.

    The idle host is not, for it also has to end them.
    """
    drawing = await under_way(room, tmp_path / "reel.mp4")
    at_work = family(os.getpid())
    host = max(at_work, key=lambda pid: len(family(pid)))
    nice = {os.getpriority(os.PRIO_PROCESS, pid) for pid in at_work - {host}}
    its = os.getpriority(os.PRIO_PROCESS, host)
    drawing.cancel()
    await asyncio.gather(drawing, return_exceptions=True)

    ours = os.getpriority(os.PRIO_PROCESS, 0)
    assert (its, nice) == (ours, {min(19, ours + NICE)})


@pytest.mark.parametrize("deed", ["draw", "cut", "fit"])
def test_a_full_disk_is_noticed_before(deed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a reel would not fit on the disk, nothing is begun and the operator is told."""
    clip = film(tmp_path / "clip.mp4")
    wishes = {
        "draw": {"storyboard": board().model_dump(mode="json"), "seconds": 5, "seed": 1, "only": []},
        "cut": {"edit": to_jsonable_python(Edit((Take(clip),), "Monks", "calm"))},
        "fit": {"video": str(clip), "limit": 1000},
    }
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=SPARE_BYTES))
    to = tmp_path / "made" / "reel.mp4"
    said: list[Mapping[str, Any]] = []
    places = {"to": str(to), "part": str(to.with_name(".part")), "workers": 1}
    run({"do": deed, **wishes[deed], **places}, said.append)

    assert [(answer["error"], "room on the disk" in answer["message"]) for answer in said] == [
        ("Misconfigured", True)
    ]
    assert list(to.parent.iterdir()) == []


async def test_a_dead_host_is_replaced(
    room: RenderHost, tmp_path: Path, drawn: tuple[Path, Footage, list[int]]
) -> None:
    """A killed host's drawing comes back as 'not now', nothing is left, and the next call works."""
    drawing = await under_way(room, tmp_path / "reel.mp4")
    at_work = family(os.getpid())
    # All others are below it.
    host = max(at_work, key=lambda pid: len(family(pid)))
    os.kill(host, signal.SIGKILL)
    with pytest.raises(Unavailable):
        await drawing

    await until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in at_work))
    assert list(tmp_path.iterdir()) == []
    assert (await room.probe(drawn[0])).height == 1920


async def test_a_dead_bot_takes_everything_with_it(tmp_path: Path) -> None:
    """When the bot is killed in the middle of a drawing, no process goes on drawing and no file stays."""
    script = (
        "import asyncio, os, signal\n"
        "from pathlib import Path\n"
        "from adapters.media.room import RenderHost\n"
        "from tests.media.boards import board\n"
        "from tests.media.test_room import family, under_way\n"
        "async def main():\n"
        f"    await under_way(RenderHost(), Path({str(tmp_path / 'reel.mp4')!r}))\n"
        "    print(*family(os.getpid()), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    heard, _ = await bot.communicate()
    at_work = [int(pid) for pid in heard.split()]

    assert len(at_work) >= 3
    await until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in at_work))
    assert list(tmp_path.iterdir()) == []


async def test_closing_ends_the_host(tmp_path: Path) -> None:
    """After `close` nothing runs any more, whatever was under way."""
    room = RenderHost()
    drawing = await under_way(room, tmp_path / "reel.mp4")
    at_work = family(os.getpid())
    await room.close()
    with pytest.raises(Unavailable):
        await drawing

    assert not any(Path(f"/proc/{pid}").exists() for pid in at_work)
    assert list(tmp_path.iterdir()) == []


async def test_the_host_knows_no_secrets(
    room: RenderHost, monkeypatch: pytest.MonkeyPatch, drawn: tuple[Path, Footage, list[int]]
) -> None:
    """Nothing of the bot's environment reaches the process that opens strangers' files."""
    monkeypatch.setenv("FAL_KEY", "planted-secret")
    before = family(os.getpid())
    await room.probe(drawn[0])
    (host,) = family(os.getpid()) - before

    assert b"planted-secret" not in Path(f"/proc/{host}/environ").read_bytes()


async def test_a_place_that_is_no_folder_is_the_operators(room: RenderHost, tmp_path: Path) -> None:
    """Where nothing can be written, the operator is told, in a sentence without a path."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Misconfigured) as caught:
        await room.draw(board(), 5, 1, tmp_path / "file" / "reel.mp4", lambda _: None)

    assert str(tmp_path) not in caught.value.message


async def test_a_missing_clip_is_lost(room: RenderHost, tmp_path: Path) -> None:
    """A clip that is not there cannot be cut."""
    with pytest.raises(Failed):
        await room.cut(
            Edit((Take(tmp_path / "gone.mp4"),), "Gone", "calm"), tmp_path / "reel.mp4", lambda _: None
        )


def test_the_bot_loads_no_video_library() -> None:
    """Importing the cutting room loads neither PyAV nor numpy nor Pillow."""
    script = "import sys, adapters.media.room; sys.exit(bool({'av', 'numpy', 'PIL'} & set(sys.modules)))"

    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", script]) == 0
