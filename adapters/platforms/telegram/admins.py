"""Who runs a group."""

import asyncio

from telegram import ChatMember
from telegram.error import TelegramError

from adapters.platforms.telegram.line import Line

_FRESH_SECONDS = 60.0
_REMEMBERED = 1000
_RUNS = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


class Admins:
    """Asks Telegram, and remembers for a minute."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._known: dict[tuple[int, int], tuple[float, bool]] = {}

    async def is_admin(self, chat: int, who: int) -> bool:
        """Whether somebody is an admin or the owner of a chat; no when Telegram does not say."""
        now = asyncio.get_running_loop().time()
        at, runs = self._known.get((chat, who), (-_FRESH_SECONDS, False))
        if now - at < _FRESH_SECONDS:
            return runs
        try:
            member = await self._line.get_chat_member(chat, who)
        except TelegramError:
            return False
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[chat, who] = now, member.status in _RUNS
        return member.status in _RUNS
