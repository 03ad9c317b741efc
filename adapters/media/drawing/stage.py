"""What every look stages alike: beats, set words, the spoken line, and the marks around the picture."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from PIL import Image

from adapters.media.drawing import ink, printed
from adapters.media.drawing.canvas import HEIGHT, Box, Canvas, Sprite
from adapters.media.drawing.colour import Colour, is_light
from adapters.media.drawing.fonts import SEMIBOLD
from adapters.media.drawing.lettering import Type, direction, single
from adapters.media.drawing.motion import share, unit
from adapters.media.drawing.setting import Block, compose
from adapters.media.drawing.words import is_dense, tokens

FPS = 30
SAFE: Box = (72, 220, 950, 1540)
"""Where words may stand: TikTok, Reels and Shorts put their own things around it (as of 2026)."""
MARKS_TOP, MARKS_BOTTOM = 226, 310
DOT_ROOM = 30
CAPTION_BASE = 1512
SPOKEN_TOP, SPOKEN_SIZE = 1380, 56
"""Where the spoken line begins at the earliest, and its letters: legible at arm's length."""
PAGE = 42
"""Letters on a page of the spoken line, at most; half as many where letters are wide."""
FASTEST = 45.0
"""Characters a second that can still be read; a faster line is not shown at all."""

ARRIVED = -0.8
"""When the words of a hook come on: before its first picture, which is what a feed shows of a reel."""

Layer = Callable[[Canvas, float], None]
"""Paints itself as it is at so many seconds after its beat began."""
Ink = Callable[[Image.Image, bool, int], Image.Image]
"""Colours a word's mask, given whether it is accented and its size."""


@dataclass(frozen=True, slots=True)
class Beat:
    """The hook (`number` 0) or a scene, with everything that is shown of it. Times are in frames."""

    number: int
    total: int
    written: str
    keyword: str
    said: str
    shot: str
    icon: str
    language: str
    start: int
    frames: int

    @property
    def is_hook(self) -> bool:
        return self.number == 0

    @property
    def seconds(self) -> float:
        return self.frames / FPS

    @property
    def is_rtl(self) -> bool:
        return direction(self.written) == "rtl"


@dataclass(frozen=True, slots=True)
class Marks:
    """The colours and shape of the marks: label, progress and counter. `shape` is bar, dots or line."""

    text: Colour
    accent: Colour
    shape: str = "bar"
    font: str = SEMIBOLD
    plate: Colour | None = None


class Look(Protocol):
    """One manner of telling a storyboard, made for one reel."""

    mood: str
    marks: Marks
    curtain_seconds: float

    def stage(self, beat: Beat) -> Layer:
        """Build everything that is seen in a beat but the marks."""
        ...

    def curtain(self, canvas: Canvas, at: float) -> None:
        """Cover a finished picture around a cut: open at -1, closed at 0 (the cut), open again at 1."""
        ...


@dataclass(frozen=True, slots=True)
class Cast:
    """A word ready to come on: its sprite, where it belongs, and its turn."""

    sprite: Sprite
    x: float
    y: float
    turn: int
    line: int
    is_key: bool
    start: float
    box: Box
    """The word's own box, without margins."""


def set_words(beat: Beat, manner: Type, room: Box, largest: int, ink_: Ink, *, valign: str = "middle",
              margin: float = 0.5, delay: float = 0.25) -> tuple[Block, list[Cast]]:  # fmt: skip
    """Set what is written into `room` and give every word its moment, all in before half of the beat.

    Those of the hook stand there from the first picture on.
    """
    width, height = room[2] - room[0], room[3] - room[1]
    block = compose(beat.written, beat.keyword, beat.language, manner, (width, height), largest)
    spare = height - block.height
    top = room[1] + {"top": 0.0, "middle": spare / 2, "bottom": spare}[valign]
    gap = min(0.11, max(0.0, beat.seconds * 0.45 - delay) / len(block.words))
    first = min(delay, beat.seconds * 0.12)
    casts = []
    for placed in block.words:
        pad = round(margin * block.size)
        sprite = Sprite.of(ink_(placed.word.mask(block.size, pad), placed.word.is_key, block.size))
        left, base = room[0] + placed.x, top + placed.baseline
        span = placed.word.span(block.size)
        box = (
            round(left),
            round(base - 0.8 * block.size),
            round(left + span),
            round(base + 0.22 * block.size),
        )
        casts.append(Cast(
            sprite, left - pad, base - pad - 1.1 * block.size, placed.turn, placed.line,
            placed.word.is_key, ARRIVED if beat.is_hook else first + gap * placed.turn, box,
        ))  # fmt: skip
    return block, casts


def spoken(beat: Beat, manner: Type, text: Colour, room: Box, plate: tuple[Colour, float] | None = None,
           size: int = SPOKEN_SIZE) -> Layer:  # fmt: skip
    """The spoken line in small type, a few words at a time, each lit when its turn has come."""
    said = beat.said.strip()
    if len(said) > FASTEST * beat.seconds:
        return lambda _canvas, _time: None
    if beat.is_rtl and direction(said) != "rtl" and manner.align == "left":
        # A handle, say, below a title in Arabic belongs to the same edge.
        manner = replace(manner, align="right")
    pages = _pages(said)
    letters = sum(len(page) for page in pages)
    shown: list[
        tuple[float, float, list[tuple[Sprite, float, float, float]], tuple[Sprite, float, float] | None]
    ] = []
    clock = 0.0 if beat.is_hook else 0.15
    pace = (beat.seconds - 0.35) / max(letters, 1)
    for page in pages:
        block = compose(page, "", beat.language, manner, (room[2] - room[0], room[3] - room[1]), size, 22)
        top, length = room[3] - block.height, len(page) * pace
        words: list[tuple[Sprite, float, float, float]] = []
        for placed in block.words:
            pad = block.size // 2
            mask = placed.word.mask(block.size, pad)
            shade = ink.flat(
                ink.blurred(mask, 5, 2.0), (0, 0, 0), 0.5 if is_light(text) and not plate else 0.0
            )
            picture = ink.stacked(shade, ink.flat(mask, text))
            turn = clock + length * 0.85 * placed.turn / len(block.words)
            words.append(
                (
                    Sprite.of(picture),
                    room[0] + placed.x - pad,
                    top + placed.baseline - pad - 1.1 * block.size,
                    turn,
                )
            )
        shown.append((clock, clock + length, words, _plate(block, words, room, plate)))
        clock += length

    def paint(canvas: Canvas, time: float) -> None:
        for number, (start, end, words, ground) in enumerate(shown):
            if not start <= time < end and not (number == len(shown) - 1 and time >= end):
                continue
            if ground:
                canvas.put(*ground)
            for sprite, x, y, turn in words:
                canvas.put(sprite, x, y, 0.55 + 0.45 * share(time, turn, 0.12))

    return paint


def _plate(block: Block, words: list[tuple[Sprite, float, float, float]], room: Box,
           plate: tuple[Colour, float] | None) -> tuple[Sprite, float, float] | None:  # fmt: skip
    if plate is None:
        return None
    left = min(x for _, x, _, _ in words) + block.size // 2
    pad = round(block.size * 0.55)
    width, height = round(block.width) + 2 * pad, round(block.height + 0.9 * pad)
    picture = ink.flat(ink.pill(width, height, pad), plate[0], plate[1])
    return Sprite.of(picture), left - pad, room[3] - block.height - pad * 0.45


def _pages(text: str) -> list[str]:
    """Split a line into pages of about equal length, at the ends of sentences where there are some."""
    pages: list[str] = []
    for sentence in re.findall(r".+?(?:[.!?…](?=\s|$)|[。！？]|$)\s*", text):
        words = [("" if not token.has_space else " ") + token.text for token in tokens(sentence, "")]
        count = -(-len(sentence) // (PAGE // 2 if is_dense(sentence) else PAGE))
        ends = [len(sentence) * (number + 1) / count for number in range(count)]
        page, seen = "", 0
        for word in words:
            seen += len(word)
            page += word
            if seen >= ends[0] - len(word) / 2 and len(ends) > 1:
                pages.append(page.strip())
                page, ends = "", ends[1:]
        if page.strip():
            pages.append(page.strip())
    return pages


def marks(look: Marks, beat: Beat, beats: list[Beat]) -> Layer:
    """Progress, the label that says what this is, and which scene it is."""
    label = printed.preview(beat.language)
    is_rtl = direction(label) == "rtl"
    # What this is stands where reading begins.
    sprites = [(_mark(label, look, with_dot=True), is_rtl)]
    if not beat.is_hook:
        scene = printed.scene(beat.number, beat.total, beat.language)
        sprites.append((_mark(scene, look, with_dot=False), not is_rtl))
    bars = _bars(look, beat, beats)

    def paint(canvas: Canvas, time: float) -> None:
        bars(canvas, time)
        for sprite, is_right in sprites:
            canvas.put(sprite, SAFE[2] - sprite.width + 20 if is_right else SAFE[0] - 20, MARKS_TOP + 18)

    return paint


def _mark(text: str, look: Marks, *, with_dot: bool) -> Sprite:
    manner = Type((look.font,), tracking=0.1)
    mask = single(text, manner).mask(28, 20)
    pictures = [ink.flat(mask, look.text)]
    if look.plate is None:
        pictures.insert(
            0, ink.flat(ink.blurred(mask, 6, 2.2), (0, 0, 0), 0.35 if is_light(look.text) else 0.0)
        )
    image = ink.stacked(*pictures)
    is_rtl = direction(text) == "rtl"
    wide = Image.new("RGBA", (image.width + (DOT_ROOM if with_dot else 0), image.height))
    wide.paste(image, (DOT_ROOM if with_dot and not is_rtl else 0, 0))
    if with_dot:
        dot = wide.width - 36 if is_rtl else 20
        wide.alpha_composite(ink.flat(ink.disc(16), look.accent), (dot, 20 + 13))
    if look.plate:
        box = ink.flat(ink.pill(wide.width - 16, wide.height - 24, 22), look.plate, 0.92)
        ground = Image.new("RGBA", wide.size)
        ground.paste(box, (4, 9))
        wide = Image.alpha_composite(ground, wide)
    return Sprite.of(wide)


def _bars(look: Marks, beat: Beat, beats: list[Beat]) -> Layer:
    gap, left, right = 12, SAFE[0], SAFE[2]
    thick = {"bar": 8, "line": 4, "dots": 16}[look.shape]
    width = (right - left - gap * (len(beats) - 1)) / len(beats)

    wide = thick if look.shape == "dots" else round(width)
    step = 30 if look.shape == "dots" else width + gap
    pill = ink.pill(wide, thick, 0 if look.shape == "line" else thick // 2)
    full = ink.flat(pill, look.text)
    row = Image.new("RGBA", (right - left + thick, thick))
    # Where only a part of the storyboard is drawn, its scenes are not the first ones.
    place = beats.index(beat)
    for number in range(len(beats)):
        cell = full if number < place else ink.flat(pill, look.text, 0.3)
        row.alpha_composite(cell, (2 * round(number * step / 2), 0))
    all_, own, x = Sprite.of(row), Sprite.of(full), left + 2 * round(place * step / 2)

    def paint(canvas: Canvas, time: float) -> None:
        canvas.put(all_, left, MARKS_TOP)
        canvas.put(own, x, MARKS_TOP, box=(0, 0, round(x + own.width * unit(time / beat.seconds)), HEIGHT))

    return paint
