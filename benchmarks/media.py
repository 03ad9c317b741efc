"""Drawing, cutting, copying and fitting video, beside the bare encoder and moviepy 2.

The bare encoder takes turns with ours inside one run, because the ratio is what counts on a busy machine.
moviepy needs an interpreter of its own, for it pins an older Pillow: `scripts/bench` lays one out.
"""

import asyncio
import json
import os
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from adapters.media.host import NICE
from adapters.media.music import compose
from adapters.media.reel import RATE
from adapters.media.room import RenderHost
from benchmarks import script
from benchmarks.contest import Contest, Contestant, Figure, Reading
from benchmarks.footage import FPS, KINDS, clips, content, encoded, recoded, spoken, waves
from benchmarks.gauges import percentile, spent
from benchmarks.looks import REELS, board
from benchmarks.peers import peer
from core.reel.brief import Captions, Look
from core.reel.edit import Edit, Line, Take

_TURNS = 3
_LIMIT_SHARE = 0.4
_CANCELLED = 9
_WELL_UNDER_WAY = 8
_TICK = 0.005
_WORDS = Line("One bitter bean, then steam.", 0.2, 1.5)
_VOICE_SECONDS = 1.5

CONTEST = Contest(
    name="media",
    module=__name__,
    figures=(
        Figure("drawn_10", "an animatic of 10 s", "s"),
        Figure("drawn_60", "an animatic of 60 s (10 s when quick)", "s"),
        Figure("drawn_ratio", "the same, in times of the bare encoder", "×", aim=1.4),
        Figure("drawn_size", "the same, its size", "MB", aim=20),
        Figure("cut", "three clips cut with dissolves, captions and music", "s"),
        Figure("cut_ratio", "the same, in times of decoding, scaling and encoding them", "×", aim=1.25),
        Figure("cut_cpu", "the same, processor time for each second of the reel", "s"),
        Figure("copy", "three equal clips joined by copying", "s"),
        *(Figure(f"fit {kind}", f"{kind}, fitted: of its limit", "%", aim=100) for kind in KINDS),
        Figure("fit_least", "the emptiest of these", "%", aim=97, more_is_better=True),
        Figure("lag", "lag of the event loop while two reels are drawn, p99", "ms", aim=10),
        Figure(
            "cancel", "a drawing cancelled, until no process and no file of it is left, p50", "ms", aim=50
        ),
    ),
    contestants=(
        Contestant("ours", "Nichereel"),
        Contestant("bare", "PyAV alone: no drawing, no captions, no sound"),
        Contestant("moviepy", "moviepy 2, the same elements"),
    ),
    rounds=1,
    longest=600,
)


async def ours(folder: Path, is_quick: bool) -> Reading:
    """Everything through one warm render host."""
    long = 10 if is_quick else 60
    async with _room() as room:
        await _draw(room, 1, folder / "warm.mp4")
        reading = {"drawn_10": await _timed(lambda: _draw(room, 10, folder / "drawn.mp4"))}
        reading |= await _beside("drawn_60", "drawn_ratio", lambda: _draw(room, long, folder / "drawn.mp4"),
                                 lambda: encoded(board(REELS[0]), long, folder / "bare.mp4"))  # fmt: skip
        reading["drawn_size"] = (folder / "drawn.mp4").stat().st_size / 1e6
        edit, _ = await asyncio.to_thread(_edit, folder, is_quick)
        filmed = [take.clip for take in edit.takes]
        reading |= await _beside("cut", "cut_ratio", lambda: room.cut(edit, folder / "cut.mp4", _unheard),
                                 lambda: recoded(filmed, folder / "bare.mp4"))  # fmt: skip
        reading["cut_cpu"] = await _worked(lambda: room.cut(edit, folder / "cut.mp4", _unheard)) / (
            len(filmed) * _clip_seconds(is_quick)
        )
        same = Edit((Take(filmed[0]),) * 3, "Monks", "calm", Look.NOIR)
        reading["copy"] = await _timed(lambda: room.cut(same, folder / "copy.mp4", _unheard))
        reading |= await _fitted(room, folder, _clip_seconds(is_quick))
        reading["lag"] = await _lag(room, folder)
        reading["cancel"] = median([await _cancelled(room, folder / "cancelled") for _ in range(_CANCELLED)])
    return reading


async def bare(folder: Path, is_quick: bool) -> Reading:
    """The library alone, with its own threads; what it encodes is drawn while the clock stands still."""
    drawn = board(REELS[0])
    reading = {"drawn_10": await _modestly(lambda: encoded(drawn, 10, folder / "bare.mp4"))}
    long = 10 if is_quick else 60
    reading["drawn_60"] = await _modestly(lambda: encoded(drawn, long, folder / "bare.mp4"))
    filmed = await asyncio.to_thread(clips, folder, _clip_seconds(is_quick))
    reading["cut"] = await _modestly(lambda: recoded(filmed, folder / "bare.mp4"))
    return reading


async def moviepy(folder: Path, is_quick: bool) -> Reading:
    """The same elements as layers of moviepy; its music is made off the clock, for it can make none."""
    edit, lengths = await asyncio.to_thread(_edit, folder, is_quick)
    told = {
        "drawn_10": script.reel(board(REELS[0]), 10, folder),
        "cut": script.film(edit, lengths, [(_VOICE_SECONDS,)] * len(lengths)),
    }
    (folder / "script.json").write_text(json.dumps(told))
    waves(folder / "music.wav", compose("cinematic", 20 * RATE, 3))
    return await peer("benchmarks.moviepy_peer", folder / "script.json", folder, niceness=NICE)


@asynccontextmanager
async def _room() -> Any:
    room = RenderHost()
    try:
        yield room
    finally:
        await room.close()


def _edit(folder: Path, is_quick: bool) -> tuple[Edit, list[int]]:
    """Three clips with a voice and captions each, and how many frames they take."""
    filmed = clips(folder, _clip_seconds(is_quick))
    voice = waves(folder / "voice.wav", spoken(_VOICE_SECONDS))
    takes = tuple(Take(clip, (replace(_WORDS, voice=voice),)) for clip in filmed)
    edit = Edit(takes, "Monks", "calm", captions=Captions.BURNED, has_music=True)
    return edit, [_clip_seconds(is_quick) * FPS] * len(takes)


def _clip_seconds(is_quick: bool) -> int:
    return 2 if is_quick else 5


def _unheard(_percent: int) -> None:
    """Nobody looks at the bar."""


async def _draw(room: RenderHost, seconds: int, to: Path) -> None:
    await room.draw(board(REELS[0]), seconds, 3, to, _unheard)


async def _timed(work: Callable[[], Awaitable[Any]]) -> float:
    start = time.perf_counter()
    await work()
    return time.perf_counter() - start


async def _worked(work: Callable[[], Awaitable[Any]]) -> float:
    """Seconds of processor time, the cutting room's processes included."""
    before = spent(os.getpid())
    await work()
    return spent(os.getpid()) - before


async def _beside(
    key: str, ratio: str, work: Callable[[], Awaitable[Any]], plain: Callable[[], float]
) -> Reading:
    """Our work and the plain one in turns: ours in seconds, and how many times as long it took."""
    taken = []
    for _ in range(_TURNS):
        taken.append((await _timed(work), await _modestly(plain)))
    return {key: median(one for one, _ in taken), ratio: median(one / other for one, other in taken)}


async def _modestly(plain: Callable[[], float]) -> float:
    """Do it at the render host's own low priority: else a busy machine would slow down only ours."""

    def work() -> float:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
        return plain()

    return await asyncio.to_thread(work)


async def _fitted(room: RenderHost, folder: Path, seconds: int) -> Reading:
    """How much of its limit each kind of content takes; nothing of it would fit as it is."""
    reading: Reading = {}
    for kind in KINDS:
        video = await asyncio.to_thread(content, folder / f"{kind}.mp4", kind, seconds)
        limit = round(video.stat().st_size * _LIMIT_SHARE)
        footage = await room.fit(video, limit, folder / "fit.mp4")
        reading[f"fit {kind}"] = 100 * footage.size / limit
    return {**reading, "fit_least": min(reading.values())}


async def _lag(room: RenderHost, folder: Path) -> float:
    """How late the loop wakes up while the host has both hands full, p99 in milliseconds."""
    drawing = [asyncio.create_task(_draw(room, 10, folder / f"lag{n}.mp4")) for n in range(2)]
    late = []
    while not all(task.done() for task in drawing):
        start = time.perf_counter()
        await asyncio.sleep(_TICK)
        late.append((time.perf_counter() - start - _TICK) * 1000)
    await asyncio.gather(*drawing)
    return percentile(late, 99)


async def _cancelled(room: RenderHost, folder: Path) -> float:
    """How long it takes to be rid of a drawing that is well under way, in milliseconds."""
    begun = asyncio.Event()
    to = folder / "drawn.mp4"

    def heard(percent: int) -> None:
        if percent >= _WELL_UNDER_WAY:
            begun.set()

    drawing = asyncio.create_task(room.draw(board(REELS[0]), 30, 3, to, heard))
    await begun.wait()
    start = time.perf_counter()
    drawing.cancel()
    await asyncio.wait([drawing])
    taken = (time.perf_counter() - start) * 1000
    assert not _left(folder), "something was left of a cancelled drawing"
    return taken


def _left(folder: Path) -> list[Path]:
    return list(folder.iterdir())
