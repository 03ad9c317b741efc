"""The slash commands, made from the declarations, and told to Discord only when they have changed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from logging import getLogger
from typing import Any

import discord

from adapters.platforms.discord.memory import Memory
from adapters.platforms.discord.troubles import translated
from core.talk import Command, Kind, Option, Where, Who

log = getLogger(__name__)

ByLanguage = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Tongues:
    """What commands are called in other languages, by language and command; and words, by the English."""

    called: ByLanguage = field(default_factory=dict)
    words: ByLanguage = field(default_factory=dict)


_CHOICES = 25
_WORDS = 100
_LONGEST = 6000
_STRING, _INTEGER = 3, 4
_GUILD, _OUR_DM, _OTHER_DM = 0, 1, 2
_GUILD_INSTALL, _USER_INSTALL = 0, 1
_MANAGE_GUILD = discord.Permissions(manage_guild=True).value


def payload(commands: Sequence[Command], tongues: Tongues) -> list[dict[str, Any]]:
    """The commands as Discord takes them."""
    return [_command(command, tongues) for command in commands if command.who is not Who.OPERATORS]


def fingerprint(menu: Sequence[Mapping[str, Any]]) -> str:
    """Differs when the commands do."""
    return hashlib.sha256(json.dumps(menu, sort_keys=True).encode()).hexdigest()


async def tell_menu(
    client: discord.Client, commands: Sequence[Command], tongues: Tongues, memory: Memory
) -> None:
    """Tell Discord the commands, unless it knows them: two hundred new ones a day are all it takes."""
    menu = payload(commands, tongues)
    application, print_ = client.application_id, fingerprint(menu)
    assert application is not None
    if await memory.menu(application) == print_ and await memory.commands(application):
        return
    with translated():
        told = await client.http.bulk_upsert_global_commands(application, menu)
    anywhere = {command.name for command in commands if command.where is Where.ANYWHERE}
    ids = {each["name"]: int(each["id"]) for each in told if each["name"] in anywhere}
    await memory.keep_commands(application, ids)
    await memory.keep_menu(application, print_)
    log.info("Discord: %d slash commands were told", len(menu))


def is_suggested(option: Option) -> bool:
    """Whether its values are suggested while somebody types, because they are too many or depend on who."""
    return option.suggest is not None or _is_open(option)


def _is_open(option: Option) -> bool:
    return bool(option.choices) and (option.kind is not Kind.CHOICE or len(option.choices) > _CHOICES)


def _command(command: Command, tongues: Tongues) -> dict[str, Any]:
    is_for_servers = command.who is Who.ADMINS
    made: dict[str, Any] = {
        "type": 1,
        "name": command.name,
        "description": _cut(command.words),
        "options": [_option(option, tongues) for option in _in_order(command.options)],
        "contexts": _contexts(command),
        "integration_types": [_GUILD_INSTALL] if is_for_servers else [_GUILD_INSTALL, _USER_INSTALL],
        "default_member_permissions": _MANAGE_GUILD if is_for_servers else None,
        # Nothing that we make is for adults only, so it may be used in every channel.
        "nsfw": False,
    }
    called, words = _by_locale(tongues.called, command.name), _by_locale(tongues.words, command.words)
    return made | {"name_localizations": called, "description_localizations": words}


def _contexts(command: Command) -> list[int]:
    if command.who is Who.ADMINS:
        return [_GUILD]
    return [_OUR_DM] if command.where is Where.IN_PRIVATE else [_GUILD, _OUR_DM, _OTHER_DM]


def _option(option: Option, tongues: Tongues) -> dict[str, Any]:
    is_number = option.kind is Kind.INTEGER
    made: dict[str, Any] = {
        "type": _INTEGER if is_number else _STRING,
        "name": option.name,
        "description": _cut(option.words),
        "description_localizations": _by_locale(tongues.words, option.words),
        "required": option.is_required,
    }
    if is_number:
        bounds = {"min_value": option.least, "max_value": option.most}
        made |= {name: bound for name, bound in bounds.items() if bound is not None}
    elif is_suggested(option):
        made["autocomplete"] = True
    elif option.choices:
        made["choices"] = [_choice(label, value, tongues) for label, value in option.choices]
    elif option.most is not None:
        made["max_length"] = min(option.most, _LONGEST)
    return made


def _choice(label: str, value: str, tongues: Tongues) -> dict[str, Any]:
    called = _by_locale(tongues.words, label)
    return {"name": _cut(label), "name_localizations": called, "value": value}


def _by_locale(told: ByLanguage, name: str) -> dict[str, str]:
    """What is told of a command, for each of Discord's locales in which something is: `es` is two of them."""
    languages = {locale.value: locale.value.partition("-")[0] for locale in discord.Locale}
    known = {locale: told.get(language, {}).get(name) for locale, language in languages.items()}
    return {locale: _cut(words) for locale, words in known.items() if words}


def _in_order(options: Sequence[Option]) -> list[Option]:
    """Discord wants the required ones first."""
    return sorted(options, key=lambda option: not option.is_required)


def _cut(text: str) -> str:
    return text if len(text) <= _WORDS else f"{text[: _WORDS - 1]}…"
