"""The writer's shelf: worlds, lines, looks and motifs, read once from the TOML files beside this module."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any
from unicodedata import normalize

from core.reel.brief import Look

_SHELF = Path(__file__).parent
_WORLDS = ("hands", "mind", "open_air", "machines", "idea")
_ANY_WORLD = "any"
_ENDS_TWICE = re.compile(r"([?!…。？！؟।](?:[”\"*])?)[.?,:。।]")


@dataclass(frozen=True, slots=True)
class Text:
    """A line with places for words, and which words it needs."""

    pattern: str
    needs: frozenset[str]

    def filled(self, words: Mapping[str, str]) -> str:
        """The line with its words; sentences begin with a capital, and end once."""
        return capitalised(_ENDS_TWICE.sub(r"\1", self.pattern.format_map(words)))


@dataclass(frozen=True, slots=True)
class Opener:
    """A hook of one kind. Its `written` marks the accented word with stars."""

    kind: str
    said: Text
    written: Text


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing to film. `seen` begins in lower case, as it follows the camera.

    `phase` is open, work, detail or result; `size` wide, medium or close. `only` are the words of
    which the niche or the idea must hold one; none means that it suits the whole world.
    """

    phase: str
    size: str
    only: frozenset[str]
    seen: Text
    said: Text
    written: Text
    icon: str

    @property
    def needs_thing(self) -> bool:
        """Whether it is built around something that the idea names."""
        return "thing" in self.seen.needs


@dataclass(frozen=True, slots=True)
class World:
    """What there is to see and to say in one family of niches."""

    name: str
    stems: frozenset[str]
    beginnings: tuple[str, ...]
    looks: tuple[Look, ...]
    who: str
    prop: str
    tags: tuple[str, ...]
    openers: tuple[Opener, ...]
    beats: tuple[Beat, ...]

    def knows(self, word: str) -> bool:
        """Whether the word belongs to this world."""
        return word in self.stems or (bool(self.beginnings) and word.startswith(self.beginnings))


@dataclass(frozen=True, slots=True)
class Moment:
    """A step of a narrative structure: what phase is filmed, and what may be said before it."""

    phase: str
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LookBook:
    """The ways in which one look is shot, lit and graded."""

    cinematography: tuple[str, ...]
    lighting: tuple[str, ...]
    colour_grade: tuple[str, ...]
    accents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """Everything the writer has to draw on."""

    worlds: tuple[World, ...]
    any_world: World
    openers: tuple[Opener, ...]
    structures: Mapping[str, tuple[Moment, ...]]
    calls: Mapping[str, tuple[str, ...]]
    asides: Mapping[str, tuple[str, ...]]
    captions: Mapping[str, tuple[str, ...]]
    closings: Mapping[str, tuple[tuple[Text, Text], ...]]
    counting: Mapping[str, tuple[str, ...]]
    glances: tuple[Text, ...]
    titles: tuple[Text, ...]
    kinds: Mapping[str, tuple[str, ...]]
    platform_tags: Mapping[str, tuple[str, ...]]
    looks: Mapping[Look, LookBook]
    moods: Mapping[str, tuple[str, ...]]
    looks_of_tones: Mapping[str, tuple[Look, ...]]
    camera: Mapping[str, tuple[str, ...]]
    people: Mapping[str, str]
    places: Mapping[str, str]
    icons: Mapping[str, str]
    icons_abroad: Mapping[str, str]


@cache
def read_library() -> Library:
    """The whole shelf; reading it takes some 20 ms, so that is done once."""
    lines, looks, motifs = _read("lines"), _read("looks"), _read("motifs")
    worlds = {name: _world(name, raw) for part in _WORLDS for name, raw in _read(f"worlds_{part}").items()}
    return Library(
        any_world=worlds.pop(_ANY_WORLD),
        worlds=tuple(worlds.values()),
        openers=tuple(_opener(line) for line in lines["hooks"]),
        structures={name: tuple(_moment(m) for m in raw) for name, raw in lines["structures"].items()},
        calls=_tuples(lines["calls"]),
        asides=_tuples(lines["asides"]),
        captions=_tuples(lines["captions"]),
        closings={key: tuple(map(_texts, raw)) for key, raw in lines["closings"].items()},
        counting=_tuples(lines["counting"]),
        glances=tuple(text(line) for line in lines["glances"]["lines"]),
        titles=tuple(text(line) for line in lines["titles"]["lines"]),
        kinds=_split(lines["kinds_of_tones"] | lines["kinds_of_goals"]),
        platform_tags=_split(lines["platforms"]),
        looks={look: LookBook(**_tuples(looks[look])) for look in Look if look is not Look.AUTO},
        moods=_tuples(looks["moods"]),
        looks_of_tones={tone: _looks(raw) for tone, raw in looks["looks_of_tones"].items()},
        camera=_tuples(looks["camera"]),
        people=_by_word(motifs["people"]),
        places=_by_word(motifs["places"]),
        icons={word: icon for icon, words in motifs["icons"].items() for word in words.split()},
        icons_abroad={
            normalize("NFC", word): icon
            for icon, words in motifs["icons_abroad"].items()
            for word in words.split()
        },
    )


def text(pattern: str) -> Text:
    """A line, with the words it needs found out."""
    return Text(pattern, frozenset(name for _, name, _, _ in Formatter().parse(pattern) if name))


def capitalised(line: str) -> str:
    """Every sentence begins with a capital."""
    return re.sub(r"(^[\"“*]*|[.!?]\*? [\"“*]*)([^\W\d_A-Z])", lambda m: m[1] + m[2].upper(), line)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_SHELF / f"{name}.toml").read_text(encoding="utf-8"))


def _world(name: str, raw: Mapping[str, Any]) -> World:
    stems = raw["stems"].split()
    return World(
        name=name,
        stems=frozenset(stem for stem in stems if not stem.endswith("*")),
        beginnings=tuple(stem[:-1] for stem in stems if stem.endswith("*")),
        looks=_looks(raw["looks"]),
        who=raw["who"],
        prop=raw["prop"],
        tags=tuple(raw["tags"].split()),
        openers=tuple(_opener(line) for line in raw["hooks"]),
        beats=tuple(_beat(line) for line in raw["beats"]),
    )


def _opener(line: str) -> Opener:
    kind, said, written = line.split(" | ")
    return Opener(kind, text(said), text(written))


def _beat(line: str) -> Beat:
    where, seen, said, written, icon = line.split(" | ")
    phase, size, *only = where.split()
    words = frozenset(only[0].split(",")) if only else frozenset()
    return Beat(phase, size, words, text(seen), text(said), text(written), icon)


def _moment(line: str) -> Moment:
    phase, *leads = line.split(" | ")
    return Moment(phase, tuple(leads))


def _texts(line: str) -> tuple[Text, Text]:
    said, written = line.split(" | ")
    return text(said), text(written)


def _looks(names: str) -> tuple[Look, ...]:
    return tuple(Look(name) for name in names.split())


def _tuples(raw: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in raw.items()}


def _split(raw: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(value.split()) for name, value in raw.items()}


def _by_word(raw: Mapping[str, str]) -> dict[str, str]:
    return {word: picture for words, picture in raw.items() for word in words.split()}
