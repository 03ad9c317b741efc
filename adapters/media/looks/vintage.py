"""Vintage: rays behind a label, fat serif and a ribbon on cream, dust on the film, an iris at each cut."""

import math
import random

import numpy as np
from PIL import Image, ImageDraw

from adapters.media.drawing import ink
from adapters.media.drawing.backdrop import STEPS, Field, grid
from adapters.media.drawing.canvas import HEIGHT, WIDTH, Box, Canvas, Sprite
from adapters.media.drawing.colour import hexed, mixed
from adapters.media.drawing.curtains import Iris
from adapters.media.drawing.icons import picture
from adapters.media.drawing.lettering import Type
from adapters.media.drawing.motion import overshoot, share, unit
from adapters.media.drawing.stage import CAPTION_BASE, SPOKEN_TOP, Beat, Layer, Marks, set_words, spoken

PALETTES = (
    # Cream, ray, ink, ribbon, second colour.
    ("#f3e3c3", "#ead2a4", "#3b2314", "#b5402a", "#2f6f6b"),
    ("#efe6d2", "#dcd3b4", "#22303a", "#c2542d", "#d9a441"),
    ("#f6dfc8", "#f0c9a8", "#3a1c26", "#8f2f45", "#c98a2b"),
)
TITLE = Type(("AbrilFatface.ttf", "YesevaOne.ttf"), leading=1.24, align="centre", accent=0.42)
LINE = Type(("SourceSerif4-Bold.ttf",), align="centre", leading=1.2)
RAYS, BADGE, BADGE_Y = 22, 480, 610
SECONDS_PER_RAY = 1.6
STEPS_IN = 8


class Vintage:
    """A label from the attic."""

    mood = "vintage"
    curtain_seconds = 0.42

    def __init__(self, chance: random.Random) -> None:
        self._cream, self._ray, self._ink, self._ribbon, self._second = map(hexed, chance.choice(PALETTES))
        self._iris = Iris(540, 760)
        self._field: Field | None = None
        self.marks = Marks(self._ink, self._ribbon, "dots", "SourceSerif4-Bold.ttf", self._cream)

    def stage(self, beat: Beat) -> Layer:
        self._field = self._field or self._rays()
        field = self._field
        ruler = np.array([self._cream, self._ray], np.float32)[np.arange(STEPS) * 2 // STEPS]
        frame = self._frame()
        badge = None if beat.is_hook else self._badge(beat)
        room = (130, 480, 950, 1250) if beat.is_hook else (130, 900, 950, 1340)
        words = self._title(beat, room)
        line = spoken(beat, LINE, self._ink, (130, SPOKEN_TOP, 950, CAPTION_BASE))
        specks = [
            Sprite.of(ink.flat(ink.halo(16, 0.5).resize(size), self._ink, 0.6))
            for size in ((6, 6), (4, 14), (12, 4), (2, 60))
        ]

        def paint(canvas: Canvas, time: float) -> None:
            tick = int(time * 15)
            field.paint(canvas, np.roll(ruler, round(tick / 15 / SECONDS_PER_RAY * STEPS), axis=0), tick)
            for sprite, x, y in frame:
                canvas.put(sprite, x, y)
            if badge:
                badge(canvas, time)
            words(canvas, time)
            line(canvas, time)
            dust = random.Random(int(time * 12) + beat.number * 1000)
            for _ in range(dust.randrange(4)):
                canvas.put(
                    dust.choice(specks), dust.randrange(WIDTH), dust.randrange(HEIGHT), dust.uniform(0.3, 0.9)
                )

        return paint

    def curtain(self, canvas: Canvas, at: float) -> None:
        self._iris.close(canvas, 1 - abs(at), self._ink)

    def _rays(self) -> Field:
        x, y = grid()
        return Field(np.arctan2(y - BADGE_Y, x - WIDTH / 2) / (2 * math.pi) * RAYS)

    def _frame(self) -> list[tuple[Sprite, float, float]]:
        """A double line around everything."""
        lines: list[tuple[Sprite, float, float]] = []
        for inset, thick in ((36, 6), (50, 2)):
            wide = Sprite.of(Image.new("RGBA", (WIDTH - 2 * inset, thick), (*self._ink, 255)))
            high = Sprite.of(Image.new("RGBA", (thick, HEIGHT - 2 * inset), (*self._ink, 255)))
            lines += [(wide, inset, inset), (wide, inset, HEIGHT - inset - thick)]
            lines += [(high, inset, inset), (high, WIDTH - inset - thick, inset)]
        return lines

    def _badge(self, beat: Beat) -> Layer:
        size = BADGE
        image = Image.new("RGBA", (size, size))
        image.alpha_composite(ink.flat(self._scallop(size), self._ink))
        for inset, colour in (
            (26, self._second if beat.number % 2 else self._ribbon),
            (52, self._cream),
            (58, self._second if beat.number % 2 else self._ribbon),
        ):
            image.alpha_composite(ink.flat(ink.disc(size - 2 * inset), colour), (inset, inset))
        image.alpha_composite(
            ink.flat(picture(beat.icon, 210), self._cream), ((size - 210) // 2, (size - 210) // 2)
        )
        grown = [
            Sprite.of(image.resize((edge, edge), Image.Resampling.BILINEAR))
            for edge in (round(size * (0.4 + 0.7 * step / (STEPS_IN - 1))) for step in range(STEPS_IN))
        ]
        whole = Sprite.of(image)

        def paint(canvas: Canvas, time: float) -> None:
            come = share(time, 0.1, 0.55)
            scale = overshoot(come)
            step = min(STEPS_IN - 1, max(0, round((scale - 0.4) / 0.7 * (STEPS_IN - 1))))
            sprite = whole if come >= 1 else grown[step]
            canvas.put(sprite, WIDTH / 2 - sprite.width / 2, BADGE_Y - sprite.height / 2, unit(come * 4))

        return paint

    def _scallop(self, size: int) -> Image.Image:
        middle = size / 2
        points = []
        for step in range(720):
            angle = step / 720 * 2 * math.pi
            radius = middle - 10 + 9 * math.cos(angle * 28)
            points.append((middle + radius * math.cos(angle), middle + radius * math.sin(angle)))
        return ink.polygon((size, size), points)

    def _title(self, beat: Beat, room: Box) -> Layer:
        def letter(mask: Image.Image, is_key: bool, size: int) -> Image.Image:
            if not is_key:
                return ink.flat(mask, self._ink)
            return ink.stacked(self._ribbon_under(mask, size), ink.flat(mask, self._cream))

        _, casts = set_words(beat, TITLE, room, 170 if beat.is_hook else 136, letter)

        def paint(canvas: Canvas, time: float) -> None:
            for cast in casts:
                come = share(time, cast.start, 0.35)
                if cast.is_key:
                    width = cast.sprite.width
                    middle, reach = cast.x + width / 2, width / 2 * unit(come * 1.2)
                    canvas.put(
                        cast.sprite,
                        cast.x,
                        cast.y,
                        unit(come * 6),
                        (round(middle - reach), 0, round(middle + reach), HEIGHT),
                    )
                else:
                    canvas.put(cast.sprite, cast.x, cast.y + (1 - overshoot(come)) * -34, unit(come * 2))

        return paint

    def _ribbon_under(self, mask: Image.Image, size: int) -> Image.Image:
        """A ribbon with notched ends."""
        pad = round(0.5 * size)
        left, right = pad - round(0.22 * size), mask.width - pad + round(0.22 * size)
        top, bottom = pad + round(0.18 * size), pad + round(1.38 * size)
        notch, middle = round(0.16 * size), (top + bottom) / 2
        tails = Image.new("L", mask.size)
        pen = ImageDraw.Draw(tails)
        drop = round(0.10 * size)
        reach = round(0.20 * size)
        for end, way in ((left, -1), (right, 1)):
            inner, outer, cut = end - way * notch, end + way * reach, end + way * (reach - notch)
            corners = [(inner, top), (outer, top), (cut, middle), (outer, bottom), (inner, bottom)]
            pen.polygon([(x, y + drop) for x, y in corners], fill=255)
        body = Image.new("L", mask.size)
        body.paste(255, (left, top, right, bottom))
        return ink.stacked(
            ink.flat(tails, mixed(self._ribbon, (0, 0, 0), 0.35)), ink.flat(body, self._ribbon)
        )
