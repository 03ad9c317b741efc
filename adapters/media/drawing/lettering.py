"""Words as they will be drawn: which font has their letters, in which direction, and how wide they are.

Handles writing from right to left, scripts without spaces, and emoji (drawn in one colour).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from PIL import Image, ImageDraw

from adapters.media.drawing.fonts import BLACK, EMOJI, WORLD, able, face
from adapters.media.drawing.words import Token

SAMPLE = 200
"""Words are measured at this size in pixels; widths scale from it."""


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
    return tuple(map(_turned, reversed(runs))) if is_rtl else tuple(runs)


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
