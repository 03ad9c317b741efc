"""What Telegram says when it will not or cannot, in the studio's words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from core.errors import Failed, Misconfigured, Refused, StudioError, Unavailable, Unclear

REVOKED = (
    "Telegram does not accept the bot's token. "
    "Please copy it anew from @BotFather and set it as TELEGRAM_BOT_TOKEN."
)
_CLOSED = "The bot may not write in this Telegram chat any more."
_SILENCE = "Telegram asks the bot for silence in this chat."
_AWAY = "Telegram cannot be reached just now."
_UNSURE = "Telegram did not say whether the message arrived."
_REJECTED = "Telegram did not take the message."
_TOO_LARGE = "The file is larger than Telegram lets a bot send."

_NO_RIGHTS = (
    "not enough rights",
    "have no rights",
    "write_forbidden",
    "chat not found",
    "topic_closed",
    "user_is_blocked",
    "need administrator rights",
    "group chat was deactivated",
)
_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message not found",
    "no text in the message to edit",
    "there is no media in the message to edit",
)
# Nothing was sent when the connection could not even be made (PTB wraps httpx, 22.8).
_NEVER_SENT = (httpx.PoolTimeout, httpx.ConnectTimeout, httpx.ConnectError)


class Gone(Refused):
    """The message that should be changed is not there, or cannot be changed any more."""


class TooLarge(Failed):
    """The file is over the server's limit."""


@contextmanager
def translated() -> Iterator[None]:
    """The one door for Telegram's errors."""
    try:
        yield
    except TelegramError as error:
        raise _studio_error(error) from error


def silence(asked: RetryAfter) -> float:
    """For how many seconds Telegram wants to hear nothing."""
    wait = asked.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _studio_error(error: TelegramError) -> StudioError:
    match error:
        case InvalidToken():
            return Misconfigured(REVOKED)
        case Forbidden():
            return Refused(_CLOSED)
        case RetryAfter():
            return Unavailable(_SILENCE, silence(error))
        case BadRequest(message=words):
            return _bad_request(words.lower())
        case NetworkError(message=words, __cause__=cause):
            if "entity too large" in words.lower():
                return TooLarge(_TOO_LARGE)
            return Unavailable(_AWAY) if isinstance(cause, _NEVER_SENT) else Unclear(_UNSURE)
        case _:
            return Unclear(_UNSURE)


def _bad_request(words: str) -> StudioError:
    if any(sign in words for sign in _GONE):
        return Gone(_CLOSED)
    if any(sign in words for sign in _NO_RIGHTS):
        return Refused(_CLOSED)
    return Failed(_REJECTED)
