"""Making a picture from outside one that a clip can begin with, trusting nothing in it.

The clips of most models have the shape of the picture, so it is made upright here. Written anew, it
carries nothing else along: no place, no date, no camera (vendors and 2026's phones keep those in it).
"""

from pathlib import Path

from PIL import Image, ImageOps

from adapters.media.probe import Fence
from adapters.media.still import save
from core.errors import Refused
from core.ports import Footage

FRAME = (1080, 1920)
FORMATS = ("JPEG", "PNG", "WEBP")
SMALLEST = 300
"""FAL's and Runway's models want about as many pixels a side (2026)."""
MAX_PIXELS = 60_000_000
MOST_BYTES = 3_500_000
"""As a data URI that is below the 5 MB that Runway takes (types of runwayml 5.24.0)."""
FENCE = Fence(cpu_seconds=20, file_bytes=32 << 20)

UNREADABLE = "I cannot read that picture. Please send a JPEG, PNG or WebP."
TOO_SMALL = f"That picture is too small to begin a reel with: each side needs {SMALLEST} pixels or more."
TOO_LARGE = "That picture has too many pixels. Please send a smaller one."


def picture(outside: Path, to: Path) -> Footage:
    """Write the middle of a picture, as upright as a reel. Raises Refused with what is wrong."""
    try:
        with Image.open(outside, formats=FORMATS) as found:
            _check(found)
            # What a JPEG does not need to be this large is not even decoded.
            found.draft("RGB", (2 * FRAME[1], 2 * FRAME[1]))
            upright = ImageOps.exif_transpose(found).convert("RGB")
    except (MemoryError, Image.DecompressionBombError) as error:
        raise Refused(TOO_LARGE) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise Refused(UNREADABLE) from error
    framed = save(ImageOps.fit(upright, FRAME, Image.Resampling.LANCZOS), FRAME[1], to, MOST_BYTES)
    return Footage(framed.width, framed.height, 0.0, 0.0, has_sound=False, size=to.stat().st_size)


def _check(found: Image.Image) -> None:
    if found.width * found.height > MAX_PIXELS:
        raise Refused(TOO_LARGE)
    if min(found.size) < SMALLEST:
        raise Refused(TOO_SMALL)
