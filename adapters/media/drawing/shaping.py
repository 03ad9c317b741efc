"""Letters in their places, in every script: shaped and drawn by HarfBuzz, whatever else a machine has.

Pillow would shape them too, but only where the system has a library for it (FriBidi), which small ones lack.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import uharfbuzz  # type: ignore[import-untyped]  # it comes without types
from PIL import Image

from adapters.media.drawing.fonts import FOLDER


@dataclass(frozen=True, slots=True)
class Shape:
    """Glyphs of one font by number, where each stands, and how wide they are; parts of the size, y up."""

    font: str
    glyphs: tuple[tuple[int, float, float], ...]
    width: float


@lru_cache(maxsize=4096)
def shaped(text: str, font: str, language: str, *, is_rtl: bool) -> Shape:
    """A text as one font sets it in one direction, from left to right as it is seen."""
    buffer, known = uharfbuzz.Buffer(), _font(font)
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if is_rtl else "ltr"
    buffer.language = language
    uharfbuzz.shape(known, buffer)
    glyphs, x, unit = list[tuple[int, float, float]](), 0, known.face.upem
    for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyphs.append((info.codepoint, (x + at.x_offset) / unit, at.y_offset / unit))
        x += at.x_advance
    return Shape(font, tuple(glyphs), x / unit)


def drawn(
    shapes: list[tuple[Shape, float]], size: int, baseline: float, width: int, height: int
) -> Image.Image:
    """Shapes, each from its left, on one baseline, as an alpha mask of a width and height in pixels."""
    raster = uharfbuzz.RasterDraw()
    for shape, left in shapes:
        font = _font(shape.font)
        scale = size / font.face.upem
        for number, x, y in shape.glyphs:
            raster.transform = (scale, 0, 0, -scale, left + x * size, baseline - y * size)
            raster.draw_glyph(font, number)
    raster.extents = uharfbuzz.RasterExtents(0, 0, width, height)
    picture = raster.render()
    if picture is None:
        return Image.new("L", (width, height))
    rows = np.frombuffer(picture.buffer, np.uint8).reshape(height, picture.extents.stride)
    return Image.fromarray(np.ascontiguousarray(rows[:, :width]))


@cache
def _font(name: str) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(FOLDER / name)))
