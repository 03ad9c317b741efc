"""Colours, from sRGB to the numbers that a BT.709 video holds (limited range)."""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Colour = tuple[int, int, int]
Floats = npt.NDArray[np.float32]

# ITU-R BT.709, scaled to 219 steps of luma and 224 of chroma.
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32) * (219 / 255)
BLUE = np.array([-0.2126, -0.7152, 0.9278], np.float32) / 1.8556 * (224 / 255)
RED = np.array([0.7874, -0.7152, -0.0722], np.float32) / 1.5748 * (224 / 255)


def hexed(text: str) -> Colour:
    """`#ff8800` as three bytes."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two; `share` is how much of the other."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


def planes(rgb: npt.NDArray[Any]) -> tuple[Floats, Floats, Floats]:
    """Luma and both chromas of an array whose last axis is red, green, blue (0 to 255)."""
    # By hand, which is faster than a product of so narrow matrices.
    red, green, blue = (rgb[..., part].astype(np.float32) for part in range(3))

    def weighed(base: int, weights: Floats) -> Floats:
        total: Floats = base + weights[0] * red + weights[1] * green + weights[2] * blue
        return total

    return weighed(16, LUMA), weighed(128, BLUE), weighed(128, RED)


@lru_cache(maxsize=256)
def yuv(colour: Colour) -> tuple[int, int, int]:
    """One colour as video numbers."""
    luma, blue, red = planes(np.array(colour))
    return round(float(luma)), round(float(blue)), round(float(red))


def is_light(colour: Colour) -> bool:
    """Whether dark letters are easier to read on it than light ones."""
    return float(np.dot(colour, (0.2126, 0.7152, 0.0722))) > 140
