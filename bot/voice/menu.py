"""The menu of commands in the languages that people's phones speak."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

ByLanguage = Mapping[str, Mapping[str, str]]
"""Something about each command, by language and by the command's name."""


def menu_words() -> ByLanguage:
    """What each command does; English is in the commands."""
    return {
        language: {name: words for name, words in told.items() if isinstance(words, str)}
        for language, told in _page().items()
    }


def menu_names() -> ByLanguage:
    """What each command is called where people speak another language."""
    return {language: told["called"] for language, told in _page().items() if "called" in told}


def _page() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("bot.voice") / "menu.toml").read_text(encoding="utf-8"))
