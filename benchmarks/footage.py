"""Clips made on the spot for the media contest, and what the libraries take for them alone."""

import time
import wave
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from adapters.media.animatic import Animatic
from adapters.media.drawing.canvas import Canvas
from adapters.media.reel import DRAWN, FILMED, RATE, Sound, film
from core.reel.storyboard import Storyboard

WIDTH, HEIGHT, FPS = 1080, 1920, 30
KINDS = ("noise", "calm then noise", "noise then calm", "a moving texture")
_SIZES = ((1080, 1920, 30), (720, 1280, 24), (1080, 1920, 25))
_BLOCK = 150
"""Frames held in memory while the bare encoder is timed: half a gigabyte."""

Paint = Callable[[Any, Any, float], Any]


def clips(folder: Path, seconds: int) -> list[Path]:
    """Three clips as three vendors would send them."""
    made = []
    for number, (width, height, rate) in enumerate(_SIZES):
        to = folder / f"clip{number}.mp4"
        if not to.exists():
            _film(to, (width, height, rate), seconds, _shapes)
        made.append(to)
    return made


def content(to: Path, kind: str, seconds: int) -> Path:
    """A video of so many seconds that is hard to make small in its own way."""
    chance = np.random.default_rng(1)
    grain = chance.integers(-30, 30, (960, 540))

    def paint(y: Any, x: Any, t: float) -> Any:
        rough = {"noise": True, "calm then noise": t > seconds / 2, "noise then calm": t < seconds / 2}
        if rough.get(kind):
            return chance.integers(0, 255, np.broadcast(y, x).shape)
        if kind == "a moving texture":
            return _shapes(y, x, t) + np.roll(grain, round(45 * t), axis=1)
        return x / 3 + 20 * t + 0 * y

    _film(to, (540, 960, FPS), seconds, paint)
    return to


def encoded(board: Storyboard, seconds: int, to: Path) -> float:
    """Seconds to encode the very pictures of an animatic: drawn block by block, and never on the clock."""
    taken, animatic = 0.0, Animatic(board, seconds, 3)
    options = {**DRAWN, "x264-params": DRAWN["x264-params"].replace(":threads=1", "")}
    with av.open(str(to), "w", format="mp4") as out:
        stream = film(out, options)
        # So x264 splits its work by frames, which is its own way and its fastest.
        stream.thread_type = "AUTO"
        for first in range(0, animatic.frames, _BLOCK):
            block = [
                _drawn(animatic, number) for number in range(first, min(first + _BLOCK, animatic.frames))
            ]
            start = time.perf_counter()
            for frame in block:
                out.mux(stream.encode(frame))
            taken += time.perf_counter() - start
        start = time.perf_counter()
        out.mux(stream.encode(None))
    return taken + time.perf_counter() - start


def _drawn(animatic: Animatic, number: int) -> Any:
    frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
    animatic.paint(Canvas.over(frame), number)
    frame.pts, frame.time_base = number, Fraction(1, FPS)
    return frame


def recoded(some: Sequence[Path], to: Path) -> float:
    """Seconds to decode, scale and encode clips, with the libraries' own threads and nothing else."""
    start = time.perf_counter()
    with av.open(str(to), "w", format="mp4") as out:
        stream = film(out, {key: value for key, value in FILMED.items() if key != "threads"})
        for number, frame in enumerate(frame for clip in some for frame in _even(clip)):
            frame.pts, frame.time_base, frame.pict_type = number, Fraction(1, FPS), 0
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return time.perf_counter() - start


def _even(clip: Path) -> Iterator[Any]:
    """A clip's frames at our size and rate."""
    shown = 0
    with av.open(str(clip)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for frame in container.decode(video=0):
            # Asked now: whoever takes the frame sets its time anew, and it may be this very one.
            last = round(frame.time * FPS)
            scaled = frame.reformat(WIDTH, HEIGHT, "yuv420p")
            while shown <= last:
                yield scaled
                shown += 1


def spoken(seconds: float) -> Sound:
    """Something with the rhythm of a voice."""
    t = np.arange(round(seconds * RATE)) / RATE
    tone = 0.3 * np.sin(2 * np.pi * 180 * t) * np.abs(np.sin(2 * np.pi * 2.5 * t))
    return np.stack([tone, tone]).astype(np.float32)


def waves(to: Path, sound: Sound) -> Path:
    """Write a sound as a WAV file."""
    with wave.open(str(to), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound.T, -1, 1) * 32767).astype("<i2").tobytes())
    return to


def _shapes(y: Any, x: Any, t: float) -> Any:
    return 128 + 90 * np.sin(x / 40 + 2 * t) * np.cos(y / 60)


def _film(to: Path, form: tuple[int, int, int], seconds: int, paint: Paint) -> None:
    width, height, rate = form
    y, x = np.ogrid[0:height, 0:width]
    with av.open(str(to), "w") as out:
        stream: Any = out.add_stream("libx264", rate=rate, options={"preset": "veryfast", "crf": "18"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(seconds * rate):
            grey = np.clip(paint(y, x, number / rate), 0, 255).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(grey, format="gray").reformat(format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, rate)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
