"""Playful: cut paper on bright colours, stickers, words that bounce; everything moves on twos."""

import random

from PIL import Image

from adapters.media.drawing import ink
from adapters.media.drawing.canvas import HEIGHT, WIDTH, Canvas, Sprite
from adapters.media.drawing.colour import Colour, hexed
from adapters.media.drawing.curtains import Iris
from adapters.media.drawing.icons import picture
from adapters.media.drawing.lettering import Type
from adapters.media.drawing.motion import overshoot, share, unit
from adapters.media.drawing.stage import CAPTION_BASE, SPOKEN_TOP, Beat, Layer, Marks, set_words, spoken

PALETTES = (
    ("#ffcf33", "#ff6b6b", "#3ec1d3", "#8ad879", "#a78bfa"),
    ("#ff9f68", "#5ec5e5", "#ffd84d", "#f277b0", "#7ddba3"),
    ("#6ad1ff", "#ffb83d", "#ff7aa2", "#9be15d", "#c59bff"),
)
TITLE = Type(("Fredoka-Bold.ttf", "Rubik-Black.ttf"), leading=1.12, align="centre", accent=0.05)
LINE = Type(("Fredoka-Bold.ttf", "Rubik-Black.ttf"), align="centre", leading=1.2)
DARK = (38, 30, 62)
WHITE = (255, 255, 255)
TWOS = 10
ICON = 440
STEPS = 9


class Playful:
    """A craft table."""

    mood = "playful"
    curtain_seconds = 0.34

    def __init__(self, chance: random.Random) -> None:
        self._colours: list[Colour] = [hexed(one) for one in chance.choice(PALETTES)]
        self._iris = Iris(540, 900)
        self._snips = [
            (chance.random(), chance.random(), chance.uniform(0.5, 1.2), chance.randrange(4))
            for _ in range(16)
        ]
        self.marks = Marks(DARK, self._colours[1], "dots", "Fredoka-Bold.ttf", WHITE)

    def stage(self, beat: Beat) -> Layer:
        ground, *others = self._colours[beat.number % 5 :] + self._colours[: beat.number % 5]
        papers = [Canvas.of(self._paper(ground, others, beat.number, wobble)) for wobble in range(2)]
        snips = [
            Sprite.of(self._snip(colour, turn))
            for colour, turn in zip([*others], (15, 50, 80, 120), strict=True)
        ]
        sticker = None if beat.is_hook else self._sticker(beat)
        words = self._title(beat, others)
        line = spoken(beat, LINE, DARK, (110, SPOKEN_TOP, 912, CAPTION_BASE), (WHITE, 0.95))

        def paint(canvas: Canvas, time: float) -> None:
            twos = int(time * TWOS) / TWOS
            canvas.copy(papers[int(time * 4) % 2])
            for x, y, speed, kind in self._snips:
                fall = (y + twos * speed * 0.22) % 1.1
                canvas.put(snips[kind], x * WIDTH - 30, fall * (HEIGHT + 120) - 100)
            if sticker:
                sticker(canvas, time)
            words(canvas, time)
            line(canvas, time)

        return paint

    def curtain(self, canvas: Canvas, at: float) -> None:
        """Rings of coloured paper close around the middle."""
        for number, colour in enumerate((self._colours[1], WHITE, self._colours[2])):
            self._iris.close(canvas, unit((1 - abs(at)) * 1.5 - number * 0.25), colour)

    def _paper(self, ground: Colour, others: list[Colour], number: int, wobble: int) -> Image.Image:
        """Large cut shapes; the two wobbles make them breathe as paper moved by hand does."""
        chance = random.Random(number * 7)
        image = Image.new("RGB", (WIDTH, HEIGHT), ground)
        shift = 5 * wobble

        def lay(mask: Image.Image, colour: Colour, x: int, y: int) -> None:
            shadow = ink.blurred(ink.padded(mask, 24), 9).point(lambda value: value // 5)
            image.paste((0, 0, 0), (x - 20, y - 14), shadow)
            image.paste(colour, (x, y), mask)

        lay(ink.disc(900), others[0], -330 + shift, 1290 - shift)
        lay(ink.disc(760), others[1], 560 - shift, 1420 + shift)
        lay(ink.disc(520), others[2], 760 + shift, -170 + shift)
        lay(
            ink.pill(700, 150, 75).rotate(24 + wobble, Image.Resampling.BICUBIC, expand=True),
            others[3],
            -360,
            300 - shift,
        )
        for _ in range(9):
            size = chance.choice((22, 30, 40))
            lay(ink.disc(size), WHITE, chance.randrange(40, 1000), chance.randrange(300, 1850) + shift // 2)
        return image

    def _snip(self, colour: Colour, turn: int) -> Image.Image:
        return ink.flat(ink.padded(ink.pill(34, 16, 4), 14).rotate(turn, Image.Resampling.BICUBIC), colour)

    def _sticker(self, beat: Beat) -> Layer:
        mask = ink.padded(picture(beat.icon, ICON), 60)
        border = ink.grown(mask, 26)
        image = ink.stacked(
            ink.flat(ink.blurred(ink.moved(border, 8, 18), 12), (20, 10, 40), 0.35),
            ink.flat(border, WHITE),
            ink.flat(mask, DARK),
        )
        sizes = [round(image.width * (0.3 + 0.8 * step / (STEPS - 1))) for step in range(STEPS)]
        growing = [Sprite.of(image.resize((size, size), Image.Resampling.BILINEAR)) for size in sizes]
        turning = [Sprite.of(image.rotate(turn, Image.Resampling.BICUBIC)) for turn in (-5, 0, 5, 0)]

        def paint(canvas: Canvas, time: float) -> None:
            come = share(time, 0.15, 0.5)
            if come <= 0:
                return
            scale = overshoot(come, 2.2)
            step = min(STEPS - 1, max(0, round((scale - 0.3) / 0.8 * (STEPS - 1))))
            sprite = growing[step] if come < 1 else turning[int(time * 5) % 4]
            canvas.put(sprite, 511 - sprite.width / 2, 1075 - sprite.height / 2)

        return paint

    def _title(self, beat: Beat, others: list[Colour]) -> Layer:
        def sticker(mask: Image.Image, is_key: bool, size: int) -> Image.Image:
            border = ink.grown(mask, max(6, size // 9))
            shadow = ink.flat(ink.moved(border, 0, max(4, size // 14)), (20, 10, 40), 0.28)
            paper, letters = (DARK, others[0]) if is_key else (WHITE, DARK)
            if is_key:
                letters = max(self._colours, key=lambda colour: sum(colour))
            return ink.stacked(shadow, ink.flat(border, paper), ink.flat(mask, letters))

        room = (110, 420, 912, 1300) if beat.is_hook else (110, 340, 912, 800)
        _, casts = set_words(beat, TITLE, room, 200 if beat.is_hook else 160, sticker)
        turns = [random.Random(beat.number * 31 + cast.turn).uniform(-4.5, 4.5) for cast in casts]

        def paint(canvas: Canvas, time: float) -> None:
            for cast, turn in zip(casts, turns, strict=True):
                come = share(time, cast.start, 0.45)
                if come > 0:
                    hop = (1 - overshoot(come, 2.4)) * 130
                    tilt = turn * 1.6 + (2 if int(time * 5 + cast.turn) % 2 else 0)
                    canvas.put(cast.sprite, cast.x, cast.y + hop + tilt, unit(come * 4))

        return paint
