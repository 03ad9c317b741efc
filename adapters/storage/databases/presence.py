"""Who works on a database that several processes share, and what becomes of the work of those who died.

Each process holds its name, a lock that goes with its connection, and gives a sign of life every second,
by the database's own clock. Whose name is free and who was silent for a moment is dead, and so is
who was silent for long; what it had leased is due at once. If it lives after all, it cannot save any more.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from logging import getLogger

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.storage.databases.watch import Watch
from adapters.storage.tables.columns import moment
from adapters.storage.tables.studio import processes
from adapters.storage.transactions.claims import free_of
from adapters.storage.transactions.herald import Herald
from adapters.storage.troubles import translated
from core.clock import Clock
from core.errors import StudioError
from core.news import Due, News

log = getLogger(__name__)

BEAT_SECONDS = 1.0
_AGAIN_SECONDS = 0.3
GONE_AFTER_SECONDS = 4
"""So long nobody is buried whose connection broke, who comes back, or has come back just now."""
DEAD_AFTER_SECONDS = 6

_NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)"
_NAME = "hashtextextended('nichereel/' || {}, 0)"
# The name is held by the first of these that finds it free, and once more by each that follows.
_BEAT = text(
    f"INSERT INTO processes (id, beat_at) VALUES (:id, {_NOW}) "
    "ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at "
    f"RETURNING beat_at, pg_try_advisory_lock({_NAME.format('CAST(:id AS text)')})"
)
# After a crash of the server everybody comes back in their own time, and none buries the others meanwhile.
_BURY = text(
    "DELETE FROM processes WHERE "
    f"(beat_at < {_NOW} - {DEAD_AFTER_SECONDS * 1_000_000} OR (beat_at < {_NOW} - "
    f"{GONE_AFTER_SECONDS * 1_000_000} AND pg_try_advisory_xact_lock({_NAME.format('id')}))) AND "
    f"(SELECT backend_start < clock_timestamp() - interval '{GONE_AFTER_SECONDS} seconds' "
    "FROM pg_stat_activity WHERE pid = pg_backend_pid()) RETURNING id"
)

PRESENT = text(f"SELECT count(*) FROM processes WHERE beat_at > {_NOW} - {DEAD_AFTER_SECONDS * 1_000_000}")
"""How many processes are alive."""


class Presence:
    """One process among those that share a database; what its burials mean is told to the others."""

    def __init__(
        self, engine: AsyncEngine, owner: str, watch: Watch, clock: Clock, herald: Herald | None
    ) -> None:
        self._engine = engine
        self._owner = owner
        self._watch = watch
        self._clock = clock
        self._herald = herald

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Be known to be alive meanwhile, keep the watch right, and take leave at the end."""
        await self._beat()
        beating = asyncio.create_task(self._beat_on(), name="beat")
        try:
            yield
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating
            with suppress(StudioError), translated():
                await self._leave()

    async def _beat_on(self) -> None:
        pause = BEAT_SECONDS
        while True:
            await asyncio.sleep(pause)
            try:
                with translated():
                    await self._beat()
                    await self._bury()
                pause = BEAT_SECONDS
            except StudioError as trouble:
                if pause == BEAT_SECONDS:
                    log.warning("No sign of life could be given: %s", trouble.message)
                # Whose connection broke has a new one before others take it for gone.
                pause = _AGAIN_SECONDS

    async def _beat(self) -> None:
        async with self._engine.begin() as conn:
            asked_at = self._watch.begin()
            at = (await conn.execute(_BEAT, {"id": self._owner})).one().beat_at
            self._watch.set(moment(at), asked_at)

    async def _bury(self) -> None:
        async with self._engine.begin() as conn:
            dead = (await conn.execute(_BURY)).scalars().all()
            if not dead:
                return
            log.warning("%d processes are gone; their jobs are taken over", len(dead))
            freed = await self._freed(conn, dead)
        self._tell_of(freed)

    async def _leave(self) -> None:
        async with self._engine.begin() as conn:
            await conn.execute(delete(processes).where(processes.c.id == self._owner))
            freed = await self._freed(conn, [self._owner])
        self._tell_of(freed)

    async def _freed(self, conn: AsyncConnection, owners: Sequence[str]) -> Sequence[Due]:
        freed = await free_of(conn, owners, self._clock())
        if self._herald is not None:
            await self._herald.ring(conn, freed)
        return freed

    def _tell_of(self, freed: Sequence[Due]) -> None:
        if freed and self._herald is not None:
            self._herald.tell(News(freed))
