"""The menu of commands that Telegram shows, told anew only when it has changed."""

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from logging import getLogger
from pathlib import Path

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    MenuButtonWebApp,
    WebAppInfo,
)
from telegram.error import TelegramError

from adapters.platforms.telegram.line import Line
from core.talk import Command, Where, Who

log = getLogger(__name__)

_WORDS = 256
_PAGE = "Reels"
Entries = Sequence[tuple[str, str]]


async def tell_menu(
    line: Line, commands: Sequence[Command], words: Mapping[str, Mapping[str, str]], folder: Path
) -> None:
    """Tell Telegram the commands for each kind of chat, in each language that `words` has.

    `words` are descriptions by language and by the commands' own words; what it lacks is told in these.
    What was told last is remembered in `folder`.
    """
    menus = {
        (scope, language): _entries(commands, scope, words.get(language, {}))
        for scope in _SCOPES
        for language in ("", *words)
    }
    token = line.token.partition(":")[0]
    digest = hashlib.sha256(json.dumps([token, sorted(map(str, menus.items()))]).encode()).hexdigest()
    try:
        if await asyncio.to_thread(_told, folder) == digest:
            return
        for (scope, language), entries in menus.items():
            told = [BotCommand(name, description) for name, description in entries]
            await line.set_my_commands(told, _SCOPES[scope], language_code=language or None)
        await asyncio.to_thread(_remember, folder, digest)
    except (TelegramError, OSError) as error:
        log.warning("The menu of commands could not be brought up to date: %s", error)


async def show_page(line: Line, url: str) -> None:
    """Let the button beside the input open a page of ours; the commands are still offered after a slash."""
    button = MenuButtonWebApp(_PAGE, WebAppInfo(url))
    try:
        await line.set_chat_menu_button(menu_button=button)
    except TelegramError as error:
        log.warning("The button for the gallery could not be set: %s", error)


_SCOPES: Mapping[str, BotCommandScope] = {
    "private": BotCommandScopeAllPrivateChats(),
    "group": BotCommandScopeAllGroupChats(),
    "admin": BotCommandScopeAllChatAdministrators(),
}


def _entries(commands: Sequence[Command], scope: str, words: Mapping[str, str]) -> Entries:
    return [
        (command.name, words.get(command.words, command.words)[:_WORDS])
        for command in commands
        if _is_in(command, scope)
    ]


def _is_in(command: Command, scope: str) -> bool:
    if command.who is Who.OPERATORS:
        return False
    if scope != "private" and command.where is Where.IN_PRIVATE:
        return False
    return scope != "group" or command.who is Who.EVERYBODY


def _told(folder: Path) -> str:
    file = folder / "menu"
    return file.read_text() if file.exists() else ""


def _remember(folder: Path, digest: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "menu").write_text(digest)
