"""Orders of closed jobs of which nobody knows whether their vendor has them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.store import SqlStore
from adapters.storage.tables.columns import stamp
from adapters.storage.tables.rows import read_render, render_row
from adapters.storage.tables.studio import IS_LIVE, entries, jobs, renders
from adapters.storage.transactions.books import book
from core.books.ledger import HOUSE, Entry
from core.reel.job import Stage
from core.reel.render import Render

_IS_MISSED = renders.c.doc.contains('"is_missed":true')
_CLOSED = [stage.value for stage in Stage if not stage.is_open]
_MISSED = (
    select(renders, jobs.c.stage.label("payer"), entries.c.day)
    .join(jobs, jobs.c.id == renders.c.job_id)
    .join(entries, (entries.c.job_id == jobs.c.id) & (entries.c.account == HOUSE) & ~entries.c.opens)
    .where(jobs.c.stage.in_(_CLOSED), IS_LIVE, _IS_MISSED)
)


class SqlDoubts:
    """Fills `core.work.clearing.Doubts`."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def missed(self, since: datetime, until: datetime) -> Sequence[tuple[Render, str]]:
        opened = jobs.c.opened_at.between(stamp(since), stamp(until))
        found = await self._store.read(_MISSED.where(opened))
        return [(read_render(row._mapping), row.day) for row in found]

    async def strike(self, render: Render, entry: Entry) -> None:
        async def work(conn: AsyncConnection) -> None:
            mine = update(renders).where(renders.c.id == render.id, renders.c.job_id == render.job_id)
            # While its vendor was asked its webhook may have come, or somebody may have taken it over.
            unknown = mine.where(IS_LIVE, _IS_MISSED, renders.c.heard.is_(None))
            if (await conn.execute(unknown.values(render_row(render)))).rowcount:
                await book(conn, [entry])

        await self._store.write(work)
