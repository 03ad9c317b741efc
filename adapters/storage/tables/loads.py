"""Many rows written by one statement.

The toolkit spends more time on each row of a load than the database does; since our rows hold
only what a driver takes as it is, they are handed to it directly. PostgreSQL is handed whole columns:
row by row it would wait for us between the rows, and others for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Dialect,
    FromClause,
    Table,
    bindparam,
    column,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from adapters.storage.tables.rows import Row
from adapters.storage.tables.upserts import add_up


class Whole(list[Any]):
    """A whole column of values, which PostgreSQL's driver is told to hand over as they are."""


@dataclass(frozen=True, slots=True)
class Load:
    """How rows are written: `each` by itself, or, on PostgreSQL, by `whole` columns."""

    each: ClauseElement
    whole: ClauseElement


def enter(table: Table, *left_out: str) -> Load:
    """New rows of this table, but for the columns that fill themselves."""
    names = [column.name for column in table.columns if column.name not in left_out]
    told = _told({name: table.c[name].type for name in names})
    each = insert(table).values({name: bindparam(name) for name in names})
    return Load(each, insert(table).from_select(names, select(*(told.c[name] for name in names))))


def renew(table: Table, names: Sequence[str], **fixed: ColumnElement[Any]) -> Load:
    """These columns of the rows whose ids are given as `of`."""
    of = bindparam("of", type_=table.c.id.type)
    told = _told({name: table.c[name].type for name in names} | {"of": table.c.id.type})
    each = update(table).where(table.c.id == of).values({name: bindparam(name) for name in names} | fixed)
    whole = (
        update(table).where(table.c.id == told.c.of).values({name: told.c[name] for name in names} | fixed)
    )
    return Load(each, whole)


def sum_up(table: Table) -> Load:
    """New rows, or the sums of their values and those of the rows with their keys."""
    names = [column.name for column in table.columns]
    keys = [column.name for column in table.primary_key]
    told = _told({name: table.c[name].type for name in names})
    new = postgresql.insert(table).from_select(names, select(*(told.c[name] for name in names)))
    sums = {name: table.c[name] + new.excluded[name] for name in names if name not in keys}
    return Load(add_up(table), new.on_conflict_do_update(index_elements=keys, set_=sums))


async def write_all(conn: AsyncConnection, load: Load, rows: Sequence[Row]) -> None:
    """Write these rows, no two with the same key. A row may hold more than the load asks for."""
    if conn.dialect.name == "sqlite":
        await write_rows(conn, load.each, rows)
    elif rows:
        text, names = _compiled(load.whole, conn.dialect)
        await conn.exec_driver_sql(text, {name: Whole(row[name] for row in rows) for name in names})


async def write_rows(conn: AsyncConnection, statement: ClauseElement, rows: Sequence[Row]) -> None:
    """Carry the statement out for each row. A row may hold more than the statement asks for."""
    text, names = _compiled(statement, conn.dialect)
    if conn.dialect.positional:
        await conn.exec_driver_sql(text, list(map(itemgetter(*names), rows)))
    else:
        await conn.exec_driver_sql(text, [{name: row[name] for name in names} for row in rows])


def _told(kinds: Mapping[str, TypeEngine[Any]]) -> FromClause:
    """Whole columns of these kinds as a table."""
    columns = (bindparam(name, type_=postgresql.ARRAY(kind)) for name, kind in kinds.items())
    return func.unnest(*columns).table_valued(*(column(*each) for each in kinds.items())).render_derived()


@lru_cache
def _compiled(statement: ClauseElement, dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    """The text, and the names of its parameters, in their order where the driver goes by that."""
    compiled = cast(SQLCompiler, statement.compile(dialect=dialect))
    return str(compiled), tuple(compiled.positiontup or compiled.params)
