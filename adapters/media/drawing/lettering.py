"""Setting type: which font draws a word, where lines break, how large it may be, what it looks like.

Handles writing from right to left, scripts without spaces, and emoji (drawn in one colour).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from PIL import Image, ImageDraw

from adapters.media.drawing.fonts import BLACK, EMOJI, WORLD, able, face
from adapters.media.drawing.words import Token, tokens

SAMPLE = 200
"""Words are measured at this size in pixels; widths scale from it."""
SPACE = 0.26
"""Width of a space between words, in parts of the size."""


@dataclass(frozen=True, slots=True)
class Type:
    """A manner of setting display type. `fonts` in order of preference, the rest in parts of the size.

    `tracking` only spreads scripts whose letters stand alone. `accent` is the room that the accented
    word's ground needs at either side.
    """

    fonts: tuple[str, ...]
    is_upper: bool = False
    tracking: float = 0.0
    leading: float = 1.05
    accent: float = 0.0
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Run:
    """Letters that one font draws in one direction."""

    text: str
    font: str
    is_rtl: bool


@dataclass(frozen=True)
class Word:
    """A word as it will be drawn: its runs from left to right, its width at the sample size."""

    runs: tuple[Run, ...]
    language: str
    tracking: float
    is_key: bool
    has_space: bool
    is_bound: bool = False

    @property
    def is_rtl(self) -> bool:
        return self.runs[0].is_rtl

    @cached_property
    def width(self) -> float:
        return self.span(SAMPLE) / SAMPLE

    def span(self, size: int) -> float:
        """How wide it is in pixels at a size."""
        return sum(self._length(run, size) for run in self.runs)

    def mask(self, size: int, margin: int, stroke: float = 0) -> Image.Image:
        """Its letters as an alpha mask, `margin` pixels around its box of one and a half lines."""
        image = Image.new("L", (round(self.span(size)) + 2 * margin, round(1.5 * size) + 2 * margin))
        pen, x, baseline = ImageDraw.Draw(image), float(margin), margin + round(1.1 * size)
        for run in self.runs:
            font = face(run.font, size)
            letters = run.text if self._is_spread(run) else (run.text,)
            for letter in letters:
                pen.text(
                    (x, baseline), letter, fill=255, font=font, anchor="ls", stroke_width=stroke,
                    direction="rtl" if run.is_rtl else "ltr", language=self.language,
                )  # fmt: skip
                x += (
                    font.getlength(letter) + self.tracking * size
                    if self._is_spread(run)
                    else self._length(run, size)
                )
        return image

    def _is_spread(self, run: Run) -> bool:
        return bool(self.tracking) and all(ord(letter) < 0x590 for letter in run.text)

    def _length(self, run: Run, size: int) -> float:
        font = face(run.font, size)
        if self._is_spread(run):
            return sum(font.getlength(letter) + self.tracking * size for letter in run.text)
        return font.getlength(run.text, direction="rtl" if run.is_rtl else "ltr", language=self.language)


@dataclass(frozen=True, slots=True)
class Placed:
    """A word in its place: the left end of its baseline, and its turn in reading order."""

    word: Word
    x: float
    baseline: float
    turn: int
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """A set text: words placed in a box whose upper left corner is the origin."""

    words: tuple[Placed, ...]
    size: int
    lines: int
    width: float
    height: float


def compose(
    text: str,
    keyword: str,
    language: str,
    manner: Type,
    room: tuple[int, int],
    largest: int,
    smallest: int = 40,
) -> Block:
    """Set a text as large as it fits into `room` (width, height), with lines of even length."""
    words = _words(tokens(text, keyword), manner, language)
    while True:
        breaks, size = _fitted(words, manner, room, largest)
        longest = max(range(len(words)), key=lambda index: words[index].width)
        if size >= smallest or len(words[longest].runs[0].text) < 8:
            return _placed(breaks, manner, room[0], max(size, 12))
        words[longest : longest + 1] = _halves(words[longest])


def single(text: str, manner: Type) -> Word:
    """A short text as one word that never breaks, spaces and all."""
    return Word(_runs(text, (*manner.fonts, BLACK, *WORLD)), "en", manner.tracking, False, False)


def _words(parts: Sequence[Token], manner: Type, language: str) -> list[Word]:
    fonts = (*manner.fonts, BLACK, *WORLD)
    words = []
    for part in parts:
        text = _capitals(part.text) if manner.is_upper else part.text
        if runs := _runs(text, fonts):
            words.append(Word(runs, language, manner.tracking, part.is_key, part.has_space, part.is_bound))
    return words or [Word((Run("…", BLACK, False),), language, 0, False, True)]


def _capitals(text: str) -> str:
    """Upper case; Greek capitals carry no stress marks."""
    return "".join(
        unicodedata.normalize("NFD", letter)[0] if "Ά" <= letter <= "Ώ" and letter not in "ΪΫ" else letter
        for letter in text.upper()
    )


def _runs(text: str, fonts: Sequence[str]) -> tuple[Run, ...]:
    """Split a word by font; what no font can draw is dropped."""
    is_rtl = direction(text) == "rtl"
    if (font := able(fonts, _visible(text))) and _visible(text):
        return (Run(text, font, is_rtl),)
    runs: list[Run] = []
    for cluster in _clusters(text):
        font = able((EMOJI, *fonts) if _is_emoji(cluster) else fonts, _visible(cluster))
        if font is None or not _visible(cluster):
            continue
        if runs and runs[-1].font == font:
            runs[-1] = replace(runs[-1], text=runs[-1].text + cluster)
        else:
            runs.append(Run(cluster, font, direction(cluster) == "rtl"))
    return tuple(reversed(runs) if is_rtl else runs)


def direction(text: str) -> str:
    """`rtl` when the first letter with a direction runs from right to left."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    strong = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    return "ltr" if strong == "L" else "rtl"


def _visible(text: str) -> str:
    """Without what shapes other letters but is never drawn itself."""
    return "".join(
        letter for letter in text if unicodedata.category(letter) != "Cf" and not "︀" <= letter <= "️"
    )


def _is_emoji(cluster: str) -> bool:
    return ord(cluster[0]) >= 0x1F000 or "\ufe0f" in cluster


def _clusters(text: str) -> list[str]:
    found: list[str] = []
    for letter in text:
        joins = (
            unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf") or "\U0001f3fb" <= letter <= "\U0001f3ff"
        )
        flag = (
            "\U0001f1e6" <= letter <= "\U0001f1ff" and found and len(found[-1]) == 1 and _is_flag(found[-1])
        )
        if found and (joins or flag or found[-1].endswith("\u200d")):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _is_flag(cluster: str) -> bool:
    return "\U0001f1e6" <= cluster[0] <= "\U0001f1ff"


def _halves(word: Word) -> list[Word]:
    run = word.runs[0]
    middle = len(run.text) // 2
    first = replace(word, runs=(replace(run, text=run.text[:middle]),))
    return [
        first,
        replace(word, runs=(replace(run, text=run.text[middle:]), *word.runs[1:]), has_space=False),
    ]


def _advance(word: Word, manner: Type, is_first: bool) -> float:
    room = 2 * manner.accent if word.is_key else 0.0
    return word.width + room + (0.0 if is_first or not word.has_space else SPACE + manner.tracking)


def _width(words: Sequence[Word], manner: Type) -> float:
    return sum(_advance(word, manner, index == 0) for index, word in enumerate(words))


def _fitted(
    words: list[Word], manner: Type, room: tuple[int, int], largest: int
) -> tuple[list[list[Word]], int]:
    best: tuple[float, int, list[list[Word]]] = (0.0, 0, [words])
    for count in range(1, min(len(words), 9) + 1):
        lines = _balanced(words, count, manner)
        widths = [_width(line, manner) for line in lines]
        size = min(largest, room[0] / max(widths), room[1] / (manner.leading * (count - 1) + 1.1))
        # A little smaller is better than another line, or than a word left alone on one.
        worth = size * 0.95**count * (min(widths) / max(widths)) ** 0.2
        if worth > best[0]:
            best = (worth, int(size), lines)
    return best[2], best[1]


def _balanced(words: list[Word], count: int, manner: Type) -> list[list[Word]]:
    """Break into lines so that the widest is as narrow as can be, and the others are close to it."""
    size = len(words)
    width = [[0.0] * (size + 1) for _ in range(size + 1)]
    for start in range(size):
        total = 0.0
        for end in range(start + 1, size + 1):
            total += _advance(words[end - 1], manner, end - 1 == start)
            width[start][end] = total
    # best[lines][end]: the sum of cubed widths, which punishes one wide line most.
    best = [[(float("inf"), 0)] * (size + 1) for _ in range(count + 1)]
    best[0][0] = (0.0, 0)
    for line in range(1, count + 1):
        for end in range(line, size + 1):
            best[line][end] = min(
                (best[line - 1][start][0] + width[start][end] ** 3, start)
                for start in range(line - 1, end)
                if start == line - 1 or not words[start].is_bound
            )
    lines: list[list[Word]] = []
    end = size
    for line in range(count, 0, -1):
        start = best[line][end][1]
        lines.insert(0, words[start:end])
        end = start
    return lines


def _placed(lines: list[list[Word]], manner: Type, room: int, size: int) -> Block:
    is_rtl = next((word.is_rtl for line in lines for word in line), False)
    placed: list[Placed] = []
    widest = max(_width(line, manner) for line in lines) * size
    for number, line in enumerate(lines):
        width = _width(line, manner) * size
        spare = {"left": 0.0, "centre": (room - width) / 2, "right": room - width}[
            _side(manner.align, is_rtl)
        ]
        turns = {id(word): len(placed) + index for index, word in enumerate(line)}
        baseline = size * (0.85 + manner.leading * number)
        visual = _visual(line, is_rtl)
        for index, word in enumerate(visual):
            advance = _advance(word, manner, True) * size
            # A space belongs before a word, which is to the right of it in a line that runs from there.
            spaced = index > 0 and visual[index - 1 if is_rtl else index].has_space
            gap = (SPACE + manner.tracking) * size if spaced else 0.0
            inset = manner.accent * size if word.is_key else 0.0
            placed.append(Placed(word, spare + gap + inset, baseline, turns[id(word)], number))
            spare += gap + advance
    height = size * (manner.leading * (len(lines) - 1) + 1.1)
    return Block(tuple(sorted(placed, key=lambda one: one.turn)), size, len(lines), widest, height)


def _side(align: str, is_rtl: bool) -> str:
    return {"left": "right", "right": "left"}.get(align, align) if is_rtl else align


def _visual(line: list[Word], is_rtl: bool) -> list[Word]:
    """Words of a line from left to right; those that run against the line keep their own order."""
    if not is_rtl:
        return _flipped(line, True)
    return _flipped(line[::-1], False)


def _flipped(line: list[Word], rtl: bool) -> list[Word]:
    out: list[Word] = []
    group: list[Word] = []
    for word in line:
        if word.is_rtl == rtl:
            group.insert(0, word)
            continue
        out += [*group, word]
        group = []
    return out + group
