"""The store on PostgreSQL, which any number of processes share.

A process holds one connection for what people wish, one for what steps save, one for its sign of life
and up to four that read.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from adapters.storage.eyes import Eyes
from adapters.storage.pen import Pen
from adapters.storage.presence import present
from adapters.storage.schema import metadata
from adapters.storage.store import SqlStore
from adapters.storage.troubles import patiently, translated
from adapters.storage.watch import Watch
from core.clock import Clock

_READERS = 4
_CONNECT_SECONDS = 5
_QUIET_SECONDS = 10
"""After how long a connection on which nothing comes is asked whether it still lives."""


@asynccontextmanager
async def open_on_postgres(address: URL, owner: str, clock: Clock | None) -> AsyncIterator[SqlStore]:
    """The store at this address; unless a clock is given, time is what the database says.

    Raises Unavailable when it does not answer.
    """
    watch = Watch()
    clock = clock or watch
    async with AsyncExitStack() as stack:

        def engine(size: int, *, reads: bool = False) -> AsyncEngine:
            made = _engine(address, size, reads=reads)
            stack.push_async_callback(made.dispose)
            return made

        wishes, steps, eyes, life = engine(1), engine(1), engine(_READERS, reads=True), engine(1)
        with translated():
            await patiently(lambda: _prepare(life))
            await stack.enter_async_context(present(life, owner, watch, clock))
        store = SqlStore(Pen(wishes), Pen(steps), Eyes(eyes), clock, owner)
        stack.push_async_callback(store.close)
        yield store


async def _prepare(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        await conn.run_sync(metadata.create_all)


def _engine(address: URL, size: int, *, reads: bool) -> AsyncEngine:
    reading = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True} if reads else {}
    return create_async_engine(
        address.set(drivername="postgresql+psycopg"),
        pool_size=size,
        max_overflow=0,
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "keepalives_idle": _QUIET_SECONDS,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "application_name": "nichereel",
        },
        **reading,
    )
