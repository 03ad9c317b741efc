"""Series: one document each, changed within a transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime
from logging import getLogger
from typing import Any

from pydantic import ValidationError
from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.store import SqlStore
from adapters.storage.tables.columns import moment, stamp
from adapters.storage.tables.series import series_table
from core.series.series import Series

log = getLogger(__name__)

_ALL = select(series_table.c.id, series_table.c.doc)


class SqlSeries:
    """Fills `core.series.series.SeriesBook`."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def enter(self, series: Series) -> bool:
        theirs = _ALL.where(series_table.c.requester == series.requester)
        told = {"id": series.id, "requester": series.requester, "began_at": stamp(series.began_at)}
        row = insert(series_table).values(told | _row(series))

        async def work(conn: AsyncConnection) -> bool:
            if any(not known.is_stopped for known in _read((await conn.execute(theirs)).all())):
                return False
            await conn.execute(row)
            return True

        # Two that are begun at the same moment, in two processes even, wait for each other.
        return await self._store.write(work, counts=True)

    async def of(self, requester: str) -> Sequence[Series]:
        theirs = _ALL.where(series_table.c.requester == requester)
        return _read(await self._store.read(theirs.order_by(series_table.c.began_at.desc())))

    async def change(self, series_id: str, how: Callable[[Series], Series]) -> Series | None:
        mine = series_table.c.id == series_id

        async def work(conn: AsyncConnection) -> Series | None:
            found = (await conn.execute(_ALL.where(mine).with_for_update())).first()
            if found is None:
                return None
            changed = how(Series.model_validate_json(found.doc))
            await conn.execute(update(series_table).where(mine).values(_row(changed)))
            return changed

        return await self._store.write(work)

    async def awake(self, now: datetime) -> Sequence[Series]:
        is_due = or_(series_table.c.is_busy, series_table.c.due_at <= stamp(now))
        return _read(await self._store.read(_ALL.where(is_due).order_by(series_table.c.due_at)))

    async def running(self) -> Sequence[Series]:
        return _read(await self._store.read(_ALL.where(series_table.c.due_at.is_not(None))))

    async def next_due(self) -> datetime | None:
        found = await self._store.read(select(func.min(series_table.c.due_at).label("due_at")))
        return moment(found[0].due_at) if found[0].due_at is not None else None


def _row(series: Series) -> dict[str, Any]:
    return {
        "due_at": stamp(series.due_at) if series.due_at is not None else None,
        "is_busy": series.is_busy,
        "doc": series.model_dump_json(),
    }


def _read(rows: Sequence[Any]) -> list[Series]:
    """What can be read: a document that cannot does not stop the others."""
    found = []
    for row in rows:
        try:
            found.append(Series.model_validate_json(row.doc))
        except ValidationError:
            log.error("The document of series %s cannot be read; it is left alone", row.id)
    return found
