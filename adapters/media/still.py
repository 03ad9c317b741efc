"""One frame of a reel as a picture: its cover, or a small one to be shown before it plays."""

from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

from adapters.media.probe import opened, probe
from core.errors import Failed
from core.ports import Footage
from core.reel.storyboard import HOOK_SECONDS

COVER, THUMBNAIL = 1920, 320
THUMBNAIL_BYTES = 200_000
"""What Telegram takes (Bot API, 2026)."""
QUALITIES = (88, 75, 60, 45, 30, 15)
LOOKED_AT = 6
"""Every so manieth frame of the hook is considered for the cover."""
_NO_FRAME = "The reel holds no picture."


def still(reel: Path, at: float | None, side: int, to: Path, most_bytes: int | None = None) -> Footage:
    """Write the frame at `at` seconds, or the last before it, as a JPEG with no side above `side`.

    Without a moment it is the sharpest frame of the hook. Raises Failed, also when it is no sound video.
    """
    probe(reel)
    found = sharpest(reel) if at is None else _frame(reel, at).to_image()
    picture = save(found, side, to, most_bytes)
    return Footage(picture.width, picture.height, 0.0, 0.0, has_sound=False, size=to.stat().st_size)


def hang(picture: Image.Image, reel: Path) -> None:
    """Write the portraits of a reel beside it: its cover and its thumbnail."""
    save(picture, COVER, reel.with_suffix(".cover.jpg"))
    save(picture, THUMBNAIL, reel.with_suffix(".thumb.jpg"), THUMBNAIL_BYTES)


def save(picture: Image.Image, side: int, to: Path, most_bytes: int | None = None) -> Image.Image:
    """Write a JPEG with no side above `side`, of at most so many bytes. Raises Failed when that cannot be."""
    small = picture.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    for quality in QUALITIES:
        small.save(to, "JPEG", quality=quality, optimize=True)
        if most_bytes is None or to.stat().st_size <= most_bytes:
            return small
    raise Failed("The picture cannot be made that small.")


def sharpest(reel: Path) -> Image.Image:
    """The frame of the hook with the most detail in it. Raises Failed when there is none."""
    best = Sharpest()
    with opened(reel) as container:
        container.streams.video[0].thread_type = "AUTO"
        for number, frame in enumerate(container.decode(video=0)):
            if frame.time >= HOOK_SECONDS:
                break
            best.consider(number, frame)
    return best.picture()


class Sharpest:
    """The one frame with the most detail among all that it was shown."""

    def __init__(self) -> None:
        self._best: Any = None
        self._detail = -1.0

    def consider(self, number: int, frame: Any) -> None:
        """Look at every so manieth frame; whoever shows it may draw into it again."""
        if number % LOOKED_AT == 0 and (detail := _detail(frame)) > self._detail:
            self._best = av.VideoFrame.from_ndarray(frame.to_ndarray(), frame.format.name)
            self._best.colorspace, self._best.color_range = frame.colorspace, frame.color_range
            self._detail = detail

    def picture(self) -> Image.Image:
        """The frame that was found. Raises Failed when there was none."""
        if self._best is None:
            raise Failed(_NO_FRAME)
        picture: Image.Image = self._best.to_image()
        return picture


def _detail(frame: Any) -> float:
    """How much neighbouring pixels differ: high when sharp, low in blur and in the middle of a dissolve."""
    plane = frame.planes[0]
    luma = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
    rough = luma[::2, ::2].astype(np.int16)
    edges = 4 * rough[1:-1, 1:-1] - rough[:-2, 1:-1] - rough[2:, 1:-1] - rough[1:-1, :-2] - rough[1:-1, 2:]
    return float(np.abs(edges).mean())


def _frame(reel: Path, at: float) -> Any:
    with opened(reel) as container:
        container.seek(int(at * av.time_base))
        found: Any = None
        for frame in container.decode(video=0):
            found = frame
            if frame.time >= at:
                break
    if found is None:
        raise Failed(_NO_FRAME)
    return found
