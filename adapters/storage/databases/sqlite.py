"""The store in a file, for one process alone: one connection that writes, a few that read."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from adapters.storage.databases.driver import connect
from adapters.storage.databases.folder_lock import folder_lock
from adapters.storage.databases.layout import bring_up_to_date
from adapters.storage.eyes import Eyes
from adapters.storage.store import SqlStore
from adapters.storage.tables.columns import stamp
from adapters.storage.tables.studio import jobs
from adapters.storage.transactions.pen import Pen
from adapters.storage.troubles import translated
from core.clock import Clock, system_clock

_READERS = 4
_BUSY_SECONDS = 10

_SHORTEN_SECONDS = 1.0
_MOST_PAGES = 16_000
"""With so much beside the file, a writer carries it over itself."""

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "temp_store=MEMORY",
    f"wal_autocheckpoint={_MOST_PAGES}",
)
"""WAL lets readers read while we write; FULL puts every commit on the disk before money moves."""


@asynccontextmanager
async def open_on_sqlite(
    address: URL, folder: Path, owner: str, clock: Clock | None
) -> AsyncIterator[SqlStore]:
    """The store in the file at this address, while the folder is held.

    Raises Misconfigured when another process holds the folder, or the file is damaged or cannot be opened.
    """
    with folder_lock(folder):
        pen, eyes = sqlite_engine(address, writes=True), sqlite_engine(address, writes=False)
        _keep_private(address.database or "")
        clock = clock or system_clock
        try:
            with translated():
                async with pen.begin() as conn:
                    await prepare(conn, clock)
            writer = Pen(pen)
            store = SqlStore(writer, writer, writer, Eyes(eyes), clock, owner)
            shortening = asyncio.create_task(_keep_short(eyes))
            try:
                yield store
            finally:
                shortening.cancel()
                await asyncio.gather(shortening, return_exceptions=True)
                await store.close()
        finally:
            await eyes.dispose()
            await pen.dispose()


async def migrate_sqlite(address: URL, folder: Path) -> None:
    """Bring the file up to date, while the folder is held."""
    with folder_lock(folder):
        pen = sqlite_engine(address, writes=True)
        _keep_private(address.database or "")
        try:
            with translated():
                async with pen.begin() as conn:
                    await conn.run_sync(bring_up_to_date)
        finally:
            await pen.dispose()


async def prepare(conn: AsyncConnection, clock: Clock) -> None:
    """Make the tables, and free what an earlier life of this process held: the lock says it is over."""
    await conn.run_sync(bring_up_to_date)
    await conn.execute(update(jobs).where(jobs.c.lease != "").values(lease="", due_at=stamp(clock())))


def _keep_private(database: str) -> None:
    """Nobody else on this machine reads the database; SQLite makes the files beside it in its likeness."""
    if database.startswith((":", "file:")) or not database:
        return
    # What cannot be opened here cannot be opened by SQLite either, which then says so.
    with suppress(OSError):
        os.close(os.open(database, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    for beside in ("", "-wal", "-shm"):
        with suppress(OSError):
            Path(f"{database}{beside}").chmod(0o600)


async def _keep_short(eyes: AsyncEngine) -> None:
    """Carry what was written beside the file over into it, so that nobody who asks waits for that."""
    while True:
        await asyncio.sleep(_SHORTEN_SECONDS)
        # What cannot be carried over is safe where it is; whoever writes next says what is wrong.
        with suppress(DBAPIError):
            async with eyes.connect() as conn:
                await conn.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")


def sqlite_engine(address: URL, *, writes: bool, streams: bool = False) -> AsyncEngine:
    """One connection that writes, or a few that read; with `streams` rows can be had a few at a time."""
    # Readers read one statement at a time, and whoever writes ends what it began: nothing to roll back.
    reading = {} if writes else {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
    engine = create_async_engine(
        address,
        pool_size=1 if writes else _READERS,
        max_overflow=0,
        pool_reset_on_return=None,
        connect_args={"timeout": _BUSY_SECONDS} | ({} if streams else {"async_creator_fn": connect}),
        **reading,
    )
    event.listen(engine.sync_engine, "connect", _set_up)
    if writes:
        event.listen(engine.sync_engine, "begin", _begin_writing)
    return engine


def _set_up(connection: Any, _: object) -> None:
    with ExitStack() as undone:
        undone.callback(connection.close)
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        undone.pop_all()


def _begin_writing(connection: Any) -> None:
    """Take the write lock at once, so that what is read in a transaction stays true in it."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
