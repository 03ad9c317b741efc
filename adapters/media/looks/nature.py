"""Nature: a sky that changes with the hour, a sun that carries the icon up behind hills, drifting leaves."""

import random
from collections.abc import Callable, Sequence

from PIL import Image

from adapters.media.drawing import ink
from adapters.media.drawing.backdrop import Halo, Mesh, fill_below, hill
from adapters.media.drawing.canvas import HEIGHT, WIDTH, Box, Canvas, Sprite
from adapters.media.drawing.colour import Colour, hexed, is_light, mixed, yuv
from adapters.media.drawing.icons import picture
from adapters.media.drawing.lettering import Type
from adapters.media.drawing.motion import ease_out, share, sway, unit
from adapters.media.drawing.stage import (
    CAPTION_BASE,
    MARKS_BOTTOM,
    SAFE,
    SPOKEN_TOP,
    Beat,
    Layer,
    Marks,
    set_words,
    spoken,
)

HOURS = (
    # Sky above, sky below, sun, far hills, middle hills, near hills.
    ("#0f5c63", "#3fa796", "#ffe6a7", "#2f8f83", "#1c6b62", "#0d403d"),
    ("#1c5f8a", "#6fb7c9", "#fff3c4", "#4f9d8f", "#2d7a5f", "#134b3a"),
    ("#7a3b2e", "#e0894b", "#ffe1a0", "#a65a3a", "#73402f", "#3b231d"),
    ("#2b2a5e", "#8a5a94", "#ffd9c2", "#5a4a86", "#3d3570", "#1d1a44"),
)
TITLE = Type(("Fraunces-Black.ttf", "YesevaOne.ttf"), leading=1.12, align="centre")
LINE = Type(("InterDisplay-SemiBold.otf",), align="centre", leading=1.2)
CREAM = (255, 250, 236)
SUN, LEAVES = 380, 12
SPEEDS = (26.0, 52.0, 78.0, 104.0)
"""Of the ranges, the nearest last, in pixels a second."""
CLEARANCE = 90
"""Pixels over which a leaf fades before it comes behind words."""


class Nature:
    """A day outside."""

    mood = "nature"
    curtain_seconds = 0.5

    def __init__(self, chance: random.Random) -> None:
        self._first = chance.randrange(4)
        self._shape = chance.uniform(1, 9)
        self._leaves = [
            (chance.random(), chance.random(), chance.uniform(0.6, 1.2), chance.randrange(4))
            for _ in range(LEAVES)
        ]
        self._wave = hill(chance.uniform(1, 9), 0, 60, 1.2)
        self._cover = yuv(hexed(HOURS[self._first][5]))
        self.marks = Marks(CREAM, hexed("#ffd27a"), "bar")

    def stage(self, beat: Beat) -> Layer:
        above, below, sun, *hills = map(hexed, HOURS[(self._first + beat.number) % 4])
        lights = (below, below, above)
        sky = Mesh(above, lights, 0.35 + 0.1 * beat.number, 0.25, halo=_glow(sun, is_hook=beat.is_hook))
        tops = (1130, 1225, 1330, 1600)
        ranges = [
            (
                hill(self._shape + number + beat.number, top, 50, 0.9 + 0.4 * number, beat.seconds * speed),
                yuv(colour),
                speed,
            )
            for number, (top, colour, speed) in enumerate(
                zip(tops, [*hills, mixed(hills[2], (0, 0, 0), 0.3)], SPEEDS, strict=True)
            )
        ]
        leaf = ink.padded(picture("\ue2da", 44), 10)
        leaves = [
            Sprite.of(ink.flat(leaf.rotate(turn, Image.Resampling.BICUBIC), sun, 0.85))
            for turn in (0, 70, 150, 240)
        ]
        disc = self._sun(beat, sun, hills[2])
        room = (130, 350, 950, 950) if beat.is_hook else (130, 330, 950, 730)
        words, title = self._title(beat, room, sun, above)
        line = spoken(beat, LINE, CREAM, (130, SPOKEN_TOP, 950, CAPTION_BASE))
        texts = (title, (130, SPOKEN_TOP, 950, CAPTION_BASE), (SAFE[0], SAFE[1], SAFE[2], MARKS_BOTTOM))

        def paint(canvas: Canvas, time: float) -> None:
            sky(canvas, time)
            disc(canvas, time)
            for crest, colour, speed in ranges:
                at = round(time * speed) & ~1
                fill_below(canvas, crest[at : at + WIDTH], colour)
            for x, y, speed, kind in self._leaves:
                fall = (y + time * speed * 0.13) % 1.1
                left, top = x * WIDTH + 60 * sway(time * speed, 4, x) - 30, fall * (HEIGHT + 100) - 80
                canvas.put(leaves[kind], left, top, _clear(left + 32, top + 32, texts))
            words(canvas, time)
            line(canvas, time)

        return paint

    def curtain(self, canvas: Canvas, at: float) -> None:
        """Hills rise over everything and sink again."""
        fill_below(canvas, self._wave[:WIDTH] + abs(at) * (HEIGHT + 200) - 150, self._cover)

    def _sun(self, beat: Beat, sun: Colour, dark: Colour) -> Layer:
        image = ink.flat(ink.disc(SUN), sun)
        if not beat.is_hook:
            image.alpha_composite(
                ink.flat(picture(beat.icon, 220), dark), ((SUN - 220) // 2, (SUN - 220) // 2)
            )
        disc = Sprite.of(image)

        def paint(canvas: Canvas, time: float) -> None:
            canvas.put(disc, WIDTH / 2 - SUN / 2, _height(time, is_hook=beat.is_hook) - SUN / 2)

        return paint

    def _title(self, beat: Beat, room: Box, sun: Colour, above: Colour) -> tuple[Layer, Box]:
        """The written words, and the box they stand in."""

        def carve(mask: Image.Image, is_key: bool, size: int) -> Image.Image:
            shade = ink.flat(
                ink.blurred(mask, size * 0.10, 1.3), above if not is_light(above) else (0, 0, 0), 0.55
            )
            return ink.stacked(shade, ink.flat(mask, sun if is_key else CREAM))

        _, casts = set_words(beat, TITLE, room, 170 if beat.is_hook else 128, carve)

        def paint(canvas: Canvas, time: float) -> None:
            for cast in casts:
                come = ease_out(share(time, cast.start, 0.8))
                canvas.put(
                    cast.sprite,
                    cast.x + (1 - come) * 30 * sway(time, 1.5, cast.turn * 0.2),
                    cast.y + (1 - come) * 60,
                    come,
                )

        lefts, tops, rights, bottoms = zip(*(cast.box for cast in casts), strict=True)
        return paint, (min(lefts), min(tops), max(rights), max(bottoms))


def _clear(x: float, y: float, texts: Sequence[Box]) -> float:
    """How much is seen of something at `x`, `y`: less the nearer it comes to words, behind them nothing."""
    ways = (max(left - x, x - right, top - y, y - bottom) for left, top, right, bottom in texts)
    return unit(min(ways) / CLEARANCE)


def _glow(sun: Colour, *, is_hook: bool) -> Callable[[float], Halo]:
    return lambda time: Halo(sun, WIDTH / 2, _height(time, is_hook=is_hook), SUN * 1.5, 2.0, 0.54)


def _height(time: float, *, is_hook: bool) -> float:
    """Where the middle of the rising sun is."""
    come = ease_out(share(time, -0.5 if is_hook else 0.0, 1.1))
    return (1185 if is_hook else 920) + (1 - come) * 420 - 8 * time
