"""Turning masks into coloured pictures: flat, graded, outlined, glowing, shadowed."""

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from adapters.media.drawing.colour import Colour

SHARP = 4
"""Shapes are drawn so many times larger and then reduced, for smooth edges."""


def flat(mask: Image.Image, colour: Colour, opacity: float = 1.0) -> Image.Image:
    """A mask in one colour."""
    image = Image.new("RGBA", mask.size, (*colour, 0))
    image.putalpha(mask if opacity >= 1 else mask.point(lambda value: round(value * opacity)))
    return image


def graded(mask: Image.Image, top: Colour, bottom: Colour) -> Image.Image:
    """A mask whose colour runs from top to bottom."""
    share = np.linspace(0, 1, mask.height, dtype=np.float32)[:, None, None]
    column = np.array(top) * (1 - share) + np.array(bottom) * share
    image = Image.fromarray(np.broadcast_to(column, (mask.height, mask.width, 3)).astype(np.uint8), "RGB")
    image.putalpha(mask)
    return image


def grown(mask: Image.Image, pixels: int) -> Image.Image:
    """A mask made fatter all around, with round corners."""
    soft = mask.filter(ImageFilter.GaussianBlur(pixels * 0.8))
    # Steep enough that the edge is one pixel wide.
    slope = 3.2 * pixels
    edge = soft.point(lambda value: min(255, max(0, round((value - 22) * slope))))
    return ImageChops.lighter(edge, mask)


def blurred(mask: Image.Image, radius: float, gain: float = 1.0) -> Image.Image:
    """A mask out of focus."""
    soft = mask.filter(ImageFilter.GaussianBlur(radius))
    return soft if gain == 1.0 else soft.point(lambda value: min(255, round(value * gain)))


def moved(mask: Image.Image, x: int, y: int) -> Image.Image:
    """A mask shifted within its own frame; what leaves it is lost."""
    image = Image.new("L", mask.size)
    image.paste(mask, (x, y))
    return image


def stacked(*layers: Image.Image) -> Image.Image:
    """Pictures of one size laid on each other, the first at the bottom."""
    image = layers[0]
    for layer in layers[1:]:
        image = Image.alpha_composite(image, layer)
    return image


def padded(mask: Image.Image, margin: int) -> Image.Image:
    """A mask with room around it."""
    image = Image.new("L", (mask.width + 2 * margin, mask.height + 2 * margin))
    image.paste(mask, (margin, margin))
    return image


def disc(size: int) -> Image.Image:
    """A full circle."""
    return _round(size, size / 2, size)


def ring(size: int, width: float) -> Image.Image:
    """A circle line."""
    return _round(size, size / 2, width)


def pill(width: int, height: int, radius: int) -> Image.Image:
    """A rectangle with round corners."""
    image = Image.new("L", (width * SHARP, height * SHARP))
    ImageDraw.Draw(image).rounded_rectangle(
        (0, 0, image.width - 1, image.height - 1), radius * SHARP, fill=255
    )
    return image.resize((width, height), Image.Resampling.BOX)


def polygon(size: tuple[int, int], points: list[tuple[float, float]]) -> Image.Image:
    """A filled outline, its points in pixels."""
    image = Image.new("L", (size[0] * SHARP, size[1] * SHARP))
    ImageDraw.Draw(image).polygon([(x * SHARP, y * SHARP) for x, y in points], fill=255)
    return image.resize(size, Image.Resampling.BOX)


def halo(size: int, power: float = 2.0) -> Image.Image:
    """A light that fades evenly from its middle to nothing at the rim, dithered."""
    at = np.arange(size, dtype=np.float32) * (2 / size) - 1
    fade = np.clip(1 - np.hypot(at[:, None], at[None, :]), 0, 1) ** power * 255
    noise = np.random.default_rng(1).random(fade.shape, np.float32)
    return Image.fromarray(np.minimum(fade + noise * (fade > 0), 255).astype(np.uint8), "L")


def _round(size: int, radius: float, width: float) -> Image.Image:
    """A circle of so thick a line, from the distance of each pixel to its rim."""
    at = np.arange(size, dtype=np.float32) + np.float32(0.5 - size / 2)
    inside = radius - np.hypot(at[:, None], at[None, :])
    cover = np.clip(inside, 0, 1) * np.clip(width - inside, 0, 1)
    return Image.fromarray((cover * 255).astype(np.uint8), "L")
