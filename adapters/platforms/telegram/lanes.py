"""One after the other in each chat, all chats at once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from logging import getLogger

from adapters.platforms.telegram.pace import Stale
from core.errors import Refused, StudioError

log = getLogger(__name__)


class Lanes:
    """A lane for each chat that something is done in; two sorts of work, each in its own order."""

    def __init__(self) -> None:
        self._last_turn: dict[int, asyncio.Future[None]] = {}
        self._last_post: dict[int, asyncio.Task[None]] = {}

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

    def post(self, chat: int, work: Awaitable[None]) -> None:
        """Do something once all that was posted before in this chat is done. Returns at once."""
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
        if self._last_post.get(chat) is done:
            del self._last_post[chat]
        if not done.cancelled() and (error := done.exception()) is not None:
            log.error("An answer broke", exc_info=error)
