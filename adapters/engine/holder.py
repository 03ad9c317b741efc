"""One process at a time: a name is held by PostgreSQL's advisory lock, on a connection kept for that.

The lock goes with the connection, so it is free when the process has died, and whoever waits looks
every second, also who holds some names and waits for others. Whoever loses the connection stops at
once, since another may hold the name by then.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from logging import getLogger

import psycopg

from adapters.engine.line import dialled

log = getLogger(__name__)

Work = Callable[[Sequence[str]], Awaitable[None]]

_LOOK_SECONDS = 1.0
_SILENT_SECONDS = 5.0
# Asked for none, it is a sign of life.
_TAKE = "SELECT key FROM unnest(%s::bigint[]) AS key WHERE pg_try_advisory_lock(key)"


class Holder:
    """Fills `core.ports.Holder`."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def hold(self, names: Sequence[str], work: Work) -> None:
        """Do the work with those names that nobody else holds, and with the others as they are left behind.

        When the connection breaks the work is cancelled, and begun again once names are held again.
        """
        while True:
            try:
                async with dialled(self._address) as connection:
                    if await self._while_it_lasts(connection, names, work):
                        return
            except psycopg.OperationalError:
                log.warning("The database is away; %s is held by nobody here", " and ".join(names))
            await asyncio.sleep(_LOOK_SECONDS)

    async def _while_it_lasts(
        self, connection: psycopg.AsyncConnection, names: Sequence[str], work: Work
    ) -> bool:
        """Whether the work came to its end; False when the connection ended first."""
        wanted = {_key(name): name for name in names}
        working: list[asyncio.Future[None]] = []
        try:
            while (mine := await _taken(connection, wanted)) is not None:
                if mine:
                    working.append(asyncio.ensure_future(work(mine)))
                if ended := await _first_ended(working):
                    await ended
                    return True
            return False
        finally:
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)


async def _taken(connection: psycopg.AsyncConnection, wanted: dict[int, str]) -> list[str] | None:
    """Those of these names that nobody held until now, which are no longer wanted; None without an answer."""
    try:
        async with asyncio.timeout(_SILENT_SECONDS):
            found = await (await connection.execute(_TAKE, (list(wanted),))).fetchall()
    except (psycopg.OperationalError, TimeoutError):
        return None
    return [wanted.pop(key) for (key,) in found]


async def _first_ended(working: Sequence[asyncio.Future[None]]) -> asyncio.Future[None] | None:
    """What has come to its end within the moment until the next look."""
    if not working:
        await asyncio.sleep(_LOOK_SECONDS)
        return None
    done, _ = await asyncio.wait(working, timeout=_LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    return next(iter(done), None)


def _key(name: str) -> int:
    """A name as PostgreSQL knows locks: a number of 64 bits with a sign."""
    return int.from_bytes(hashlib.sha256(f"nichereel/{name}".encode()).digest()[:8], signed=True)
