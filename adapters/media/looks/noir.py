"""Noir: black and white through venetian blinds, rain, condensed capitals that hit like a stamp, one red."""

import math
import random

import numpy as np
from PIL import Image, ImageChops

from adapters.media.drawing import ink
from adapters.media.drawing.canvas import HEIGHT, WIDTH, Box, Canvas, Sprite
from adapters.media.drawing.colour import hexed
from adapters.media.drawing.icons import picture
from adapters.media.drawing.lettering import Type
from adapters.media.drawing.motion import ease_out, share, sway
from adapters.media.drawing.stage import CAPTION_BASE, SPOKEN_TOP, Beat, Layer, Marks, set_words, spoken

ACCENTS = ("#d3202b", "#c9a227", "#e0421f")
TITLE = Type(("Oswald-Bold.ttf",), is_upper=True, leading=1.2, accent=0.10)
LINE = Type(("SpecialElite.ttf",), leading=1.2)
PAPER = (236, 234, 228)
SLATS, ICON = 14, 560
DROPS = 26


class Noir:
    """A night in black and white."""

    mood = "noir"
    curtain_seconds = 0.34

    def __init__(self, chance: random.Random) -> None:
        self._accent = hexed(chance.choice(ACCENTS))
        self._tilt = chance.choice((-0.22, 0.18, 0.26))
        self._drops = [(chance.random(), chance.random(), chance.uniform(0.7, 1.3)) for _ in range(DROPS)]
        self.marks = Marks(PAPER, self._accent, "line", "SpecialElite.ttf")

    def stage(self, beat: Beat) -> Layer:
        wall = Canvas.of(self._wall(beat.number))
        drop = Sprite.of(ink.flat(ink.halo(256, 1.2).resize((4, 150)), (210, 214, 220), 0.45))
        figure = None if beat.is_hook else self._figure(beat)
        room = (72, 560, 950, 1330) if beat.is_hook else (72, 930, 950, 1340)
        words = self._title(beat, room)
        line = spoken(beat, LINE, PAPER, (72, SPOKEN_TOP, 950, CAPTION_BASE))

        def paint(canvas: Canvas, time: float) -> None:
            canvas.copy(wall, round(-60 + 40 * sway(time, 14)) & ~1, round(-90 + 12 * time) & ~1)
            if figure:
                figure(canvas, time)
            for x, y, speed in self._drops:
                fall = (y + time * speed * 1.3) % 1.15
                canvas.put(drop, x * WIDTH - fall * 40, fall * (HEIGHT + 200) - 200)
            words(canvas, time)
            line(canvas, time)

        return paint

    def curtain(self, canvas: Canvas, at: float) -> None:
        """Blinds, whose slats still catch some light."""
        slat = HEIGHT // SLATS + 1
        for number in range(SLATS + 1):
            top = number * slat
            low = round(top + slat * (1 - abs(at)))
            canvas.tint((34, 34, 37), 1.0, (0, top, WIDTH, low))
            canvas.tint((12, 12, 13), 1.0, (0, max(top, low - 14), WIDTH, low))

    def _wall(self, number: int) -> Image.Image:
        """Light through blinds on a dark wall, a little larger than the picture."""
        y, x = np.ogrid[0 : HEIGHT + 200, 0 : WIDTH + 120]
        y, x = y.astype(np.float32), x.astype(np.float32)
        turned = y + x * math.tan(self._tilt * (1 if number % 2 else -1))
        stripe = np.clip((np.sin(turned * 2 * math.pi / 150) + 0.25) * 2.2, 0, 1)
        centre_x, centre_y = (700, 620) if number % 2 else (420, 760)
        light = np.exp(-(((x - centre_x) / 520) ** 2 + ((y - centre_y) / 620) ** 2))
        grain = np.random.default_rng(number).random(light.shape)
        value = np.clip(9 + light * (22 + 74 * stripe) + grain, 0, 255)
        tinted = np.stack([value * 0.98, value, value * 1.05], axis=-1)
        return Image.fromarray(np.clip(tinted, 0, 255).astype(np.uint8), "RGB")

    def _figure(self, beat: Beat) -> Layer:
        """The icon, lit through the blinds, with a hard shadow."""
        mask = ink.padded(picture(beat.icon, ICON), 70)
        rows, columns = np.ogrid[0 : mask.height, 0 : mask.width]
        turned = rows + columns * math.tan(self._tilt * (1 if beat.number % 2 else -1))
        lit = np.clip((np.sin(turned * 2 * math.pi / 75) + 0.5) * 6, 0.62, 1) * 255
        striped = ImageChops.multiply(mask, Image.fromarray(lit.astype(np.uint8), "L"))
        shadow = ink.flat(ink.blurred(ink.moved(mask, 46, 40), 8), (0, 0, 0), 0.8)
        sprite = Sprite.of(ink.stacked(shadow, ink.flat(mask, (18, 18, 20)), ink.flat(striped, PAPER)))
        left = beat.number % 2 == 0

        def paint(canvas: Canvas, time: float) -> None:
            come = ease_out(share(time, 0.0, 0.7))
            x = (40 if left else 950 - sprite.width + 60) + (1 - come) * (-80 if left else 80)
            canvas.put(sprite, x, 270 - 6 * time, come)

        return paint

    def _title(self, beat: Beat, room: Box) -> Layer:
        def stamp(mask: Image.Image, is_key: bool, size: int) -> Image.Image:
            if not is_key:
                shadow = ink.flat(
                    ink.blurred(ink.moved(mask, size // 14, size // 14), size * 0.03), (0, 0, 0), 0.9
                )
                return ink.stacked(shadow, ink.flat(mask, PAPER))
            pad = round(size * 0.5)
            # Some scripts reach further up and down than capitals do.
            _, top, _, bottom = mask.getbbox() or (0, mask.height, 0, 0)
            bar = Image.new("L", mask.size)
            bar.paste(
                255,
                (
                    round(pad - 0.1 * size),
                    min(round(pad + 0.06 * size), top - size // 40),
                    mask.width - round(pad - 0.1 * size),
                    max(round(pad + 1.26 * size), bottom + size // 20),
                ),
            )
            return ink.stacked(ink.flat(bar, self._accent), ink.flat(mask, (12, 11, 12)))

        _, casts = set_words(beat, TITLE, room, 230 if beat.is_hook else 190, stamp, valign="bottom")

        def paint(canvas: Canvas, time: float) -> None:
            for cast in casts:
                since = time - cast.start
                if since >= 0:
                    jolt = 10 * max(0.0, 1 - since / 0.1)
                    canvas.put(cast.sprite, cast.x + jolt, cast.y - jolt)

        return paint
