"""The picture being drawn, and the sprites that are put on it. Everything snaps to even pixels."""

from dataclasses import dataclass

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorRange, Colorspace
from PIL import Image

from adapters.media.drawing.colour import Colour, Floats, planes, yuv

WIDTH, HEIGHT = 1080, 1920

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint16]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels."""
WHOLE: Box = (0, 0, WIDTH, HEIGHT)


def halved(plane: Floats) -> Floats:
    """Every 2x2 pixels averaged into one."""
    height, width = plane.shape
    pairs = plane.reshape(height // 2, 2, width // 2, 2)
    small: Floats = pairs[:, 0, :, 0] + pairs[:, 0, :, 1] + pairs[:, 1, :, 0] + pairs[:, 1, :, 1]
    small *= np.float32(0.25)
    return small


@dataclass(frozen=True, slots=True)
class Sprite:
    """A picture with soft edges, `width` by `height`, ready to be put on a canvas.

    Only what can be seen of it is kept, beginning at `left` and `top`. Each plane is colour times alpha
    (0 to 256), each `keep` what stays of the ground (256 - alpha).
    """

    width: int
    height: int
    left: int
    top: int
    luma: Words
    blue: Words
    red: Words
    keep: Words
    keep_half: Words

    @classmethod
    def of(cls, image: Image.Image) -> "Sprite":
        """From an RGBA picture; an odd edge is padded."""
        width, height = _even(image.width), _even(image.height)
        left, top, right, bottom = image.getchannel("A").getbbox() or (0, 0, 0, 0)
        # Pillow fills what lies beyond the picture with nothing.
        pixels = np.asarray(image.crop((left & ~1, top & ~1, _even(right), _even(bottom))))
        alpha = pixels[..., 3].astype(np.float32) * (256 / 255)
        luma, blue, red = planes(pixels[..., :3])
        keep, keep_half = 256 - alpha, 256 - halved(alpha)
        parts = (luma * alpha, halved(blue * alpha), halved(red * alpha), keep, keep_half)
        return cls(width, height, left & ~1, top & ~1, *(np.rint(part).astype(np.uint16) for part in parts))


def blank() -> av.VideoFrame:
    """A frame as every reel has it, to be drawn into."""
    frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
    frame.colorspace, frame.color_range = int(Colorspace.ITU709), int(ColorRange.MPEG)
    return frame


@dataclass(frozen=True, slots=True)
class Canvas:
    """The three planes of a yuv420p picture, 1080x1920."""

    luma: Bytes
    blue: Bytes
    red: Bytes

    @classmethod
    def empty(cls) -> "Canvas":
        """A canvas of its own."""
        half = (HEIGHT // 2, WIDTH // 2)
        return cls(
            np.full((HEIGHT, WIDTH), 16, np.uint8), np.full(half, 128, np.uint8), np.full(half, 128, np.uint8)
        )

    @classmethod
    def over(cls, frame: av.VideoFrame) -> "Canvas":
        """A canvas that draws into the memory of a video frame."""
        widths = (WIDTH, WIDTH // 2, WIDTH // 2)
        return cls(*(
            np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, :width]
            for plane, width in zip(frame.planes, widths, strict=True)
        ))  # fmt: skip

    @classmethod
    def of(cls, image: Image.Image) -> "Canvas":
        """A canvas that holds an RGB picture of its own size, dithered against banding."""
        noise = np.random.default_rng(0).random((image.height, image.width), np.float32)
        luma, blue, red = planes(np.asarray(image.convert("RGB")))
        halves = noise[::2, ::2]
        return cls(
            (luma + noise).astype(np.uint8),
            (halved(blue) + halves).astype(np.uint8),
            (halved(red) + halves).astype(np.uint8),
        )

    @property
    def planes(self) -> tuple[Bytes, Bytes, Bytes]:
        return self.luma, self.blue, self.red

    def copy(self, other: "Canvas", x: int = 0, y: int = 0, box: Box = WHOLE) -> None:
        """Take over what another canvas shows within `box`, its own origin moved to `x`, `y`."""
        left, top = max(box[0], x, 0), max(box[1], y, 0)
        right = min(box[2], x + other.luma.shape[1], WIDTH)
        bottom = min(box[3], y + other.luma.shape[0], HEIGHT)
        if left >= right or top >= bottom:
            return
        for mine, theirs, by in zip(self.planes, other.planes, (1, 2, 2), strict=True):
            rows, columns = slice(top // by, bottom // by), slice(left // by, right // by)
            there = slice((top - y) // by, (bottom - y) // by), slice((left - x) // by, (right - x) // by)
            mine[rows, columns] = theirs[there]

    def put(self, sprite: Sprite, x: float, y: float, opacity: float = 1.0, box: Box = WHOLE) -> None:
        """Lay a sprite on the picture, its upper left corner at `x`, `y`, only within `box`."""
        share = round(256 * opacity)
        x, y = 2 * round(x / 2) + sprite.left, 2 * round(y / 2) + sprite.top
        high, wide = sprite.luma.shape
        left, top = max(box[0] & ~1, x), max(box[1] & ~1, y)
        right, bottom = min(box[2] & ~1, x + wide), min(box[3] & ~1, y + high)
        if share <= 0 or left >= right or top >= bottom:
            return
        full = slice(top - y, bottom - y), slice(left - x, right - x)
        half = slice((top - y) // 2, (bottom - y) // 2), slice((left - x) // 2, (right - x) // 2)
        there = slice(top // 2, bottom // 2), slice(left // 2, right // 2)
        _blend(self.luma[top:bottom, left:right], sprite.luma[full], sprite.keep[full], share)
        _blend(self.blue[there], sprite.blue[half], sprite.keep_half[half], share)
        _blend(self.red[there], sprite.red[half], sprite.keep_half[half], share)

    def tint(self, colour: Colour, opacity: float, box: Box = WHOLE) -> None:
        """Lay an even colour over everything within `box`."""
        left, top, right, bottom = (max(0, edge) & ~1 for edge in box)
        share = round(256 * min(opacity, 1.0))
        for plane, value, by in zip(self.planes, yuv(colour), (1, 2, 2), strict=True):
            area = plane[top // by : bottom // by, left // by : right // by]
            if share >= 256:
                area[...] = value
            elif share > 0:
                total = np.multiply(area, 256 - share, dtype=np.uint16)
                total += np.uint16(value * share)
                total >>= 8
                area[...] = total

    def blend(self, other: "Canvas", share: float) -> None:
        """Mix in another whole picture; `share` is how much of it."""
        weight = np.uint16(round(256 * share))
        for mine, theirs in zip(self.planes, other.planes, strict=True):
            total = np.multiply(mine, 256 - weight, dtype=np.uint16)
            total += np.multiply(theirs, weight, dtype=np.uint16)
            total >>= 8
            mine[...] = total


def _even(length: int) -> int:
    return length + length % 2


def _blend(ground: Bytes, colour: Words, keep: Words, share: int) -> None:
    if share < 256:
        keep = np.uint16(256) - (((np.uint16(256) - keep) * np.uint16(share)) >> np.uint16(8))
        colour = (colour >> np.uint16(8)) * np.uint16(share)
    total = np.multiply(ground, keep, dtype=np.uint16)
    total += colour
    total >>= 8
    ground[...] = total
