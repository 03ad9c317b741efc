"""Small videos made on the spot, and an own look into finished ones."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

RATE = 48_000
BLACK = 38
"""What counts as black in video range: a tenth of what there is above it."""


def film(
    to: Path, *, size: tuple[int, int] = (360, 640), seconds: float = 1.0, rate: int = 24,
    tone: float = 0.0, codec: str = "libx264",
) -> Path:  # fmt: skip
    """A clip whose brightness runs up and down; `tone` is the level of a sound in it, 0 for none."""
    with av.open(str(to), "w") as container:
        video: Any = container.add_stream(codec, rate=rate, options={"preset": "ultrafast"})
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        audio = container.add_stream("aac", rate=44_100, layout="mono") if tone else None
        for number in range(round(seconds * rate)):
            picture = np.full((size[1], size[0], 3), 40 + (number * 7) % 180, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, rate)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if audio is not None:
            times = np.arange(round(seconds * 44_100), dtype=np.float32) / 44_100
            sound = av.AudioFrame.from_ndarray(
                (tone * np.sin(2 * np.pi * 440 * times, dtype=np.float32))[None], format="fltp", layout="mono"
            )
            sound.sample_rate, sound.pts = 44_100, 0
            container.mux(audio.encode(sound))
            container.mux(audio.encode(None))
    return to


def pictures(reel: Path) -> Iterator[Any]:
    """Every decoded frame of a video."""
    with av.open(str(reel)) as container:
        yield from container.decode(video=0)


def sound(reel: Path) -> npt.NDArray[np.float32]:
    """Everything that is heard, as two rows."""
    with av.open(str(reel)) as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


def true_peak(heard: npt.NDArray[np.float32]) -> float:
    """The highest point between samples too, in dB below full scale: four times oversampled."""
    length = heard.shape[1]
    spectrum = np.fft.rfft(heard)
    finer = np.fft.irfft(spectrum, 4 * length) * 4
    return float(20 * np.log10(np.abs(finer).max()))


def boxes(reel: Path) -> list[str]:
    """The names of an mp4 file's outer boxes, in order."""
    data, at, names = reel.read_bytes(), 0, []
    while at < len(data):
        names.append(data[at + 4 : at + 8].decode("ascii"))
        at += int.from_bytes(data[at : at + 4]) or len(data)
    return names
