"""What the database says when it cannot, in words for whoever runs the bot."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError

from core.errors import Misconfigured, StudioError, Unavailable

_FULL = "The disk is full: nothing can be written. Please make room; nothing was charged, nothing is lost."
_FAILING = (
    "The disk does not take or give what the database needs: it is full, or failing. Please see to it; "
    "nothing was charged, nothing is lost."
)
_READ_ONLY = "The data folder cannot be written to. Please make it writable for the bot's user."
_DAMAGED = "The database file is damaged. Please put back a copy of it, or move it away to start anew."
_UNREADABLE = "The database file cannot be opened. Please check DATA_DIR and who may write to it."
_BUSY = "The database is busy just now."


@contextmanager
def translated() -> Iterator[None]:
    """The one door for the errors of the database. Integrity errors are faults of ours, and stay."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise _words_for(error.orig) from error
    except sqlite3.Error as error:
        raise _words_for(error) from error


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
