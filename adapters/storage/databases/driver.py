"""The driver of a file, with one visit to its thread for each statement, where aiosqlite makes four.

That is to have a cursor made, the statement carried out, its rows fetched, and the cursor closed. At each
somebody waits for a turn of the interpreter, which can take longer than the statement.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite

_CHUNK = 64


class Driver(aiosqlite.Connection):
    """A connection that ends with the process; its cursors are made, used and closed in one visit."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connect, _CHUNK)
        self._thread.daemon = True

    def cursor(self) -> "Visit":  # type: ignore[override]
        """For one statement."""
        return Visit(self)

    async def visit(self, work: Callable[[sqlite3.Connection], sqlite3.Cursor], visit: "Visit") -> None:
        """Have a statement carried out, and take everything that came of it."""
        await self._execute(lambda: visit.take(work(self._conn)))  # type: ignore[no-untyped-call]


class Visit:
    """What the toolkit knows as a cursor. All rows are fetched at once."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> "Visit":
        return self

    async def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Carry a statement out."""
        await self._driver.visit(lambda connection: connection.execute(statement, values), self)

    async def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Carry a statement out for each row."""
        await self._driver.visit(lambda connection: connection.executemany(statement, rows), self)

    async def fetchall(self) -> Sequence[Any]:
        """The rows, which are here already."""
        return self._rows

    async def close(self) -> None:
        """Nothing is open any more."""

    def take(self, cursor: sqlite3.Cursor) -> None:
        """Remember what a statement came to, in the driver's thread."""
        self.description = cursor.description
        self._rows = cursor.fetchall() if cursor.description else ()
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        cursor.close()


def connect(*where: Any, **how: Any) -> Driver:
    """A connection to a file, still to be awaited; where and how `sqlite3.connect` is told."""
    return Driver(partial(sqlite3.connect, *where, **how))
