"""Small real videos for the fake vendors to hand out."""

import os
import tempfile
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from threading import Lock

import av
import numpy as np

FPS = 24
SOUND_RATE = 44_100
_VERSION = 2
# Two threads of a server may be asked for the same film at the same moment.
_ONE_AT_A_TIME = Lock()


@lru_cache
def footage(width: int = 270, height: int = 480, seconds: int = 5) -> bytes:
    """An mp4 with H.264 and AAC, moving and sounding; made once per machine."""
    room = Path(tempfile.gettempdir()) / f"nichereel-footage-{os.getuid()}-v{_VERSION}"
    room.mkdir(mode=0o700, exist_ok=True)
    file = room / f"{width}x{height}-{seconds}s.mp4"
    with _ONE_AT_A_TIME:
        if not file.exists():
            draft = file.with_suffix(f".{os.getpid()}.mp4")
            _film(draft, width, height, seconds)
            draft.replace(file)
    return file.read_bytes()


def _film(to: Path, width: int, height: int, seconds: int) -> None:
    with av.open(str(to), "w", options={"movflags": "+faststart"}) as film:
        picture = film.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "crf": "30"})
        picture.width, picture.height, picture.pix_fmt = width, height, "yuv420p"
        sound = film.add_stream("aac", rate=SOUND_RATE, layout="mono")
        for number in range(seconds * FPS):
            frame = av.VideoFrame.from_ndarray(_bars(width, height, number), format="rgb24")
            film.mux(picture.encode(frame))
        film.mux(picture.encode())
        tone = av.AudioFrame.from_ndarray(_tone(seconds), format="fltp", layout="mono")
        tone.sample_rate, tone.time_base, tone.pts = SOUND_RATE, Fraction(1, SOUND_RATE), 0
        film.mux(sound.encode(tone))
        film.mux(sound.encode())


def _bars(width: int, height: int, number: int) -> np.ndarray:
    """Colour bars that wander downwards over a fading ground."""
    rows = (np.arange(height)[:, None] + 6 * number) // 40 % 6
    columns = np.arange(width)[None, :] * 255 // width
    red, green, blue = rows * 42, (255 - rows * 30), (columns + 3 * number) % 256
    return np.stack(np.broadcast_arrays(red, green, blue), axis=-1).astype(np.uint8)


def _tone(seconds: int) -> np.ndarray:
    time = np.arange(seconds * SOUND_RATE) / SOUND_RATE
    return (0.2 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)[None, :]
