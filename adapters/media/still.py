"""One frame of a reel as a picture: its cover, or a small one to be shown before it plays."""

from pathlib import Path
from typing import Any

import av

from core.errors import Failed
from core.ports import Footage

_QUALITY = 85
_NO_FRAME = "The reel holds no picture."


def still(reel: Path, at: float, side: int, to: Path) -> Footage:
    """Write the frame at `at` seconds, or the last before it, as a JPEG with no side above `side`."""
    with av.open(str(reel)) as container:
        container.seek(int(at * av.time_base))
        found: Any = None
        for frame in container.decode(video=0):
            found = frame
            if frame.time >= at:
                break
    if found is None:
        raise Failed(_NO_FRAME)
    picture = found.to_image()
    picture.thumbnail((side, side))
    picture.save(to, "JPEG", quality=_QUALITY)
    return Footage(picture.width, picture.height, 0.0, 0.0, has_sound=False, size=to.stat().st_size)
