"""The menu of commands, in the languages that people's phones speak."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from functools import partial
from io import StringIO
from itertools import product
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from adapters.platforms.console import Screen
from adapters.platforms.telegram.line import Line, dial
from adapters.platforms.telegram.menu import show_page, tell_menu
from bot.assembly import House, open_house
from bot.parts.platforms import telegram_access
from bot.settings import Settings
from bot.voice.menu import menu_words
from core.books.till import Offer
from core.talk import Who
from tests.platforms.telegram.lounge import HASTY
from tests.wires.telegram import TelegramServer
from tests.wires.telegram_people import User
from tests.wires.telegram_places import PATIENCE

LANGUAGES = ("es", "pt", "de", "fr", "ru", "uk", "ar", "hi", "id", "ja")
SCOPES = ("all_private_chats", "all_group_chats", "all_chat_administrators")


@pytest.fixture
async def house(tmp_path: Path, telegram: TelegramServer) -> AsyncIterator[House]:
    """The whole bot, which does not listen yet."""
    settings = Settings(
        telegram_bot_token=SecretStr(telegram.token),
        telegram_base_url=telegram.address,
        key_master=(SecretStr(Fernet.generate_key().decode()),),
        postiz_api_key=SecretStr("a-key-of-postiz"),
        stars_offers=(Offer(5, 250),),
        data_dir=tmp_path,
    )
    async with open_house(settings, Screen(StringIO())) as house:
        yield house


@pytest.fixture
async def line(telegram: TelegramServer) -> AsyncIterator[Line]:
    """A line to Telegram."""
    line = dial(telegram.token, telegram.address, HASTY)
    await line.initialize()
    yield line
    await line.hang_up()


def told(telegram: TelegramServer) -> Counter[tuple[str, str]]:
    """How often Telegram was told the menu of a scope in a language."""
    calls = telegram.calls_of("setMyCommands")
    return Counter((call.json("scope")["type"], call.text("language_code")) for call in calls)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_words_in_every_language(house: House, language: str) -> None:
    """Whatever can be said is described in this language, in a line that Telegram takes whole."""
    known = menu_words(house.desk.commands)[language]

    words = {each.words: known[each.words] for each in house.desk.commands if each.who is not Who.OPERATORS}
    assert [english for english, line in words.items() if line == english] == []
    assert all(0 < len(line) <= 256 and line == line.strip() for line in words.values())
    assert len(set(words.values())) == len(words)


def test_no_other_languages(house: House) -> None:
    """The languages are those that the other rules speak of."""
    assert set(menu_words(house.desk.commands)) == set(LANGUAGES)


async def test_each_menu_is_told_once(
    tmp_path: Path, telegram: TelegramServer, house: House, line: Line
) -> None:
    """Telegram hears each menu once in each language, and nothing more until a word changes."""
    words = menu_words(house.desk.commands)
    once = Counter(product(SCOPES, ("", *LANGUAGES)))

    await tell_menu(line, house.desk.commands, words, tmp_path)
    assert told(telegram) == once
    await tell_menu(line, house.desk.commands, words, tmp_path)
    assert told(telegram) == once

    changed = {**words, "de": {**words["de"], "Everything you can say": "Hilfe"}}
    await tell_menu(line, house.desk.commands, changed, tmp_path)
    assert told(telegram) == once + once
    assert telegram.menu(telegram.user("Uwe", language="de"))["help"] == "Hilfe"


async def test_the_gallery_has_a_button(telegram: TelegramServer, line: Line) -> None:
    """Where others reach the web door, the button beside the input opens one's reels."""
    await show_page(line, "https://reels.example/mini")

    button = telegram.calls_of("setChatMenuButton")[-1].json("menu_button")
    assert (button["type"], button["web_app"]["url"]) == ("web_app", "https://reels.example/mini")


@pytest.mark.parametrize(
    ("public_url", "is_open", "page"),
    [
        ("https://reels.example/", True, "https://reels.example/mini"),
        ("http://localhost:8001", True, ""),
        ("https://reels.example", False, ""),
    ],
)
def test_the_button_needs_a_page_that_telegram_opens(public_url: str, is_open: bool, page: str) -> None:
    """Telegram opens https pages alone, and a door that is shut has none."""
    access = telegram_access(
        Settings(telegram_bot_token=SecretStr("1:a"), public_url=public_url, web_door=is_open)
    )

    assert access is not None
    assert access.mini_app_url == page


async def test_people_read_the_menu_in_their_own_language(telegram: TelegramServer, house: House) -> None:
    """A phone in Spanish shows the menu in Spanish; one in a language that we lack shows English."""
    listening = asyncio.create_task(house.platforms.listen(house.desk, house.studio))
    try:
        eva, tove = telegram.user("Eva", language="es"), telegram.user("Tove", language="da")
        spanish = menu_words(house.desk.commands)["es"]["Make a reel about an idea"]

        assert await telegram.bell.until(partial(_described, telegram, eva, spanish), PATIENCE)
        assert telegram.menu(tove)["generate"] == "Make a reel about an idea"
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


def _described(telegram: TelegramServer, who: User, words: str) -> bool | None:
    """Whether somebody reads these words about /generate; None while they do not."""
    return telegram.menu(who).get("generate") == words or None
