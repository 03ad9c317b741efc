"""Other languages: what the house says in them around an idea that it can only quote."""

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
_SCRIPTS = {"ar": ("\u0621", "\u064a"), "hi": ("\u0900", "\u097f"), "ja": ("\u3041", "\u30ff")}
_CYRILLIC, _UKRAINIAN = ("\u0400", "\u04ff"), frozenset("іїєґ")
_FOREIGN_ARABIC = frozenset("پچژگکیےٹڈ")
"""Letters of Persian and Urdu."""
_LAST_LATIN = "\u024f"
_TRUST = 2
"""How many words of another language say that an idea is not in the wished one."""

Pair = tuple[Text, Text]
"""What is said and what is written."""
ICONS = {
    "open": ("flag", "magnifying-glass", "clock", "armchair"),
    "work": ("footprints", "hand", "hourglass", "lightning"),
    "detail": ("eye", "sparkle", "question", "eyeglasses"),
    "result": ("wind", "heart", "house-line", "moon"),
}
"""What the lines of a phase say, in their order, which is the same in all languages."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language. `lines`, each with its icon, fit any picture of their phase; by `marks` it is known."""

    language: str
    marks: frozenset[str]
    hooks: tuple[Pair, ...]
    lines: Mapping[str, tuple[tuple[Pair, str], ...]]
    asides: tuple[str, ...]
    captions: tuple[str, ...]
    calls: Mapping[str, tuple[str, ...]]


@cache
def read_tongues() -> Mapping[str, Tongue]:
    """Every language by its tag; reading them takes some 10 ms, so that is done once."""
    return {path.stem: _tongue(path) for path in sorted(_SHELF.glob("*.toml"))}


def find_tongue(idea: str, wished: str, *, is_english: bool) -> Tongue | None:
    """The language to tell an idea in: that of its script, else the wished one, else the one it is in.

    None for English, and for languages that the house knows nothing of.
    """
    tongues, wish = read_tongues(), wished.partition("-")[0].lower()
    parts = tokens(idea)
    if is_english and (wish not in tongues or FUNCTION_WORDS & {*parts}):
        return None
    letters = [letter for letter in idea.lower() if letter.isalpha()]
    if not letters or max(letters) > _LAST_LATIN:
        return tongues.get(_of_script(letters, wish))
    latin = [tongue for tongue in tongues.values() if tongue.marks and min(map(min, tongue.marks)) < "\u0080"]
    hits = {tongue.language: sum(part in tongue.marks for part in parts) for tongue in latin}
    if wish in hits:
        hits[wish] += _TRUST
    best = max(hits, key=hits.__getitem__)
    return tongues[best] if hits[best] else None


def _of_script(letters: list[str], wish: str) -> str:
    """The language that is written so; of Chinese characters alone nobody knows."""
    if any(_CYRILLIC[0] <= letter <= _CYRILLIC[1] for letter in letters):
        return "uk" if wish == "uk" or _UKRAINIAN & {*letters} else "ru"
    if _FOREIGN_ARABIC & {*letters}:
        return ""
    found = (
        tag for tag, (first, last) in _SCRIPTS.items() if any(first <= letter <= last for letter in letters)
    )
    return next(found, wish if wish == "ja" else "")


def _tongue(path: Path) -> Tongue:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return Tongue(
        language=path.stem,
        marks=frozenset(raw["marks"].split()),
        hooks=_pairs(raw["hooks"]),
        lines={phase: tuple(zip(_pairs(raw[phase]), icons, strict=True)) for phase, icons in ICONS.items()},
        asides=tuple(raw["asides"]),
        captions=tuple(raw["captions"]),
        calls={goal: tuple(lines) for goal, lines in raw["calls"].items()},
    )


def _pairs(raw: Any) -> tuple[Pair, ...]:
    pairs = (line.split(" | ") for line in raw)
    return tuple((text(said), text(written)) for said, written in pairs)
