"""Documentary: a drifting survey map above, field notes on paper below, serif type wiped in by lines."""

import math
import random

import numpy as np
from PIL import Image

from adapters.media.drawing import ink, printed
from adapters.media.drawing.backdrop import STEPS, Field, grid
from adapters.media.drawing.canvas import HEIGHT, WIDTH, Box, Canvas, Sprite
from adapters.media.drawing.colour import hexed, mixed
from adapters.media.drawing.icons import picture
from adapters.media.drawing.lettering import Type, single
from adapters.media.drawing.motion import ease, ease_out, share
from adapters.media.drawing.stage import CAPTION_BASE, SPOKEN_TOP, Beat, Layer, Marks, set_words, spoken

PALETTES = (
    # Map, its lines, paper, ink, signal.
    ("#33473d", "#5d7a63", "#f1ebdd", "#1c221f", "#f2b21b"),
    ("#3a4652", "#66798a", "#eef0ee", "#171d24", "#ff7a2f"),
    ("#54402f", "#8a6d4f", "#f5ecdc", "#241a12", "#e3a02c"),
    ("#22434d", "#4c7f88", "#eef1ea", "#10252b", "#f4c020"),
)
TITLE = Type(("SourceSerif4-Bold.ttf",), leading=1.12)
NOTE = Type(("SpecialElite.ttf",))
LINE = Type(("InterDisplay-SemiBold.otf",), leading=1.2)
EDGE = 1030
CARD = 470
LEAD = 28
TITLE_TOP = 1076
NOTE_LETTERS = 48
WHITE = (250, 248, 240)


class Documentary:
    """A report from the field."""

    mood = "documentary"
    curtain_seconds = 0.4

    def __init__(self, chance: random.Random) -> None:
        self._map, self._lines, self._paper, self._ink, self._signal = map(hexed, chance.choice(PALETTES))
        self._hills = [
            (chance.uniform(0, WIDTH), chance.uniform(0, EDGE), chance.uniform(160, 420)) for _ in range(9)
        ]
        self.marks = Marks(WHITE, self._signal, "line", plate=self._ink)

    def stage(self, beat: Beat) -> Layer:
        return self._opening(beat) if beat.is_hook else self._report(beat)

    def _opening(self, beat: Beat) -> Layer:
        """The hook: large words on the darkened map, between the corners of a viewfinder."""
        survey, finder = self._survey(beat.number), self._finder()
        _, words = self._title(beat, (100, 470, 920, 1300), 170, "middle")
        line = spoken(beat, LINE, WHITE, (100, SPOKEN_TOP, 950, CAPTION_BASE))

        def paint(canvas: Canvas, time: float) -> None:
            survey(canvas, time)
            canvas.tint(self._ink, 0.62)
            finder(canvas, time)
            words(canvas, time)
            line(canvas, time)

        return paint

    def _report(self, beat: Beat) -> Layer:
        """A scene: its picture pinned on the map, its words on the paper below."""
        survey, card = self._survey(beat.number), self._card(beat)
        left, right, edge = (72, 906, 936) if beat.is_rtl else (116, 950, 72)
        height, words = self._title(beat, (left, TITLE_TOP, right, 1300), 132, "top")
        note = self._note(beat)
        bar = Sprite.of(ink.flat(ink.pill(14, 400, 0), self._signal))
        line = spoken(beat, LINE, self._ink, (left, SPOKEN_TOP, right, CAPTION_BASE))

        def paint(canvas: Canvas, time: float) -> None:
            survey(canvas, time)
            canvas.tint(self._paper, 1.0, (0, EDGE, WIDTH, HEIGHT))
            canvas.tint(self._ink, 1.0, (0, EDGE, WIDTH, EDGE + 6))
            card(canvas, time)
            grow = ease_out(share(time, 0.1, 0.5))
            canvas.put(bar, edge, TITLE_TOP, box=(0, 0, WIDTH, round(TITLE_TOP + height * grow)))
            words(canvas, time)
            canvas.put(
                note,
                right - note.width + 12 if beat.is_rtl else left - 12,
                TITLE_TOP + height,
                ease_out(share(time, 0.5, 0.5)),
            )
            line(canvas, time)

        return paint

    def _note(self, beat: Beat) -> Sprite:
        """How the shot will be taken, typed under the words: notes are in English, so for English alone."""
        typed = beat.shot.upper()[:NOTE_LETTERS] if beat.language.startswith("en") else ""
        mask = single(typed, NOTE).mask(30, 12)
        return Sprite.of(ink.flat(mask, mixed(self._ink, self._paper, 0.4)))

    def curtain(self, canvas: Canvas, at: float) -> None:
        """A sheet of paper pushed across, led by the signal colour."""
        edge = round(WIDTH * abs(at))
        sheet, lead = (
            ((edge, WIDTH), (edge - LEAD, edge))
            if at < 0
            else ((0, WIDTH - edge), (WIDTH - edge, WIDTH - edge + LEAD))
        )
        canvas.tint(self._paper, 1.0, (sheet[0], 0, sheet[1], HEIGHT))
        canvas.tint(self._signal, 1.0, (lead[0], 0, min(WIDTH, lead[1]), HEIGHT))

    def _survey(self, number: int) -> Layer:
        """Contour lines that creep, like a map that breathes."""
        x, y = grid()
        height = np.zeros((HEIGHT, WIDTH), np.float32)
        for hill_x, hill_y, size in self._hills:
            across = np.exp(-(((x - hill_x - 90 * number) / size) ** 2)) * size / 260
            height += across * np.exp(-(((y - hill_y) / size) ** 2))
        height += 0.16 * np.sin(x / 190 + number) * np.cos(y / 230)
        field = Field(height * 0.62)
        base = np.array(
            [mixed(self._map, self._lines, 0.35 * math.sin(math.pi * step / STEPS)) for step in range(STEPS)]
        )

        def paint(canvas: Canvas, time: float) -> None:
            tick = int(time * 15)
            at = (np.arange(STEPS) / STEPS * 8 + tick * 0.012) % 1.0
            line = np.clip(1.6 - np.abs(at - 0.5) * 44, 0, 1)[:, None]
            field.paint(canvas, (base + (np.array(self._lines) - base) * line).astype(np.float32), tick)

        return paint

    def _card(self, beat: Beat) -> Layer:
        """The icon as a specimen: a card with a figure number and crop marks."""
        picture_ = Image.new("RGBA", (CARD + 80, CARD + 140))
        shadow = Image.new("L", picture_.size)
        shadow.paste(255, (40, 50, 40 + CARD, 50 + CARD + 60))
        picture_.alpha_composite(ink.flat(ink.blurred(shadow, 16), (0, 0, 0), 0.45))
        sheet = Image.new("L", picture_.size)
        sheet.paste(255, (40, 40, 40 + CARD, 40 + CARD + 60))
        picture_.alpha_composite(ink.flat(sheet, self._paper))
        inner = Image.new("L", picture_.size)
        inner.paste(255, (64, 64, 16 + CARD, 64 + CARD - 48))
        picture_.alpha_composite(ink.flat(inner, mixed(self._map, self._paper, 0.80)))
        picture_.alpha_composite(
            ink.flat(picture(beat.icon, 270), self._ink),
            (40 + (CARD - 270) // 2, 64 + (CARD - 48 - 270) // 2),
        )
        note = single(printed.figure(beat.number, beat.language), NOTE).mask(34, 10)
        picture_.alpha_composite(ink.flat(note, self._ink), (56, CARD + 22))
        sprite = Sprite.of(
            picture_.rotate(-2.2 if beat.number % 2 else 1.8, Image.Resampling.BICUBIC, expand=True)
        )

        def paint(canvas: Canvas, time: float) -> None:
            come = ease_out(share(time, 0.05, 0.6))
            canvas.put(sprite, 511 - sprite.width / 2, 340 + (1 - come) * 120, come)

        return paint

    def _finder(self) -> Layer:
        corner = self._corner()
        first, last = Sprite.of(corner), Sprite.of(corner.transpose(Image.Transpose.ROTATE_180))

        def paint(canvas: Canvas, time: float) -> None:
            come = ease(share(time, -0.4, 0.6))
            away = 40 * (1 - come)
            canvas.put(first, 60 - away, 420 - away, come)
            canvas.put(last, 962 - last.width + away, 1352 - last.height + away, come)

        return paint

    def _corner(self) -> Image.Image:
        image = Image.new("L", (110, 110))
        image.paste(255, (0, 0, 110, 8))
        image.paste(255, (0, 0, 8, 110))
        return ink.flat(image, self._signal)

    def _title(self, beat: Beat, room: Box, largest: int, valign: str) -> tuple[float, Layer]:
        """Words that slide up behind an edge; the height they take, and themselves."""
        plain, accent = (WHITE, self._signal) if beat.is_hook else (self._ink, self._ink)

        def print_(mask: Image.Image, is_key: bool, size: int) -> Image.Image:
            if not is_key:
                return ink.flat(mask, plain)
            pad, reach = round(0.5 * size), round(0.05 * size)
            rule = Image.new("L", mask.size)
            rule.paste(
                255,
                (pad - reach, pad + round(1.17 * size), mask.width - pad + reach, pad + round(1.25 * size)),
            )
            return ink.stacked(ink.flat(rule, self._signal), ink.flat(mask, accent))

        block, casts = set_words(beat, TITLE, room, largest, print_, valign=valign)

        def paint(canvas: Canvas, time: float) -> None:
            for cast in casts:
                come = ease_out(share(time, cast.start, 0.45))
                height = cast.box[3] - cast.box[1]
                below = round(height * (0.1 if come < 1 else 0.5))
                clip = (0, cast.box[1] - round(0.2 * height), WIDTH, cast.box[3] + below)
                canvas.put(cast.sprite, cast.x, cast.y + (1 - come) * height * 1.2, float(come > 0), clip)

        return block.height, paint
