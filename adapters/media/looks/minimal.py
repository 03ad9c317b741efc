"""Minimal: pale paper, one geometric shape, black grotesque on a strict left edge, lines that slide up."""

import random

from PIL import Image, ImageDraw

from adapters.media.drawing import ink
from adapters.media.drawing.canvas import HEIGHT, WIDTH, Canvas, Sprite
from adapters.media.drawing.colour import Colour, hexed, is_light, mixed
from adapters.media.drawing.icons import picture
from adapters.media.drawing.lettering import Type
from adapters.media.drawing.motion import ease, ease_out, share, sway
from adapters.media.drawing.stage import CAPTION_BASE, SPOKEN_TOP, Beat, Layer, Marks, set_words, spoken

PALETTES = (
    # Paper, ink, then an accent for every scene in turn.
    ("#f5f2eb", "#151515", "#ff4b2b", "#2450ff", "#f5b800", "#0c8f5a"),
    ("#f2f4f5", "#0f1720", "#0b6cff", "#ff6a3d", "#14b8a6", "#e5484d"),
    ("#f7f3f0", "#1d1418", "#d6336c", "#f08c00", "#3b5bdb", "#2b8a3e"),
)
TITLE = Type(("InterDisplay-Black.otf",), tracking=-0.015, leading=1.04)
LINE = Type(("InterDisplay-SemiBold.otf",), leading=1.2)
SHAPE = 640
LINE_FALL = 1.15


class Minimal:
    """Almost nothing, in the right place."""

    mood = "minimal"
    curtain_seconds = 0.42

    def __init__(self, chance: random.Random) -> None:
        self._paper, self._ink, *self._accents = map(hexed, chance.choice(PALETTES))
        self._first = chance.randrange(4)
        self.marks = Marks(self._ink, self._accents[0], "line", plate=self._paper)

    def stage(self, beat: Beat) -> Layer:
        accent = self._accents[(self._first + beat.number) % 4]
        image = self._shape(beat, accent)
        if beat.is_hook:
            image = image.resize((image.width * 3 // 4, image.height * 3 // 4), Image.Resampling.LANCZOS)
        shape = Sprite.of(image)
        words = self._title(beat, accent)
        line = spoken(beat, LINE, self._ink, (72, SPOKEN_TOP, 950, CAPTION_BASE))
        rule = (72, 1346)

        def paint(canvas: Canvas, time: float) -> None:
            canvas.tint(self._paper, 1.0)
            come = ease_out(share(time, -0.4 if beat.is_hook else 0, 0.9))
            x, y = self._place(beat, shape)
            canvas.put(shape, x + (1 - come) * 420, y + 14 * sway(time, 8))
            words(canvas, time)
            width = round(878 * ease(share(time, 0.2, 0.8)))
            canvas.tint(self._ink, 1.0, (rule[0], rule[1], rule[0] + width, rule[1] + 4))
            line(canvas, time)

        return paint

    def curtain(self, canvas: Canvas, at: float) -> None:
        """A block of ink that passes upwards through the picture."""
        edge = round(HEIGHT * abs(at))
        box = (0, edge, WIDTH, HEIGHT) if at < 0 else (0, 0, WIDTH, HEIGHT - edge)
        canvas.tint(self._accents[self._first], 1.0, box)

    def _place(self, beat: Beat, shape: Sprite) -> tuple[float, float]:
        if beat.is_hook:
            return WIDTH - shape.width * 0.62, 330
        return WIDTH - shape.width * 0.80, 320

    def _shape(self, beat: Beat, accent: Colour) -> Image.Image:
        """Circle, half, quarter or square, with the icon cut into it."""
        mask = ink.disc(SHAPE)
        pen = ImageDraw.Draw(mask)
        kind = (beat.number + self._first) % 4
        if kind == 1:
            mask = ink.pill(SHAPE - 80, SHAPE - 80, 0)
        elif kind == 2:
            mask = ink.disc(SHAPE * 2).crop((0, 0, SHAPE, SHAPE)).resize((SHAPE - 40, SHAPE - 40))
        elif kind == 3:
            pen.rectangle((0, 0, SHAPE // 2, SHAPE // 2), fill=255)
        image = ink.flat(mask, accent)
        if not beat.is_hook:
            size = 300
            colour = self._ink if is_light(accent) else (255, 255, 255)
            spot = (round(image.width * 0.40) - size // 2, round(image.height * 0.54) - size // 2)
            image.alpha_composite(ink.flat(picture(beat.icon, size), colour), spot)
        return image

    def _title(self, beat: Beat, accent: Colour) -> Layer:
        # On the hook the shape has the accent's colour, so the word takes the next one.
        bold = self._accents[(self._first + 1) % 4] if beat.is_hook else accent
        bold = mixed(bold, self._ink, 0.4) if is_light(bold) else bold

        def print_(mask: Image.Image, is_key: bool, _: int) -> Image.Image:
            return ink.flat(mask, bold if is_key else self._ink)

        room = (72, 830, 950, 1320) if beat.is_hook else (72, 980, 950, 1330)
        _, casts = set_words(
            beat, TITLE, room, 190 if beat.is_hook else 150, print_, valign="bottom", margin=0.25
        )

        def paint(canvas: Canvas, time: float) -> None:
            for cast in casts:
                turn = cast.start if beat.is_hook else 0.15 + cast.line * 0.12 + cast.turn * 0.02
                come = ease_out(share(time, turn, 0.7))
                height = cast.box[3] - cast.box[1]
                # Once it stands, its longest tails may be seen too.
                below = round(height * (0.08 if come < 1 else 0.5))
                clip = (0, cast.box[1] - round(0.25 * height), WIDTH, cast.box[3] + below)
                canvas.put(
                    cast.sprite,
                    cast.x,
                    cast.y + (1 - come) * height * LINE_FALL,
                    1.0 if come > 0 else 0.0,
                    clip,
                )

        return paint
