"""One after the other in each chat, all chats at once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Coroutine
from contextlib import asynccontextmanager
from logging import getLogger
from typing import Any

from adapters.platforms.telegram.pace import Stale
from core.errors import Refused, StudioError

log = getLogger(__name__)

_MOST_POSTS = 100
"""So many answers may wait in one chat, which is five minutes of what Telegram lets through in a group."""


class Lanes:
    """A lane for each chat that something is done in; two sorts of work, each in its own order."""

    def __init__(self) -> None:
        self._last_turn: dict[int, asyncio.Future[None]] = {}
        self._last_post: dict[int, asyncio.Task[None]] = {}
        self._posts: Counter[int] = Counter()

    @asynccontextmanager
    async def turn(self, chat: int) -> AsyncIterator[None]:
        """Wait until everybody who came before in this chat is done."""
        before = self._last_turn.get(chat)
        mine = self._last_turn[chat] = asyncio.get_running_loop().create_future()
        try:
            if before is not None:
                await asyncio.shield(before)
            yield
        finally:
            mine.set_result(None)
            if self._last_turn.get(chat) is mine:
                del self._last_turn[chat]

    def post(self, chat: int, work: Coroutine[Any, Any, None]) -> None:
        """Do something once all that was posted before in this chat is done. Returns at once.

        Where too many answers wait already, one more is not posted; what was asked for is done all the same.
        """
        if self._posts[chat] >= _MOST_POSTS:
            work.close()
            log.info("More is asked in chat %s than Telegram lets us answer", chat)
            return
        self._posts[chat] += 1
        task = asyncio.create_task(self._after(self._last_post.get(chat), work), name=f"telegram post {chat}")
        self._last_post[chat] = task
        task.add_done_callback(lambda done: self._leave(chat, done))

    async def rest(self) -> None:
        """Wait until nothing is left to be posted."""
        while self._last_post:
            await asyncio.wait(self._last_post.values())

    async def _after(self, before: asyncio.Task[None] | None, work: Awaitable[None]) -> None:
        if before is not None:
            await asyncio.wait({before})
        try:
            await work
        except Stale:
            pass
        except Refused as closed:
            log.info("An answer could not be posted: %s", closed.message)
        except StudioError as trouble:
            log.warning("An answer could not be posted: %s", trouble.message)

    def _leave(self, chat: int, done: asyncio.Task[None]) -> None:
        self._posts[chat] -= 1
        if self._last_post.get(chat) is done:
            del self._last_post[chat]
            del self._posts[chat]
        if not done.cancelled() and (error := done.exception()) is not None:
            log.error("An answer broke", exc_info=error)
