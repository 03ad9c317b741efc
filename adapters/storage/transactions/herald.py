"""How news gets out: who is due is rung for in the transaction itself, the rest is told once it is committed.

PostgreSQL has all who say something in a transaction commit one after the other, so nothing is said in one
that waits for the disk. What nobody hears, because a process died between the two, is found after a second.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from logging import getLogger
from typing import Any, Protocol

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.storage.troubles import patiently, translated
from core.errors import StudioError
from core.news import Due, News

log = getLogger(__name__)

_PAUSE_SECONDS = 0.02
"""What comes within that time of the last news is told together; after a rest it is told at once."""


class Teller(Protocol):
    """Knows the other processes. Connections are given as their driver knows them; raises what that does."""

    async def ring(self, connection: Any, due: Sequence[Due]) -> None:
        """Have these jobs advanced once the transaction of this connection is committed."""
        ...

    async def tell(self, connection: Any, news: News) -> None:
        """Tell of what was committed, on a connection without transactions."""
        ...


class Herald:
    """Gets news out of one process; what is told goes over a connection of `engine`."""

    def __init__(self, teller: Teller, engine: AsyncEngine) -> None:
        self._teller = teller
        self._engine = engine
        self._news: list[News] = []
        self._telling: asyncio.Task[None] | None = None

    async def ring(self, conn: AsyncConnection, due: Sequence[Due]) -> None:
        """Have these jobs advanced once this transaction is committed."""
        async with _bare(conn) as connection:
            await self._teller.ring(connection, due)

    def tell(self, news: News) -> None:
        """Have it told, now that it is committed. Returns at once."""
        self._news.append(news)
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell_on())

    async def moor(self) -> None:
        """Wait until all is told."""
        while self._telling is not None:
            await asyncio.wait({self._telling})

    async def _tell_on(self) -> None:
        try:
            while self._news:
                news, self._news = News.together(self._news), []
                try:
                    with translated():
                        await patiently(partial(self._tell, news))
                except StudioError as trouble:
                    log.warning("The other processes cannot be told just now: %s", trouble.message)
                await asyncio.sleep(_PAUSE_SECONDS)
        finally:
            self._telling = None

    async def _tell(self, news: News) -> None:
        async with self._engine.connect() as conn, _bare(conn) as connection:
            await self._teller.tell(connection, news)


@asynccontextmanager
async def _bare(conn: AsyncConnection) -> AsyncIterator[Any]:
    """The connection as its driver knows it."""
    driver: Any = conn.dialect.loaded_dbapi
    try:
        yield (await conn.get_raw_connection()).driver_connection
    except driver.Error as error:
        # The toolkit did not see it, so it is told, and knows it for what it is.
        raise OperationalError("tell", {}, error) from error
