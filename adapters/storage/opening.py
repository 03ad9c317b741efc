"""The database is opened: one connection that writes, a few that read."""

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import event, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from adapters.storage.lock import folder_lock
from adapters.storage.moving import bring_up_to_date
from adapters.storage.schema import jobs, stamp
from adapters.storage.store import SqlStore
from adapters.storage.troubles import translated
from core.clock import Clock, system_clock
from core.errors import Misconfigured

_READERS = 4
_BUSY_SECONDS = 10


@asynccontextmanager
async def open_store(url: str, folder: Path, clock: Clock = system_clock) -> AsyncIterator[SqlStore]:
    """The store at this address, for this process alone.

    Raises Misconfigured when another process holds the folder, or the database is damaged, cannot
    be opened or is of a kind that this release does not know.
    """
    with folder_lock(folder):
        pen, eyes = _engine(url, writes=True), _engine(url, writes=False)
        _keep_private(pen.url.database or "")
        try:
            with translated():
                await _prepare(pen, clock)
            store = SqlStore(pen, eyes, clock, owner=f"{os.getpid()}-{secrets.token_hex(4)}")
            try:
                yield store
            finally:
                await store.close()
        finally:
            await eyes.dispose()
            await pen.dispose()


async def _prepare(pen: AsyncEngine, clock: Clock) -> None:
    """Make the tables, and free what an earlier life of this process held: the lock says it is over."""
    async with pen.begin() as conn:
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


def _engine(url: str, *, writes: bool) -> AsyncEngine:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise Misconfigured(
            "DATABASE_URL is not a database address, such as sqlite+aiosqlite:///nichereel.db."
        ) from error
    if address.get_backend_name() != "sqlite":
        raise Misconfigured(
            "DATABASE_URL: this release keeps its rows in SQLite only (sqlite+aiosqlite:///…)."
        )
    # Readers read one statement at a time, and whoever writes ends what it began: nothing to roll back.
    reading = {} if writes else {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
    engine = create_async_engine(
        address,
        pool_size=1 if writes else _READERS,
        max_overflow=0,
        pool_reset_on_return=None,
        connect_args={"timeout": _BUSY_SECONDS},
        **reading,
    )
    event.listen(engine.sync_engine, "connect", _set_up)
    if writes:
        event.listen(engine.sync_engine, "begin", _begin_writing)
    return engine


def _set_up(connection: Any, _: object) -> None:
    """WAL lets readers read while we write; FULL puts every commit on the disk before money moves."""
    with ExitStack() as undone:
        undone.callback(connection.close)
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        undone.pop_all()


def _begin_writing(connection: Any) -> None:
    """Take the write lock at once, so that what is read in a transaction stays true in it."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def default_url(folder: Path) -> str:
    """Where the rows are kept when nothing else is set: beside the reels."""
    return f"sqlite+aiosqlite:///{folder / 'nichereel.db'}"
