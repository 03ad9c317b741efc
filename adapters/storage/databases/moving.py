"""All that is kept is carried from a file to PostgreSQL: everything or nothing, and counted on both sides."""

from asyncio import to_thread
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import URL, RowMapping, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.databases.folder_lock import folder_lock
from adapters.storage.databases.layout import TABLES, bring_up_to_date
from adapters.storage.databases.postgres import ONE_AT_A_TIME, postgres_engine
from adapters.storage.databases.presence import PRESENT
from adapters.storage.databases.sqlite import prepare, sqlite_engine
from adapters.storage.tables.loads import enter, write_all
from adapters.storage.tables.studio import IS_OPEN, entries, jobs, processes, tallies
from adapters.storage.troubles import translated
from core.clock import system_clock
from core.errors import Misconfigured

_AT_ONCE = 1000
_CARRIED = [table for table in TABLES.values() if table is not processes]
_SUMS = {
    "open jobs": select(func.count()).select_from(jobs).where(IS_OPEN),
    "reels in the ledger": select(func.sum(entries.c.reels)),
    "micro-dollars in the ledger": select(func.sum(entries.c.micros)),
    "reels in the tallies": select(func.sum(tallies.c.reels)),
    "micro-dollars in the tallies": select(func.sum(tallies.c.micros)),
}

_IN_USE = "Somebody works on the new database. Please stop every Nichereel there first."
_NOT_EMPTY = "The new database holds something else already. Please give an empty one; nothing was changed."
_NO_FILE = "There is no database at the first address; nothing was changed."
_UNEQUAL = "What arrived is not what was sent ({what}); nothing was changed in either database."

Counts = Mapping[str, int]
"""How many rows each table has, and what the ledger adds up to."""


async def carry_over(
    source: URL, target: URL, folder: Path, furnish: Callable[[], Awaitable[None]]
) -> Counts:
    """Carry everything over, `furnish` the new place with the rest, and put the file aside.

    So nobody goes on with the file by mistake; who is at work on it holds its folder, or that of the data.
    One transaction on each side: whatever ends this early leaves both as they were, and it may be begun
    again. Raises Misconfigured when somebody works on either, or the target holds something else.
    """
    file = Path(source.database or "")
    if not await to_thread(file.is_file):
        raise Misconfigured(_NO_FILE)
    with folder_lock(folder, file.parent), translated():
        here, there = sqlite_engine(source, writes=True, streams=True), postgres_engine(target, 1)
        try:
            async with here.begin() as old, there.begin() as new:
                await prepare(old, system_clock)
                counts = await _carry(old, new)
        finally:
            await here.dispose()
            await there.dispose()
        await furnish()
        await to_thread(file.rename, f"{file}.moved")
    return counts


async def _carry(old: AsyncConnection, new: AsyncConnection) -> Counts:
    await new.execute(ONE_AT_A_TIME)
    await new.run_sync(bring_up_to_date)
    if (await new.execute(PRESENT)).scalar_one():
        raise Misconfigured(_IN_USE)
    counts = await _count(old)
    found = await _count(new)
    if found == counts:
        # It was carried over before, and only putting the file aside was missing.
        return counts
    if any(found.values()):
        raise Misconfigured(_NOT_EMPTY)
    for table in _CARRIED:
        await _copy(table, old, new)
    arrived = await _count(new)
    for what, number in counts.items():
        if arrived[what] != number:
            raise Misconfigured(_UNEQUAL.format(what=what))
    return counts


async def _count(conn: AsyncConnection) -> Counts:
    rows = {table.name: select(func.count()).select_from(table) for table in _CARRIED}
    return {what: int((await conn.execute(each)).scalar() or 0) for what, each in (rows | _SUMS).items()}


async def _copy(table: Table, old: AsyncConnection, new: AsyncConnection) -> None:
    load = enter(table)
    async with old.stream(select(table)) as rows:
        async for some in rows.mappings().partitions(_AT_ONCE):
            await write_all(new, load, [_without_nul(row) for row in some])
    if table.autoincrement_column is not None:
        counter = func.pg_get_serial_sequence(table.name, table.autoincrement_column.name)
        await new.execute(select(func.setval(counter, func.max(table.autoincrement_column))))


def _without_nul(row: RowMapping) -> dict[str, Any]:
    """The one character that PostgreSQL's texts cannot hold."""
    return {
        name: value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value
        for name, value in row.items()
    }
