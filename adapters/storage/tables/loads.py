"""Many rows written by one statement.

The toolkit spends more time on each row of a load than the database does; since our rows hold
only what a driver takes as it is, they are handed to it directly.
"""

from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter
from typing import cast

from sqlalchemy import ClauseElement, Dialect, Insert, Table, bindparam, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler

from adapters.storage.tables.rows import Row


def enter(table: Table, *left_out: str) -> Insert:
    """A new row of this table, but for the columns that fill themselves."""
    told = [column.name for column in table.columns if column.name not in left_out]
    return insert(table).values({name: bindparam(name) for name in told})


async def write_rows(conn: AsyncConnection, statement: ClauseElement, rows: Sequence[Row]) -> None:
    """Carry the statement out for each row. A row may hold more than the statement asks for."""
    text, names = _compiled(statement, conn.dialect)
    if conn.dialect.positional:
        await conn.exec_driver_sql(text, list(map(itemgetter(*names), rows)))
    else:
        await conn.exec_driver_sql(text, [{name: row[name] for name in names} for row in rows])


@lru_cache
def _compiled(statement: ClauseElement, dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    """The text, and the names of its parameters, in their order where the driver goes by that."""
    compiled = cast(SQLCompiler, statement.compile(dialect=dialect))
    return str(compiled), tuple(compiled.positiontup or compiled.params)
