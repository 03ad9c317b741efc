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
