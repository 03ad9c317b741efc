"""The menu of commands in the languages that people's phones speak."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files


def menu_words() -> Mapping[str, Mapping[str, str]]:
    """What each command does, by language and by the command's name; English is in the commands."""
    return tomllib.loads((files("bot.voice") / "menu.toml").read_text(encoding="utf-8"))
