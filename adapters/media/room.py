"""The cutting room as the bot sees it: one warm render host, asked over a pipe."""

import asyncio
import itertools
import json
import os
import shutil
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from pydantic_core import to_jsonable_python

from core.errors import Failed, Misconfigured, Refused, StudioError, Unavailable
from core.ports import Footage, OnProgress
from core.reel.edit import Edit, Line, Take
from core.reel.storyboard import Storyboard

ERRORS: dict[str, type[StudioError]] = {
    kind.__name__: kind for kind in (Failed, Misconfigured, Refused, Unavailable)
}
GONE = "The cutting room stopped in the middle of the work. It will be tried again."
RETRY_SECONDS = 5.0
SURROUNDINGS = {
    "PATH": os.defpath,
    "LC_ALL": "C.UTF-8",
    # One BLAS thread: the host forks, and threads do not survive a fork.
    "OPENBLAS_NUM_THREADS": "1",
    # glibc keeps memory for the next picture (32 MiB is the most it allows) instead of asking for it anew.
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
}
"""The whole environment of a host; nothing of ours."""
PATIENCE = 2.0
"""Seconds to wait for the host to confirm a cancellation, or to leave by itself."""


def _whole(path: Path) -> str:
    """A path that the host understands too, whose working directory is another."""
    return os.path.abspath(path)


def _places(to: Path) -> tuple[Path, Path]:
    """Where something will be, and the folder it is made in: on the same disk, so that it can be moved."""
    target = Path(_whole(to))
    return target, target.with_name(f".{target.name}.{uuid4().hex}.part")


def _lines(take: Take) -> tuple[Line, ...]:
    return tuple(replace(line, voice=line.voice and Path(_whole(line.voice))) for line in take.lines)


def _unheard(_percent: int) -> None:
    """A probe is over before anybody could be told how far it is."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One piece of work under way: where its answer goes, and the folder with its unfinished files."""

    answer: asyncio.Future[Footage | None]
    on_progress: OnProgress
    part: Path | None


class RenderHost:
    """Fills `core.ports.CuttingRoom`. Starts its host at the first call and again after a crash.

    `parallel` errands run at once, the rest wait; each may use `workers` processes.
    Belongs to one event loop.
    """

    def __init__(self, *, parallel: int = 2, workers: int = os.cpu_count() or 1) -> None:
        self._places = asyncio.Semaphore(parallel)
        self._starting = asyncio.Lock()
        self._workers = workers
        self._line: Wire | None = None

    async def draw(
        self,
        storyboard: Storyboard,
        seconds: int,
        seed: int,
        to: Path,
        on_progress: OnProgress,
        only: Sequence[int] = (),
    ) -> Footage:
        """Draw the animatic, exactly `seconds` long; about 0.2 s of two cores for each of them."""
        board = storyboard.model_dump(mode="json")
        wish = {"do": "draw", "storyboard": board, "seconds": seconds, "seed": seed, "only": list(only)}
        return await self._make(wish, to, on_progress)

    async def cut(self, edit: Edit, to: Path, on_progress: OnProgress) -> Footage:
        """Make the reel; where nothing changes a pixel, pictures are copied."""
        takes = tuple(replace(take, clip=Path(_whole(take.clip)), lines=_lines(take)) for take in edit.takes)
        music = edit.music and Path(_whole(edit.music))
        wish = {"do": "cut", "edit": to_jsonable_python(replace(edit, takes=takes, music=music))}
        return await self._make(wish, to, on_progress)

    async def fit(
        self, video: Path, limit_bytes: int, to: Path, on_progress: OnProgress = _unheard
    ) -> Footage:
        """Make a video fit into so many bytes; copied when it does already. 3 to 5 s of CPU a second.

        Raises Failed when it is no video or cannot be made that small, else as `draw`.
        """
        return await self._make({"do": "fit", "video": _whole(video), "limit": limit_bytes}, to, on_progress)

    async def still(
        self, reel: Path, at: float | None, side: int, to: Path, most_bytes: int | None = None
    ) -> None:
        """Write one frame of a reel as a JPEG with no side above `side`. Raises as `draw`.

        Without a moment it is the sharpest frame of the hook. Takes a moment, and does not wait for
        a place.
        """
        wish = {"do": "still", "reel": _whole(reel), "at": at, "side": side, "most_bytes": most_bytes}
        target, part = _places(to)
        line = await self._warm()
        await line.run({**wish, "to": str(target), "part": str(part), "workers": 1}, part, _unheard)

    async def picture(self, outside: Path, to: Path) -> Footage:
        """Make a picture from outside ours, within 1 GiB of memory and 20 s of CPU; usually 0.1 s."""
        return await self._make({"do": "picture", "outside": _whole(outside)}, to, _unheard)

    async def probe(self, clip: Path) -> Footage:
        """Measure a file from outside within 1 GiB of memory and 8 s of CPU; writes nothing."""
        return await self._run({"do": "probe", "clip": _whole(clip)}, None, _unheard)

    async def hear(self, sound: Path, to: Path) -> float:
        """Make a sound from outside ours, within 1 GiB of memory and 20 s of CPU; usually 0.1 s."""
        return (await self._make({"do": "hear", "sound": _whole(sound)}, to, _unheard)).seconds

    async def close(self) -> None:
        """End the host and whatever it still works on; a later call would start a new one."""
        line, self._line = self._line, None
        if line is not None:
            await line.close()

    async def _make(self, wish: Mapping[str, Any], to: Path, on_progress: OnProgress) -> Footage:
        target, part = _places(to)
        return await self._run({**wish, "to": str(target), "part": str(part)}, part, on_progress)

    async def _run(self, wish: Mapping[str, Any], part: Path | None, on_progress: OnProgress) -> Footage:
        async with self._places:
            line = await self._warm()
            return await line.run({**wish, "workers": self._workers}, part, on_progress)

    async def _warm(self) -> "Wire":
        async with self._starting:
            if self._line is None or self._line.is_dead:
                self._line = await Wire.open()
            return self._line


class Wire:
    """The pipe to one render host: JSON lines, one object each."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._errands: dict[int, Errand] = {}
        self._numbers = itertools.count(1)
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def open(cls) -> "Wire":
        """Start a host in its own session, with nothing of our environment. Raises Unavailable."""
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "adapters.media.host",
                stdin=PIPE, stdout=PIPE,
                cwd=Path(__file__).parents[2],
                env=SURROUNDINGS,
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise Unavailable("The cutting room could not be started.", RETRY_SECONDS) from error
        return cls(process)

    @property
    def is_dead(self) -> bool:
        return self._listening.done()

    async def run(self, wish: Mapping[str, Any], part: Path | None, on_progress: OnProgress) -> Footage:
        """Have one errand done. When the caller is cancelled its processes and its file go at once."""
        number = next(self._numbers)
        errand = Errand(asyncio.get_running_loop().create_future(), on_progress, part)
        self._errands[number] = errand
        try:
            await self._say({"errand": number, **wish})
            footage = await asyncio.shield(errand.answer)
        except asyncio.CancelledError:
            with suppress(Unavailable):
                await self._say({"cancel": number})
                await asyncio.wait([errand.answer], timeout=PATIENCE)
            raise
        finally:
            self._errands.pop(number, None)
        if footage is None:
            raise Unavailable(GONE, RETRY_SECONDS)
        return footage

    async def close(self) -> None:
        """Close the pipe, which ends the host; kill it if it does not listen."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), PATIENCE)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await self._listening

    async def _say(self, message: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            await self._process.stdin.drain()
        except OSError as error:
            raise Unavailable(GONE, RETRY_SECONDS) from error

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        try:
            while line := await self._process.stdout.readline():
                self._take(json.loads(line))
            await self._process.wait()
        finally:
            for errand in self._errands.values():
                self._give_up(errand)

    def _give_up(self, errand: Errand) -> None:
        if errand.part is not None:
            shutil.rmtree(errand.part, ignore_errors=True)
        if not errand.answer.done():
            errand.answer.set_result(None)

    def _take(self, message: Mapping[str, Any]) -> None:
        errand = self._errands.get(message["errand"])
        if errand is None or errand.answer.done():
            return
        if "percent" in message:
            errand.on_progress(message["percent"])
        elif "footage" in message:
            errand.answer.set_result(Footage(**message["footage"]))
        elif "error" in message:
            errand.answer.set_exception(ERRORS[message["error"]](message["message"]))
        else:
            errand.answer.set_result(None)
