"""Other languages: what the house says in them around an idea that it can only quote."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from adapters.vendors.house.library import Text, text
from adapters.vendors.house.topic import tokens
from adapters.vendors.house.words import FUNCTION_WORDS

_SHELF = Path(__file__).with_name("phrasebooks")
_SCRIPTS = {
    "ar": ("\u0621", "\u064a"),
    "hi": ("\u0900", "\u097f"),
    "ja": ("\u3041", "\u30ff"),
    "ru": ("\u0400", "\u04ff"),
}
_HAN = ("\u3400", "\u9fff")
_UKRAINIAN = frozenset("іїєґ")
_FOREIGN_ARABIC = frozenset("پچژگکیےٹڈ")
"""Letters of Persian and Urdu."""
_LAST_LATIN = "\u024f"
_TRUST = 2
"""How many words of another language say that an idea is not in the wished one."""
_SHARED = {
    "de": frozenset({"an", "her", "in", "so", "was", "will"}),
    "es": frozenset({"a", "has", "he"}),
    "fr": frozenset({"a", "an", "as", "but", "or"}),
}
"""Words of English that are words of these languages, too, and among their marks are not."""

Pair = tuple[Text, Text]
"""What is said and what is written."""
ICONS = {
    "open": ("flag", "magnifying-glass", "clock", "flower-lotus"),
    "work": ("footprints", "hand", "hourglass", "lightning"),
    "detail": ("eye", "sparkle", "question", "eyeglasses"),
    "result": ("wind", "heart", "house-line", "moon"),
}
"""What the lines of a phase say, in their order, which is the same in all languages."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language. `lines`, each with its icon, fit any picture of their phase; by `marks` it is known.

    `hooks` fit any idea, `questions` one that is as a whole of the form `asks` and begins small. In both the
    idea stands with a capital as `{first}`, small as `{asked}`, and as it was typed as `{typed}`.
    `angles` make ideas of a `{subject}`, `occasions` a narrower subject of it.
    """

    language: str
    marks: frozenset[str]
    hooks: tuple[Pair, ...]
    asks: re.Pattern[str]
    questions: tuple[Pair, ...]
    lines: Mapping[str, tuple[tuple[Pair, str], ...]]
    asides: tuple[str, ...]
    captions: tuple[str, ...]
    tags: tuple[str, ...]
    angles: tuple[str, ...]
    occasions: tuple[str, ...]
    calls: Mapping[str, tuple[str, ...]]


@cache
def read_tongues() -> Mapping[str, Tongue]:
    """Every language by its tag; reading them takes some 10 ms, so that is done once."""
    return {path.stem: _tongue(path) for path in sorted(_SHELF.glob("*.toml"))}


def find_tongue(idea: str, wished: str, *, is_english: bool) -> Tongue | None:
    """The language to tell an idea in: that of most letters, else the wished one, else the one it is in.

    None for English, and for languages that the house knows nothing of.
    """
    tongues, wish = read_tongues(), wished.partition("-")[0].lower()
    parts = tokens(idea)
    if is_english and (wish not in tongues or _is_clearly_english(parts, tongues[wish])):
        return None
    letters = [letter for letter in idea.lower() if letter.isalpha()]
    foreign = [letter for letter in letters if letter > _LAST_LATIN]
    script = _of_script(foreign, wish)
    if 2 * len(foreign) > len(letters) or not letters or (foreign and script == wish):
        return tongues.get(script)
    # Among foreign letters nobody has looked for English words yet.
    hits = {"": sum(part in FUNCTION_WORDS for part in parts) if foreign else 0}
    latin = [tongue for tongue in tongues.values() if tongue.marks and min(map(min, tongue.marks)) < "\u0080"]
    hits |= {tongue.language: sum(part in tongue.marks for part in parts) for tongue in latin}
    if wish in tongues:
        hits[wish] = hits.get(wish, 0) + _TRUST
    return tongues.get(max(hits, key=hits.__getitem__))


def _is_clearly_english(parts: list[str], wished: Tongue) -> bool:
    """Whether more words are English alone than are of the wished language alone."""
    own = wished.marks | _SHARED.get(wished.language, frozenset())
    english, theirs = FUNCTION_WORDS - own, own - FUNCTION_WORDS
    return sum(part in english for part in parts) > sum(part in theirs for part in parts)


def _of_script(letters: list[str], wish: str) -> str:
    """The language that most of them are written in; of Chinese characters alone nobody knows."""
    if _FOREIGN_ARABIC & {*letters}:
        return ""
    counts = {
        tag: sum(first <= letter <= last for letter in letters) for tag, (first, last) in _SCRIPTS.items()
    }
    if counts["ja"] or wish == "ja":
        counts["ja"] += sum(_HAN[0] <= letter <= _HAN[1] for letter in letters)
    best = max(counts, key=counts.__getitem__)
    if 2 * counts[best] < len(letters) or not letters:
        return ""
    return "uk" if best == "ru" and (wish == "uk" or _UKRAINIAN & {*letters}) else best


def _tongue(path: Path) -> Tongue:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return Tongue(
        language=path.stem,
        marks=frozenset(raw["marks"].split()),
        hooks=_pairs(raw["hooks"]),
        asks=re.compile(raw["asks"]),
        questions=_pairs(raw["questions"]),
        lines={phase: tuple(zip(_pairs(raw[phase]), icons, strict=True)) for phase, icons in ICONS.items()},
        asides=tuple(raw["asides"]),
        captions=tuple(raw["captions"]),
        tags=tuple(f"#{tag}" for tag in raw["tags"].split()),
        angles=tuple(raw["angles"]),
        occasions=tuple(raw["occasions"]),
        calls={goal: tuple(lines) for goal, lines in raw["calls"].items()},
    )


def _pairs(raw: Any) -> tuple[Pair, ...]:
    pairs = (line.split(" | ") for line in raw)
    return tuple((text(said), text(written)) for said, written in pairs)
