"""What Discord says when it will not or cannot, in the studio's words."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from core.errors import Failed, Misconfigured, Refused, StudioError, Unavailable, Unclear

REVOKED = "Discord does not accept the bot's token. Please set DISCORD_BOT_TOKEN anew."
_CLOSED = "The bot may not write in this place on Discord."
_AWAY = "Discord cannot be reached just now."
_UNSURE = "Discord did not say whether the message arrived."
_SILENCE = "Discord asks the bot for silence."
_REJECTED = "Discord did not take the message."
_TOO_LARGE = "The file is larger than Discord takes here."

ALREADY_ANSWERED = 40060
_TOKEN_DIED = 50027
# 40005 is the documented code; some doors say 50045 instead (discord-api-docs, 2026-08).
_TOO_LARGE_CODES = (40005, 50045)

SILENT = (aiohttp.ClientError, OSError, TimeoutError, discord.DiscordServerError)
"""Nobody knows whether the call arrived."""


class Gone(Refused):
    """This way to the place is closed; another one may be open."""


class TooLarge(Failed):
    """The file is over the place's limit."""


@contextmanager
def translated() -> Iterator[None]:
    """The one door for Discord's errors."""
    try:
        yield
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise _studio_error(error) from error


def _studio_error(error: Exception) -> StudioError:
    match error:
        case discord.LoginFailure():
            return Misconfigured(REVOKED)
        case discord.RateLimited(retry_after=wait):
            return Unavailable(_SILENCE, wait)
        case discord.DiscordServerError():
            return Unclear(_UNSURE)
        case discord.HTTPException():
            return _refusal(error)
        case aiohttp.ClientConnectorError() | discord.GatewayNotFound():
            return Unavailable(_AWAY)
        case _:
            return Unclear(_UNSURE)


def _refusal(error: discord.HTTPException) -> StudioError:
    if error.status == 413 or error.code in _TOO_LARGE_CODES:
        return TooLarge(_TOO_LARGE)
    if error.status == 429:
        return Unavailable(_SILENCE)
    if error.status == 401 and error.code != _TOKEN_DIED:
        return Misconfigured(REVOKED)
    if error.status in (401, 403, 404):
        return Gone(_CLOSED)
    return Failed(_REJECTED)
