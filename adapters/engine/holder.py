"""One process at a time: a name is held by PostgreSQL's advisory lock, on a connection kept for that.

The lock goes with the connection, so it is free when the process has died, and whoever waits looks
every second. Whoever loses the connection stops at once, since another may hold the name by then.
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
_PULSE_SECONDS = 1.0
_SILENT_SECONDS = 5.0


class Holder:
    """Fills `core.ports.Holder`."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def hold(self, names: Sequence[str], work: Work) -> None:
        """Do the work with those names that nobody else holds; wait while others hold all of them.

        When the connection breaks the work is cancelled, and begun again once names are held again.
        """
        while True:
            try:
                async with dialled(self._address) as connection:
                    mine = await self._taken(connection, names)
                    if await self._while_it_lasts(connection, work, mine):
                        return
            except psycopg.OperationalError:
                log.warning("The database is away; %s is held by nobody here", " and ".join(names))
            await asyncio.sleep(_LOOK_SECONDS)

    async def _taken(self, connection: psycopg.AsyncConnection, names: Sequence[str]) -> list[str]:
        while True:
            mine = [name for name in names if await _takes(connection, name)]
            if mine:
                return mine
            await asyncio.sleep(_LOOK_SECONDS)

    async def _while_it_lasts(
        self, connection: psycopg.AsyncConnection, work: Work, mine: Sequence[str]
    ) -> bool:
        """Whether the work came to its end; False when the connection ended first."""
        working = asyncio.ensure_future(work(mine))
        pulse = asyncio.ensure_future(_feel(connection))
        try:
            await asyncio.wait({working, pulse}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                await working
                return True
            return False
        finally:
            for task in (working, pulse):
                task.cancel()
            await asyncio.gather(working, pulse, return_exceptions=True)


async def _takes(connection: psycopg.AsyncConnection, name: str) -> bool:
    row = await (await connection.execute("SELECT pg_try_advisory_lock(%s)", (_key(name),))).fetchone()
    return bool(row and row[0])


async def _feel(connection: psycopg.AsyncConnection) -> None:
    """Ask for a sign of life, over and over; ends when there is none."""
    try:
        while True:
            await asyncio.sleep(_PULSE_SECONDS)
            async with asyncio.timeout(_SILENT_SECONDS):
                await connection.execute("SELECT 1")
    except (psycopg.OperationalError, TimeoutError):
        return


def _key(name: str) -> int:
    """A name as PostgreSQL knows locks: a number of 64 bits with a sign."""
    return int.from_bytes(hashlib.sha256(f"nichereel/{name}".encode()).digest()[:8], signed=True)
