"""Who works on a database that several processes share, and what becomes of the work of those who died.

Each process gives a sign of life every other second. Whoever has given none for a while is dead by the
database's own clock, and what it had leased is due at once. If it lives after all, it cannot save any more.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from logging import getLogger

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.storage.databases.watch import Watch
from adapters.storage.tables.columns import moment
from adapters.storage.tables.studio import processes
from adapters.storage.transactions.claims import free_of
from adapters.storage.troubles import translated
from core.clock import Clock
from core.errors import StudioError

log = getLogger(__name__)

BEAT_SECONDS = 1.5
DEAD_AFTER_SECONDS = 6

_NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)"
_BEAT = text(
    f"INSERT INTO processes (id, beat_at) VALUES (:id, {_NOW}) "
    "ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at RETURNING beat_at"
)
_BURY = text(f"DELETE FROM processes WHERE beat_at < {_NOW} - {DEAD_AFTER_SECONDS * 1_000_000} RETURNING id")

PRESENT = text(f"SELECT count(*) FROM processes WHERE beat_at > {_NOW} - {DEAD_AFTER_SECONDS * 1_000_000}")
"""How many processes are alive."""


@asynccontextmanager
async def present(engine: AsyncEngine, owner: str, watch: Watch, clock: Clock) -> AsyncIterator[None]:
    """Be known to be alive meanwhile, keep the watch right, and take leave at the end."""
    await _beat(engine, owner, watch, clock)
    beating = asyncio.create_task(_beat_on(engine, owner, watch, clock), name="beat")
    try:
        yield
    finally:
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating
        with suppress(StudioError), translated():
            await _leave(engine, owner, clock)


async def _beat_on(engine: AsyncEngine, owner: str, watch: Watch, clock: Clock) -> None:
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        try:
            with translated():
                await _beat(engine, owner, watch, clock)
        except StudioError as trouble:
            log.warning("No sign of life could be given: %s", trouble.message)


async def _beat(engine: AsyncEngine, owner: str, watch: Watch, clock: Clock) -> None:
    async with engine.begin() as conn:
        asked_at = watch.begin()
        told = (await conn.execute(_BEAT, {"id": owner})).scalar_one()
        watch.set(moment(told), asked_at)
    async with engine.begin() as conn:
        dead = (await conn.execute(_BURY)).scalars().all()
        if dead:
            log.warning("%d processes gave no sign of life; their jobs are taken over", len(dead))
            await free_of(conn, dead, clock())


async def _leave(engine: AsyncEngine, owner: str, clock: Clock) -> None:
    async with engine.begin() as conn:
        await _be_gone(conn, owner, clock)


async def _be_gone(conn: AsyncConnection, owner: str, clock: Clock) -> None:
    await conn.execute(delete(processes).where(processes.c.id == owner))
    await free_of(conn, [owner], clock())
