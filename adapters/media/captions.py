"""Captions: from the spoken lines to words with a time each, to pictures of them, to an SRT file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from adapters.media.drawing import ink
from adapters.media.drawing.canvas import Canvas, Sprite
from adapters.media.drawing.colour import Colour, hexed
from adapters.media.drawing.lettering import Type
from adapters.media.drawing.motion import ease_out, share
from adapters.media.drawing.setting import compose
from adapters.media.drawing.words import tokens
from adapters.media.reel import Cue
from core.reel.brief import Look

WORDS = 3
"""How many words stand on the screen at once, at most."""
LETTERS = 22
"""How many letters, at most, unless a single word has more."""
BASE = 1330
"""The lower edge of captions: above what the platforms lay over a reel, below most faces."""
ROOM = (820, 240)
LEFT = 130
SIZE = 96
POP = 0.12
_STOPS = ".!?…。！？,;:、，"


@dataclass(frozen=True, slots=True)
class Said:
    """A line with its place in the reel, in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word and when its turn comes."""

    text: str
    start: float
    has_space: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the screen from `start` until `end`."""

    words: tuple[Word, ...]
    start: float
    end: float

    @property
    def text(self) -> str:
        return "".join((" " if word.has_space and number else "") + word.text
                       for number, word in enumerate(self.words))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """How a look writes captions. With a `plate` the word whose turn it is stands on the accent."""

    manner: Type
    accent: Colour
    text: Colour = (255, 255, 255)
    edge: Colour = (8, 8, 10)
    has_plate: bool = False


_SANS = Type(("InterDisplay-Black.otf",), align="centre", leading=1.12)
_QUIET = Type(("InterDisplay-SemiBold.otf",), align="centre", leading=1.16)
_SHOUT = Type(("Oswald-Bold.ttf",), is_upper=True, align="centre", leading=1.2)
_PRINT = Type(("SourceSerif4-Bold.ttf",), align="centre", leading=1.14)
STYLES: dict[Look, Style] = {
    Look.CINEMATIC: Style(_QUIET, hexed("#f4c977")),
    Look.NOIR: Style(_SHOUT, hexed("#ff4a45")),
    Look.DOCUMENTARY: Style(_PRINT, hexed("#ffd166")),
    Look.PLAYFUL: Style(
        Type(("Fredoka-Bold.ttf", "Rubik-Black.ttf"), align="centre", leading=1.14, accent=0.06),
        hexed("#ff6b6b"),
        edge=(38, 30, 62),
        has_plate=True,
    ),
    Look.NEON: Style(
        Type(("Orbitron-Black.ttf", "Rubik-Black.ttf"), is_upper=True, align="centre", leading=1.22),
        hexed("#3df5ff"),
        edge=(20, 4, 40),
    ),
    Look.MINIMAL: Style(_SANS, hexed("#ffe14d")),
    Look.VINTAGE: Style(Type(("AbrilFatface.ttf", "YesevaOne.ttf"), align="centre", leading=1.16),
                        hexed("#ffb454"), (255, 244, 220), (52, 28, 18)),
    Look.NATURE: Style(Type(("Fraunces-Black.ttf", "YesevaOne.ttf"), align="centre", leading=1.14),
                       hexed("#c8f08a"), (255, 252, 240), (14, 36, 26)),
}  # fmt: skip


def pages(line: Said) -> list[Page]:
    """A line as pages of three words at most, each word timed by its letters."""
    words = tokens(line.text, "")
    if not words:
        return []
    letters = [len(word.text) + 2 for word in words]
    pace = (line.end - line.start) / max(1, sum(letters))
    starts = [line.start + pace * sum(letters[:number]) for number in range(len(words))]
    clauses: list[list[Word]] = [[]]
    for token, start in zip(words, starts, strict=True):
        if clauses[-1] and clauses[-1][-1].text[-1] in _STOPS:
            clauses.append([])
        clauses[-1].append(Word(token.text, start, token.has_space))
    groups = [group for clause in clauses for group in _divided(clause)]
    ends = [group[0].start for group in groups[1:]] + [line.end]
    return [Page(tuple(group), group[0].start, end) for group, end in zip(groups, ends, strict=True)]


def _divided(clause: Sequence[Word]) -> list[Sequence[Word]]:
    """A clause in as few and as even groups as the screen takes, so that no word is left over alone."""
    # The best way to divide each beginning of the clause: how many groups, how many of them a single word,
    # how uneven, and the groups.
    best: list[tuple[int, int, int, list[Sequence[Word]]]] = [(0, 0, 0, [])]
    for end in range(1, len(clause) + 1):
        ways = []
        for start in range(max(0, end - WORDS), end):
            letters = sum(len(word.text) for word in clause[start:end])
            is_alone = end - start == 1
            if letters <= LETTERS or is_alone:
                count, alone, uneven, groups = best[start]
                groups = [*groups, clause[start:end]]
                ways.append((count + 1, alone + is_alone, uneven + letters**2, groups))
        best.append(min(ways, key=lambda way: way[:3]))
    return best[-1][3]


def cues(lines: Sequence[Said]) -> tuple[Cue, ...]:
    """The lines in readable pieces: whole sentences where they are short enough."""
    found = []
    for line in lines:
        pieces = [piece for piece in re.split(r"(?<=[.!?…。！？])\s*", line.text) if piece.strip()]
        pace = (line.end - line.start) / max(1, sum(map(len, pieces)))
        at = line.start
        for piece in pieces:
            found.append(Cue(at, at + pace * len(piece), piece.strip()))
            at += pace * len(piece)
    return tuple(found)


def srt(shown: Sequence[Cue]) -> str:
    """An SRT file, as players and platforms read it."""
    return "".join(
        f"{number}\n{_clock(cue.start)} --> {_clock(cue.end)}\n{cue.text}\n\n"
        for number, cue in enumerate(shown, 1)
    )


def _clock(seconds: float) -> str:
    millis = round(seconds * 1000)
    return (
        f"{millis // 3_600_000:02d}:{millis // 60_000 % 60:02d}:{millis // 1000 % 60:02d},{millis % 1000:03d}"
    )


class Captions:
    """All pages of a reel; the sprites of one are made when it is first shown."""

    def __init__(self, lines: Sequence[Said], look: Look, language: str) -> None:
        self._pages = [page for line in lines for page in pages(line)]
        self._style = STYLES.get(look, STYLES[Look.CINEMATIC])
        self._language = language
        self._set: dict[int, list[Placed]] = {}

    def paint(self, canvas: Canvas, time: float) -> None:
        """Write what is said at this moment."""
        number = next((n for n, page in enumerate(self._pages) if page.start <= time < page.end), None)
        if number is None:
            return
        page = self._pages[number]
        if number not in self._set:
            self._set = {number: placed(page, self._style, self._language)}
        come = ease_out(share(time, page.start, POP))
        turn = max((n for n, word in enumerate(page.words) if word.start <= time + 1e-6), default=0)
        for each in self._set[number]:
            sprite = each.lit if each.turn == turn else each.plain
            canvas.put(sprite, each.x, each.y + (1 - come) * 14, 0.4 + 0.6 * come)


@dataclass(frozen=True, slots=True)
class Placed:
    """A word of a page, plain and lit, and its upper left corner."""

    turn: int
    plain: Sprite
    lit: Sprite
    x: float
    y: float


def placed(page: Page, style: Style, language: str) -> list[Placed]:
    """The words of a page, set in the middle."""
    block = compose(page.text, "", language, style.manner, ROOM, SIZE, 40)
    top, found = BASE - block.height, []
    for one in block.words:
        pad = round(block.size * 0.5)
        mask = one.word.mask(block.size, pad)
        x, y = LEFT + one.x - pad, top + one.baseline - pad - 1.1 * block.size
        turn = min(one.turn, len(page.words) - 1)
        found.append(
            Placed(turn, Sprite.of(_written(mask, style, block.size)),
                   Sprite.of(_lit(mask, style, block.size, pad)), x, y)
        )  # fmt: skip
    return found


def _written(mask: Image.Image, style: Style, size: int, colour: Colour | None = None) -> Image.Image:
    """Letters with an outline and a soft shadow: readable on any footage."""
    outline = ink.grown(mask, max(4, size // 14))
    shadow = ink.blurred(ink.moved(outline, 0, size // 16), size * 0.09, 1.2)
    return ink.stacked(
        ink.flat(shadow, (0, 0, 0), 0.5), ink.flat(outline, style.edge), ink.flat(mask, colour or style.text)
    )


def _lit(mask: Image.Image, style: Style, size: int, pad: int) -> Image.Image:
    if not style.has_plate:
        return _written(mask, style, size, style.accent)
    plate = Image.new("L", mask.size)
    width, height = mask.width - 2 * pad + round(0.3 * size), round(1.3 * size)
    plate.paste(
        ink.pill(width, height, round(0.28 * size)), ((mask.width - width) // 2, pad + round(0.1 * size))
    )
    shadow = ink.blurred(ink.moved(plate, 0, size // 16), size * 0.09)
    return ink.stacked(
        ink.flat(shadow, (0, 0, 0), 0.4), ink.flat(plate, style.accent), ink.flat(mask, style.text)
    )
