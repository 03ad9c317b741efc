"""Which option is meant by what somebody names where it does not belong, or as we do not call it."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from bot.understanding.grammar import ALIKE, WHOLE_NUMBER, plain, spellings
from core.talk import Command, Kind, Option

_BEGINNING = 3
_LONG_ENOUGH = 5
"""Shorter words are too much like too many others."""

_CALLED: Mapping[tuple[str, ...], str] = {
    ("seconds",): "length long duration seconds dauer länge duración duracion duração durée duree durasi",
    ("look", "tone"): "style look theme mood stil estilo gaya",
    ("tone",): "tone ton tono tom",
    ("language",): "language lang sprache idioma langue bahasa",
    ("voice",): "voice sound speak speaker narration narrator stimme voz voix suara",
    ("captions",): "captions subtitles subtitle subs untertitel subtítulos subtitulos legendas",
    ("model",): "model engine vendor modell modelo modèle",
    ("goal",): "goal purpose aim ziel objetivo objectif",
    ("platform",): "platform network plattform plataforma",
}
_USUAL = {word: meant for meant, words in _CALLED.items() for word in words.split()}
"""What people call our options, and which these are; whatever they are set to."""

_TIME = re.compile(r"\d{1,3}(?:s|secs?|seconds?)?", re.IGNORECASE)
"""A time that is a length: `time=18:00` is one of the day, `time=money` a saying."""


class AllOptions:
    """The options of all commands, in their order."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self._options: dict[str, list[tuple[Command, Option]]] = {}
        for command in commands:
            for option in command.options:
                if not option.is_rest:
                    self._options.setdefault(option.name, []).append((command, option))

    def line(self, command: Command, name: str, value: str, is_sure: bool) -> str:
        """What to write instead of an option that the command lacks, empty when this is no option of any.

        Unless it is sure that an option is meant, its value has to be one of those that it is known for.
        """
        usual = self._usual(command, name, value)
        if not is_sure:
            # `Time: 18 hours in Kyoto` is a title.
            is_title = name == "time" and value.isdecimal()
            known = [home for home in usual if not is_title and _is_known(*home, command, value)]
            return _written(*known[0], command, value) if known else ""
        if usual and usual[0][0] is command:
            return _written(*usual[0], command, value)
        meant = get_close_matches(name, self._options, n=1, cutoff=ALIKE)
        if len(name) >= _BEGINNING:
            meant += [each for each in self._options if each.startswith(name)]
        for home, option in (home for each in meant for home in self._options[each]):
            if _fits(option, value) and (option.name == name or option.kind is not Kind.TEXT):
                return f"/{home.name} {option.name}={value}"
        return _written(*usual[0], command, value) if usual else ""

    def _usual(self, command: Command, name: str, value: str) -> list[tuple[Command, Option]]:
        """The options that people call like that, the likeliest first."""
        if name == "time" and _TIME.fullmatch(value):
            name = "seconds"
        near = get_close_matches(name, _USUAL, n=1, cutoff=ALIKE) if len(name) >= _LONG_ENOUGH else []
        named = _USUAL.get(name) or (_USUAL[near[0]] if near else ())
        homes = [home for each in named for home in self._options.get(each, ())]
        return sorted(homes, key=lambda home: (not _fits(home[1], value), home[0] is not command))


def _written(home: Command, option: Option, command: Command, value: str) -> str:
    """How the option is told, with its value if it can be that."""
    told = f"{option.name}={value if _fits(option, value) else '…'}"
    return told if home is command else f"/{home.name} {told}"


def _is_known(home: Command, option: Option, command: Command, value: str) -> bool:
    """Whether it is one of the values that an option names, or a number for one of the command's own."""
    if option.kind is Kind.INTEGER:
        return home is command and _fits(option, value)
    return plain(value) in {spelt for spelt, _ in spellings(option)}


def _fits(option: Option, value: str) -> bool:
    """Whether it could be told that: `time=18:00` is an option, `time=money` a saying."""
    match option.kind:
        case Kind.CHOICE:
            return plain(value) in {spelt for spelt, _ in spellings(option)}
        case Kind.INTEGER:
            return WHOLE_NUMBER.fullmatch(value) is not None
        case Kind.WORD:
            return bool(option.choices) or not value.isalpha()
        case Kind.TEXT:
            return bool(value)
