"""The store on PostgreSQL, which any number of processes share.

A process holds one connection for what people wish, one for what steps save, one for the jobs it takes,
one for its sign of life and up to four that read.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from sqlalchemy import URL, event, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from adapters.storage.databases.layout import bring_up_to_date, is_up_to_date
from adapters.storage.databases.presence import Presence
from adapters.storage.databases.watch import Watch
from adapters.storage.eyes import Eyes
from adapters.storage.store import SqlStore
from adapters.storage.tables.loads import Whole
from adapters.storage.transactions.herald import Herald, Teller
from adapters.storage.transactions.pen import Pen
from adapters.storage.troubles import patiently, translated
from core.clock import Clock
from core.errors import Misconfigured

_READERS = 4
_GATHER_SECONDS = 0.003
"""A statement costs this process and the server as much as what it says of several rows."""
_CONNECT_SECONDS = 5
_LIVENESS = {"keepalives_idle": 10, "keepalives_interval": 2, "keepalives_count": 3}
_PATIENCE_SECONDS = 10
"""A connection over which nothing comes any more is given up after that."""
_LIFE_SECONDS = 2
"""That of the sign of life sooner, so that there is another before somebody is taken for dead."""

_OF_A_SESSION = {
    "tcp_keepalives_idle": 10,
    "tcp_keepalives_interval": 2,
    "tcp_keepalives_count": 3,
    "idle_in_transaction_session_timeout": 10_000,
}
"""So it is on the other side: whoever vanished in a transaction, or froze, keeps nobody waiting for long."""

ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(21574)")
"""For whoever lays tables out: the next one waits until that is done."""
_BEHIND = (
    "The database is not laid out for this release. Please run this once, then start again: nichereel migrate"
)


@asynccontextmanager
async def open_on_postgres(
    address: URL, owner: str, clock: Clock | None, teller: Teller | None
) -> AsyncIterator[SqlStore]:
    """The store at this address; unless a clock is given, time is what the database says.

    Raises Unavailable when it does not answer, Misconfigured when it is not up to date.
    """
    watch = Watch()
    clock = clock or watch
    async with AsyncExitStack() as stack:

        def engine(size: int, **how: Any) -> AsyncEngine:
            made = postgres_engine(address, size, **how)
            stack.push_async_callback(made.dispose)
            return made

        wishes, steps, takes = engine(1), engine(1), engine(1, reads=True, forgets=True)
        eyes, life = engine(_READERS, reads=True), engine(1, patience=_LIFE_SECONDS)
        herald = Herald(teller, takes) if teller is not None else None
        if herald is not None:
            stack.push_async_callback(herald.moor)
        with translated():
            await patiently(lambda: _check(life))
            await stack.enter_async_context(Presence(life, owner, watch, clock, herald).kept())
        store = SqlStore(
            Pen(wishes, herald), Pen(steps, herald), Pen(takes), Eyes(eyes), clock, owner, _GATHER_SECONDS
        )
        stack.push_async_callback(store.close)
        yield store


async def migrate_postgres(address: URL) -> None:
    """Bring the database up to date; of several who try, one does and the others find it done."""
    engine = postgres_engine(address, 1)

    async def migrate() -> None:
        async with engine.begin() as conn:
            await conn.execute(ONE_AT_A_TIME)
            await conn.run_sync(bring_up_to_date)

    try:
        with translated():
            await patiently(migrate)
    finally:
        await engine.dispose()


async def _check(engine: AsyncEngine) -> None:
    async with engine.connect() as conn:
        if not await conn.run_sync(is_up_to_date):
            raise Misconfigured(_BEHIND)


def postgres_engine(
    address: URL,
    size: int,
    *,
    reads: bool = False,
    forgets: bool = False,
    patience: int = _PATIENCE_SECONDS,
) -> AsyncEngine:
    """Up to so many connections; those that only read need no transactions.

    One over which nothing comes any more is given up after so many seconds of `patience`.

    What is written by one that `forgets` may be lost when the server crashes: a lease that nobody knows
    of any more is as good as one that ran out, since saves are fenced by it.
    """
    session = {**_OF_A_SESSION, "synchronous_commit": "off"} if forgets else _OF_A_SESSION
    reading = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True} if reads else {}
    engine = create_async_engine(
        address,
        pool_size=size,
        max_overflow=0,
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "application_name": "nichereel",
            "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
            "tcp_user_timeout": patience * 1000,
            **_LIVENESS,
        },
        **reading,
    )
    event.listen(engine.sync_engine, "connect", _set_up)
    return engine


def _set_up(connection: Any, _: object) -> None:
    """Whole columns go as they are: as text every letter of a document would be looked at first."""
    from psycopg.types.array import ListBinaryDumper

    connection.driver_connection.adapters.register_dumper(Whole, ListBinaryDumper)
