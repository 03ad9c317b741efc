"""The menu of commands in the languages that people's phones speak."""

from collections.abc import Mapping, Sequence

from bot.voice.tongue import CALLED, ENGLISH, TONGUES, catalogue, say, speaking
from core.talk import Command

ByLanguage = Mapping[str, Mapping[str, str]]
"""Something about each command, by language."""

_OTHERS = tuple(language for language in TONGUES if language != ENGLISH)


def menu_words(commands: Sequence[Command]) -> ByLanguage:
    """What commands, their options and choices say about themselves, by language and by the English."""
    return {language: _words(commands, language) for language in _OTHERS}


def menu_names(commands: Sequence[Command]) -> ByLanguage:
    """What each command is called where people speak another language."""
    return {
        language: {each.name: catalogue(language).told.pgettext(CALLED, each.name) for each in commands}
        for language in _OTHERS
    }


def _words(commands: Sequence[Command], language: str) -> Mapping[str, str]:
    with speaking(language):
        options = [option for command in commands for option in command.options]
        labels = [label for option in options for label, _ in option.choices]
        said = [*(command.words for command in commands), *(option.words for option in options), *labels]
        return {words: say(words) for words in said}
