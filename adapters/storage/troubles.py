"""What the database says when it cannot, in words for whoever runs the bot; and what is worth another try."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from core.errors import Misconfigured, StudioError, Unavailable

Result = TypeVar("Result")

_FULL = "The disk is full: nothing can be written. Please make room; nothing was charged, nothing is lost."
_FAILING = (
    "The disk does not take or give what the database needs: it is full, or failing. Please see to it; "
    "nothing was charged, nothing is lost."
)
_READ_ONLY = "The data folder cannot be written to. Please make it writable for the bot's user."
_DAMAGED = "The database file is damaged. Please put back a copy of it, or move it away to start anew."
_UNREADABLE = "The database file cannot be opened. Please check DATA_DIR and who may write to it."
_BUSY = "The database is busy just now."
_GONE = "The database does not answer just now."

_PAUSES = (0.0, 0.05, 0.2, 0.5, 1, 2, 3, 3)
"""Seconds before each further try: together as long as a server needs to start again."""

_PASSING = ("08", "40", "57P", "53300", "55P03")
"""How PostgreSQL's numbers begin for what passes: no connection, a circle of waiters, a server that stops."""


async def patiently(work: Callable[[], Awaitable[Result]]) -> Result:
    """Have it done, and again as long as what stands in its way passes by itself."""
    for pause in _PAUSES:
        try:
            return await work()
        except OperationalError as error:
            if not _passes(error.orig):
                raise
        await asyncio.sleep(pause)
    return await work()


@contextmanager
def translated() -> Iterator[None]:
    """The one door for the errors of the database. Integrity errors are faults of ours, and stay."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        if hasattr(error.orig, "sqlstate"):
            raise _words_of_server(error.orig) from error
        raise _words_for(error.orig) from error
    except sqlite3.Error as error:
        raise _words_for(error) from error
    except NoConnection as error:
        # All connections of one kind are in use, and were for as long as one waits for them.
        raise Unavailable(_BUSY) from error


def _passes(error: BaseException | None) -> bool:
    """Whether a server said, or did not even say, something that a file never does."""
    if error is None or not hasattr(error, "sqlstate"):
        return False
    return error.sqlstate is None or error.sqlstate.startswith(_PASSING)


def _words_of_server(error: BaseException | None) -> StudioError:
    if getattr(error, "sqlstate", None) == "53100":
        return Misconfigured(_FULL)
    return Unavailable(_GONE if _passes(error) else _BUSY)


def _words_for(error: BaseException | None) -> StudioError:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL":
        return Misconfigured(_FULL)
    if name.startswith("SQLITE_READONLY"):
        return Misconfigured(_READ_ONLY)
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return Misconfigured(_DAMAGED)
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return Misconfigured(_UNREADABLE)
    if name.startswith("SQLITE_IOERR"):
        return Misconfigured(_FAILING)
    return Unavailable(_BUSY)
