"""From what arrives from Discord to what somebody said: who, where, and whether it is meant for us."""

import re
from collections.abc import Mapping
from typing import Any

import discord

from adapters.platforms.discord.place import Place
from core.talk import Said

PLATFORM = "discord"

Interaction = discord.Interaction[discord.Client]

_IN_SERVERS = (
    discord.TextChannel,
    discord.Thread,
    discord.VoiceChannel,
    discord.StageChannel,
    discord.ForumChannel,
)

DEFAULT_LIMIT = 10_485_760
"""What Discord takes from everybody (help page of 2026-08; it may be more by now)."""


def heard(it: Interaction, place: Place, **words: Any) -> Said:
    """What an interaction says; `words` are the text or the command with its options."""
    return Said(
        requester=requester(it.user.id),
        address=place.address,
        key=f"{PLATFORM}:{it.id}",
        language=it.locale.value,
        is_private=place.is_private,
        is_admin=place.is_private or it.permissions.manage_guild,
        group=requester(it.guild_id) if it.guild_id is not None else "",
        channel=str(it.channel_id),
        roles=_roles(it.user),
        is_among_adults=place.is_among_adults,
        **words,
    )


def read(message: discord.Message, place: Place, line: str, answers: str) -> Said:
    """What a message says to us."""
    member = message.author
    runs_it = isinstance(member, discord.Member) and member.guild_permissions.manage_guild
    return Said(
        requester=requester(member.id),
        address=place.address,
        key=f"{PLATFORM}:{message.id}",
        text=line,
        answers=answers,
        is_private=place.is_private,
        is_admin=place.is_private or runs_it,
        group=requester(message.guild.id) if message.guild is not None else "",
        channel=str(message.channel.id),
        roles=_roles(member),
        is_among_adults=place.is_among_adults,
        has_picture=any((each.content_type or "").startswith("image/") for each in message.attachments),
    )


def line_for(message: discord.Message, me: int) -> str | None:
    """The line without our name in it; None when it is for somebody else."""
    if message.author.bot or message.webhook_id is not None:
        return None
    without = re.sub(rf"<@!?{me}>", " ", message.content)
    if message.guild is not None and without == message.content:
        return None
    return " ".join(without.split())


def place_of_interaction(it: Interaction, *, is_hidden: bool, ceiling: int) -> Place:
    """Where an interaction came from, and whether we can write there once its token is dead."""
    assert it.channel_id is not None
    is_private = it.guild_id is None and (it.context.dm_channel or _is_dm_with_us(it))
    return Place(
        channel=it.channel_id,
        user=it.user.id,
        at=it.created_at,
        limit=min(it.filesize_limit, ceiling),
        guild=it.guild_id,
        token=it.token,
        can_post=is_private or _can_post(it),
        is_hidden=is_hidden,
        is_private=is_private,
        is_among_adults=_is_age_restricted(it.channel),
    )


def place_of_message(message: discord.Message, ceiling: int) -> Place:
    """Where a message stands."""
    guild = message.guild
    return Place(
        channel=message.channel.id,
        user=message.author.id,
        at=message.created_at,
        limit=min(guild.filesize_limit if guild else DEFAULT_LIMIT, ceiling),
        guild=guild.id if guild else None,
        message=message.id,
        is_private=guild is None,
        is_among_adults=_is_age_restricted(message.channel),
    )


def options(it: Interaction) -> Mapping[str, str | int]:
    """The options of a slash command as they were filled in."""
    return {str(each["name"]): each["value"] for each in _options(it) if "value" in each}


def focused(it: Interaction) -> tuple[str, str]:
    """The option that is being typed, and what of it stands there."""
    return next((each["name"], str(each["value"])) for each in _options(it) if each.get("focused"))


def filled_in(it: Interaction, field: str) -> str:
    """What was written into a field of a form."""
    parts = list(_data(it).get("components", []))
    while parts:
        part: Any = parts.pop()
        if part.get("custom_id") == field:
            return str(part.get("value", ""))
        parts += part.get("components", [])
        if "component" in part:
            parts.append(part["component"])
    return ""


def told(it: Interaction, key: str) -> str:
    """Something that came with an interaction: a command's name, a button's id."""
    return str(_data(it).get(key, ""))


def requester(id: int) -> str:
    """The key of a person."""
    return f"{PLATFORM}:{id}"


def _roles(person: discord.Member | discord.User) -> tuple[str, ...]:
    """Their roles by id; `Member.roles` has only those that are in the cache."""
    return tuple(map(str, person._roles)) if isinstance(person, discord.Member) else ()


def _options(it: Interaction) -> list[dict[str, Any]]:
    return list(_data(it).get("options", []))


def _data(it: Interaction) -> dict[str, Any]:
    return dict(it.data or {})


def _is_dm_with_us(it: Interaction) -> bool:
    """Whether a direct message is one between the person and us; older payloads do not say so."""
    return not it.context.private_channel and it.channel is not None and it.is_user_integration() is False


def _is_age_restricted(channel: object) -> bool:
    """Whether Discord lets only grown-ups in; of a direct message it does not say."""
    return isinstance(channel, _IN_SERVERS) and channel.is_nsfw()


def _can_post(it: Interaction) -> bool:
    """Whether we are in that server and may write there: apps may be allowed there without being in it."""
    if it.guild_id is None or it.client.get_guild(it.guild_id) is None:
        return False
    may = it.app_permissions
    writes = may.send_messages_in_threads if isinstance(it.channel, discord.Thread) else may.send_messages
    return may.view_channel and writes and may.attach_files
