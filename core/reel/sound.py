"""The models that speak and compose: what can be ordered, what it costs, and how a form is filled in."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from core.errors import Misconfigured

_FIRST_OTHER = "\u0370"
"""Before Greek there are Latin letters, and signs that all scripts share."""


class Part(StrEnum):
    """What an order is a part of: the pictures, the spoken words, or the music."""

    FILM = "film"
    VOICE = "voice"
    MUSIC = "music"


@dataclass(frozen=True, slots=True)
class Sound:
    """A model that speaks or composes, as one vendor offers it.

    One sound costs `micros_per_clip`, and `micros_per_letter` for each letter of its text and
    `micros_per_second` for each second that was ordered. `limit` counts the letters it takes.
    `languages` are those it speaks, as BCP 47 primary tags; none means that it takes any. `voices`
    are its speakers by tone, with "" for all other tones. The form gets the text as `text_field`, the
    speaker as `voice_field` (with a dot when it lies deeper), the language as `language_field`, the
    length as `seconds_field` times `seconds_by`; `language_names` are the vendor's own words for
    languages by tag: one that is not among them is left out, and none at all means that two-letter tags
    are sent as they are. `sends` is sent as it is, and over it what `tones` says of the tone.
    `scripts` are the scripts in which it reads a language, by tag and by their names in Unicode: those
    without one it reads in Latin letters. None at all means that it reads any script in any language.
    """

    id: str
    vendor: str
    label: str
    part: Part
    limit: int
    usual_seconds: int
    deadline_seconds: int
    micros_per_letter: int = 0
    micros_per_second: int = 0
    micros_per_clip: int = 0
    languages: tuple[str, ...] = ()
    voices: Mapping[str, str] = field(default_factory=dict)
    tones: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    text_field: str = "prompt"
    voice_field: str = ""
    language_field: str = ""
    language_names: Mapping[str, str] = field(default_factory=dict)
    scripts: Mapping[str, str] = field(default_factory=dict)
    seconds_field: str = ""
    seconds_by: int = 1
    longest: int = 60
    has_seed: bool = False
    sends: Mapping[str, Any] = field(default_factory=dict)
    is_retired: bool = False
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_free(self) -> bool:
        """Whether it costs nothing, whatever is ordered."""
        return not (self.micros_per_letter or self.micros_per_second or self.micros_per_clip)

    def price(self, letters: int, seconds: int) -> int:
        """Micro-dollars for one sound."""
        return self.micros_per_clip + self.micros_per_letter * letters + self.micros_per_second * seconds

    def speaks(self, language: str) -> bool:
        """Whether it takes a language, given as a BCP 47 tag."""
        return not self.languages or _primary(language) in self.languages

    def language(self, tag: str) -> str:
        """What the vendor calls a language, empty when it has no name for it."""
        primary = _primary(tag)
        return self.language_names.get(primary, "") if self.language_names else primary * (len(primary) == 2)

    def says(self, text: str, language: str) -> str:
        """What it speaks of a text in a language: only words that it can read, empty when there are none."""
        if not self.scripts:
            return text
        own = ("LATIN", self.scripts.get(_primary(language), "LATIN"))
        said = " ".join(word for word in text.split() if all(_is_of(own, sign) for sign in word))
        return said if any(map(str.isalnum, said)) else ""

    def voice(self, tone: str) -> str:
        """Who speaks in this tone."""
        return self.voices.get(tone) or self.voices.get("", "")


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _is_of(scripts: tuple[str, ...], sign: str) -> bool:
    """Whether a sign belongs to one of these scripts, or to none."""
    is_shared = sign < _FIRST_OTHER or not sign.isalnum()
    return is_shared or unicodedata.name(sign, "").startswith(scripts)


_SOUND = TypeAdapter(Sound)


def read_sounds(file: Path | None = None) -> dict[str, Sound]:
    """Our own sounds by id, with the tables [[voice]] and [[music]] of an operator's file laid over them.

    Raises Misconfigured with a sentence for each thing that is wrong; whether the file is TOML at all
    is for `read_catalogue` to say.
    """
    tables = _tables(files("core.reel").joinpath("sounds.toml").read_text(encoding="utf-8"))
    for name, table in (_tables(file.read_text(encoding="utf-8")) if file is not None else {}).items():
        tables[name] = tables.get(name, {}) | table
    sounds, wrong = {}, []
    for name, table in tables.items():
        try:
            sounds[name] = _SOUND.validate_python(table, extra="forbid")
        except ValidationError as error:
            wrong += [f"MODELS_FILE, sound “{name}”: {_complaint(each)}." for each in error.errors()]
    if wrong:
        raise Misconfigured("\n".join(wrong))
    return sounds


def _tables(text: str) -> dict[str, dict[str, Any]]:
    """The tables of a file by id; the model's kind is the table's name."""
    found = tomllib.loads(text)
    named = {}
    for part in (Part.VOICE, Part.MUSIC):
        for table in found.get(part.value, []):
            if not isinstance(table, dict) or not isinstance(table.get("id"), str):
                raise Misconfigured(f"MODELS_FILE: every [[{part}]] must be a table with an id of its own.")
            named[table["id"]] = {**table, "part": part}
    return named


def _complaint(error: Any) -> str:
    name = str(error["loc"][0]) if error["loc"] else ""
    known = [one.name for one in fields(Sound) if one.name != "part"]
    if name not in known:
        return f"there is no field {name}; there are {', '.join(known)}"
    said = str(error["msg"])
    return f"{name}: {said[0].lower()}{said[1:]}"
