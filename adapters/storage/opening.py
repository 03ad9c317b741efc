"""The database is opened, whichever it is."""

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from adapters.storage.on_postgres import open_on_postgres
from adapters.storage.on_sqlite import open_on_sqlite
from adapters.storage.store import SqlStore
from core.clock import Clock
from core.errors import Misconfigured

_NO_ADDRESS = "DATABASE_URL is not a database address, such as sqlite+aiosqlite:///nichereel.db."
_UNKNOWN = (
    "DATABASE_URL: rows are kept in SQLite (sqlite+aiosqlite:///…) "
    "or PostgreSQL (postgresql+psycopg://…), and nowhere else."
)


@asynccontextmanager
async def open_store(url: str, folder: Path, clock: Clock | None = None) -> AsyncIterator[SqlStore]:
    """The store at this address: on SQLite for this process alone, on PostgreSQL beside others.

    Without a clock, time is the machine's on SQLite, and the database's on PostgreSQL.
    Raises Misconfigured when another process holds the folder of a file, or the database is damaged,
    cannot be opened or is of a kind that this release does not know; Unavailable when it does not answer.
    """
    address, owner = read_address(url), f"{os.getpid()}-{secrets.token_hex(4)}"
    is_file = address.get_backend_name() == "sqlite"
    opening = (
        open_on_sqlite(address, folder, owner, clock) if is_file else open_on_postgres(address, owner, clock)
    )
    async with opening as store:
        yield store


def read_address(url: str) -> URL:
    """Raises Misconfigured for what is no address of a database that we know."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise Misconfigured(_NO_ADDRESS) from error
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise Misconfigured(_UNKNOWN)
    return address


def default_url(folder: Path) -> str:
    """Where the rows are kept when nothing else is set: beside the reels."""
    return f"sqlite+aiosqlite:///{folder / 'nichereel.db'}"
