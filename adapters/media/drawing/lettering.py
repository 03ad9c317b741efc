"""Words as they will be drawn: which font has their letters, in which direction, and how wide they are.

Handles writing from right to left, scripts without spaces, and emoji (drawn in one colour).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from PIL import Image

from adapters.media.drawing.fonts import BLACK, EMOJI, WORLD, able
from adapters.media.drawing.shaping import Shape, drawn, shaped
from adapters.media.drawing.words import Token


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
    """A word as it will be drawn: its runs from left to right."""

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
        """How wide it is in parts of the size."""
        return sum(width for _, width in self._shapes)

    def span(self, size: int) -> float:
        """How wide it is in pixels at a size."""
        return self.width * size

    def mask(self, size: int, margin: int) -> Image.Image:
        """Its letters as an alpha mask, `margin` pixels around its box of one and a half lines."""
        placed, x = list[tuple[Shape, float]](), float(margin)
        for shape, width in self._shapes:
            placed.append((shape, x))
            x += width * size
        box = round(self.span(size)) + 2 * margin, round(1.5 * size) + 2 * margin
        return drawn(placed, size, margin + round(1.1 * size), *box)

    @cached_property
    def _shapes(self) -> tuple[tuple[Shape, float], ...]:
        """What is drawn after one another, and the way from each to the next."""
        return tuple(
            (shape := shaped(letters, run.font, self.language, is_rtl=run.is_rtl), shape.width + spread)
            for run in self.runs
            for letters, spread in self._spread(run)
        )

    def _spread(self, run: Run) -> list[tuple[str, float]]:
        if self.tracking and all(ord(letter) < 0x590 for letter in run.text):
            return [(letter, self.tracking) for letter in run.text]
        return [(run.text, 0)]


def single(text: str, manner: Type) -> Word:
    """A short text as one word that never breaks, spaces and all."""
    return Word(_runs(text, (*manner.fonts, BLACK, *WORLD)), "en", manner.tracking, False, False)


def words_of(parts: Sequence[Token], manner: Type, language: str) -> list[Word]:
    """The words of a text that some font can draw; an ellipsis when there is none."""
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
    """Split a word by font and direction; what no font can draw is dropped."""
    is_rtl = direction(text) == "rtl"
    clusters = _clusters(text)
    is_one_way = len({way for way in map(_way, clusters) if way}) < 2
    if is_one_way and _visible(text) and (font := able(fonts, _visible(text))):
        return (Run(text, font, is_rtl),)
    runs: list[Run] = []
    for cluster in clusters:
        font = able((EMOJI, *fonts) if _is_emoji(cluster) else fonts, _visible(cluster))
        if font is None or not _visible(cluster):
            continue
        way = _way(cluster)
        if runs and runs[-1].font == font and way in ("", "rtl" if runs[-1].is_rtl else "ltr"):
            runs[-1] = replace(runs[-1], text=runs[-1].text + cluster)
        else:
            runs.append(Run(cluster, font, way == "rtl"))
    return tuple(map(_turned, reversed(runs))) if is_rtl else tuple(runs)


def _way(cluster: str) -> str:
    """Which way a letter or digit runs: digits run from the left in every script; nothing for all else."""
    kind = unicodedata.bidirectional(cluster[0])
    return "rtl" if kind in ("R", "AL") else "ltr" if kind in ("L", "EN", "AN") else ""


def _turned(run: Run) -> Run:
    """Letters from the left among others from the right: what reads as a blank before them is behind them."""
    if run.is_rtl:
        return run
    bare = run.text.strip(" ")
    before, _, after = run.text.partition(bare) if bare else ("", "", run.text)
    return replace(run, text=f"{after}{bare}{before}")


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
