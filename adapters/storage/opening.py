"""The database is opened, whichever it is."""

import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from adapters.storage.databases.moving import carry_over
from adapters.storage.databases.postgres import migrate_postgres, open_on_postgres
from adapters.storage.databases.sqlite import migrate_sqlite, open_on_sqlite
from adapters.storage.store import SqlStore
from adapters.storage.transactions.herald import Teller
from core.clock import Clock
from core.errors import Misconfigured

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
_NO_ADDRESS = "DATABASE_URL is not a database address, such as sqlite+aiosqlite:///nichereel.db."
_WRONG_WAY = "A database is moved from SQLite to PostgreSQL: nichereel move sqlite:///… postgresql://…"
_UNKNOWN = (
    "DATABASE_URL: rows are kept in SQLite (sqlite+aiosqlite:///…) "
    "or PostgreSQL (postgresql+psycopg://…), and nowhere else."
)


@asynccontextmanager
async def open_store(
    url: str, folder: Path, clock: Clock | None = None, teller: Teller | None = None
) -> AsyncIterator[SqlStore]:
    """The store at this address: on SQLite for this process alone, on PostgreSQL beside others.

    What is written on PostgreSQL is made known by the `teller`.
    Without a clock, time is the machine's on SQLite, and the database's on PostgreSQL.
    Raises Misconfigured when another process holds the folder of a file, or the database is damaged,
    cannot be opened or is of a kind that this release does not know; Unavailable when it does not answer.
    """
    address, owner = read_address(url), f"{os.getpid()}-{secrets.token_hex(4)}"
    is_file = address.get_backend_name() == "sqlite"
    opening = (
        open_on_sqlite(address, folder, owner, clock)
        if is_file
        else open_on_postgres(address, owner, clock, teller)
    )
    async with opening as store:
        yield store


async def migrate(url: str, folder: Path) -> None:
    """Bring the database at this address up to date, or lay it out; harmless when it is.

    Raises Misconfigured and Unavailable as `open_store` does.
    """
    address = read_address(url)
    if address.get_backend_name() == "sqlite":
        await migrate_sqlite(address, folder)
    else:
        await migrate_postgres(address)


async def _nothing_more() -> None:
    """Whoever is alone on PostgreSQL needs no more there than the rows."""


async def move(
    source: str, target: str, folder: Path, furnish: Callable[[], Awaitable[None]] = _nothing_more
) -> Mapping[str, int]:
    """Carry all that is kept from a file to PostgreSQL; what was counted on both sides.

    What `furnish` brings there belongs to it: when that fails, the move is to be given again.

    Raises Misconfigured for other databases, and as `moving.carry_over` does.
    """
    old, new = read_address(source), read_address(target)
    if (old.get_backend_name(), new.get_backend_name()) != ("sqlite", "postgresql"):
        raise Misconfigured(_WRONG_WAY)
    return await carry_over(old, new, folder, furnish)


def read_address(url: str) -> URL:
    """With the driver that we use. Raises Misconfigured for what is no address of a database that we know."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise Misconfigured(_NO_ADDRESS) from error
    if address.get_backend_name() not in _DRIVERS:
        raise Misconfigured(_UNKNOWN)
    return address.set(drivername=_DRIVERS[address.get_backend_name()])


def default_url(folder: Path) -> str:
    """Where the rows are kept when nothing else is set: beside the reels."""
    return f"sqlite+aiosqlite:///{folder / 'nichereel.db'}"
