"""The slash commands as Discord is told them."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import discord
import pytest

from adapters.platforms.discord import Tongues
from bot.voice.menu import menu_names, menu_words
from tests.platforms.discord.club import Club
from tests.voice.gather import menu
from tests.wires.discord import DiscordServer

TONGUES = Tongues(menu_names(menu()), menu_words(menu()))

# Discord's rule: letters, digits, - _ and '; of Devanagari and Thai every sign (docs of 2026-08).
_SCRIPTS_WITH_MARKS = re.compile("[\u0900-\u097f\u0e00-\u0e7f]")


@pytest.fixture
async def told(tmp_path: Path, server: DiscordServer) -> list[dict[str, Any]]:
    """What Discord was told by a bot that speaks all its languages."""
    async with Club(tmp_path, server, tongues=TONGUES).open():
        return server.world.commands


def is_name(name: str) -> bool:
    """Whether Discord takes it as the name of a command."""
    letters = all(
        unicodedata.category(letter)[0] in "LN" or letter in "-_'" or _SCRIPTS_WITH_MARKS.match(letter)
        for letter in name
    )
    return letters and 1 <= len(name) <= 32 and name == name.lower()


async def test_commands_speak_the_languages_of_people(told: list[dict[str, Any]]) -> None:
    """Whose Discord is German, or Spanish anywhere, finds the commands by names and words of theirs."""
    generate = next(command for command in told if command["name"] == "generate")

    assert generate["name_localizations"]["de"] == "erstellen"
    assert generate["description_localizations"]["de"] == "Ein Reel zu einer Idee machen"
    assert generate["name_localizations"]["es-ES"] == generate["name_localizations"]["es-419"] == "crear"


async def test_choices_speak_the_languages_of_people(told: list[dict[str, Any]]) -> None:
    """What may be chosen is called as in the chats; what is chosen stays the same in every language."""
    options = {
        (command["name"], option["name"]): option["choices"]
        for command in told
        for option in command["options"]
        if "choices" in option
    }
    german = [(one["name_localizations"]["de"], one["value"]) for one in options["rate", "reason"]]
    whose = [one["name_localizations"]["es-419"] for one in options["learning", "from"]]

    assert german[0] == ("Aufhänger schwach", "hook")
    assert whose == ["todos", "solo yo", "nadie"]
    for where, choices in options.items():
        for locale in (locale.value for locale in discord.Locale):
            called = [one["name_localizations"].get(locale, one["name"]) for one in choices]
            assert len(set(called)) == len(called), (where, locale)
            assert all(1 <= len(each) <= 100 for each in called), (where, locale)


async def test_no_command_says_too_much(told: list[dict[str, Any]]) -> None:
    """In any language a command, its words and choices, is within what Discord takes, 8,000 letters."""

    def longest(one: dict[str, Any], what: str) -> int:
        return max(len(words) for words in (one[what], *one.get(f"{what}_localizations", {}).values()))

    for command in told:
        options = command["options"]
        choices = [choice for option in options for choice in option.get("choices", ())]
        said = [longest(one, what) for one in (command, *options) for what in ("name", "description")]
        chosen = [longest(choice, "name") + len(choice["value"]) for choice in choices]
        assert sum(said) + sum(chosen) <= 8000, command["name"]


async def test_every_name_is_one_that_discord_takes(told: list[dict[str, Any]]) -> None:
    """Names are short and in small letters, in locales that Discord has, and none is given twice in one."""
    locales = {locale.value for locale in discord.Locale}
    for locale in locales:
        names = [command["name_localizations"].get(locale, command["name"]) for command in told]
        assert len(set(names)) == len(names), locale
        assert [name for name in names if not is_name(name)] == [], locale
    for command in told:
        localised = (command["name_localizations"], command["description_localizations"])
        assert all(set(each) <= locales for each in localised), command["name"]
        assert all(1 <= len(words) <= 100 for words in localised[1].values()), command["name"]


async def test_places_and_installs_are_said_outright(told: list[dict[str, Any]]) -> None:
    """Servers, direct messages and people's own installs are named for each command, none left open."""
    places = {command["name"]: (command["contexts"], command["integration_types"]) for command in told}

    assert places["generate"] == ([0, 1, 2], [0, 1])
    assert places["link"] == ([1], [0, 1])
    assert places["group"] == ([0], [0])
