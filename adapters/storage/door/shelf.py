"""A requester's reels page by page, and what the public did with those that are shared."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.store import SqlStore
from adapters.storage.tables.columns import stamp
from adapters.storage.tables.door import deeds, performances, shares
from adapters.storage.tables.rows import job_row, read_job
from adapters.storage.tables.studio import jobs, opinions, renders
from adapters.storage.tables.upserts import add_up, enter_once
from core.books.ledger import day_of
from core.door import Deed, Performance, Share
from core.reel.job import Job, Stage, new_id
from core.reel.render import Render

_DAYS = 14
_TOTALS = select(
    performances.c.job_id, performances.c.deed, func.sum(performances.c.number).label("total")
).group_by(performances.c.job_id, performances.c.deed)
_ONCE, _MORE = enter_once(deeds), add_up(performances)


def _page(whose: ColumnElement[bool], limit: int, before: str) -> Select[Any]:
    """Jobs opened before that one, the newest first; some are opened at the very same moment."""
    newest = (
        select(jobs.c.doc, jobs.c.opened_at, jobs.c.id)
        .where(whose)
        .order_by(jobs.c.opened_at.desc(), jobs.c.id.desc())
        .limit(limit)
    )
    if not before:
        return newest
    other = jobs.alias()
    at = select(other.c.opened_at).where(other.c.id == before).scalar_subquery()
    return newest.where(jobs.c.opened_at <= at, or_(jobs.c.opened_at < at, jobs.c.id < before))


class SqlShelf:
    """Fills `core.door.Shelf`."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def page(
        self, requester: str, limit: int, stages: Collection[Stage] = (), before: str = ""
    ) -> Sequence[Job]:
        theirs = _page(jobs.c.requester == requester, limit, before)
        if stages:
            # Each stage by itself, which the index has in order; together they are few.
            each = (theirs.where(jobs.c.stage == stage.value).subquery() for stage in stages)
            found = union_all(*map(select, each)).subquery()
            theirs = select(found).order_by(found.c.opened_at.desc(), found.c.id.desc()).limit(limit)
        return [read_job(row.doc) for row in await self._store.read(theirs)]

    async def job(self, job_id: str) -> Job | None:
        return await self._store.job(job_id)

    async def discard(self, job: Job) -> None:
        left = job.but(requester="", reel=None)
        gone = update(jobs).where(jobs.c.id == job.id).values(requester="", **job_row(left))

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(gone)
            for table in (shares, deeds, performances):
                await conn.execute(delete(table).where(table.c.job_id == job.id))

        await self._store.write(work)

    async def share(self, job: Job, now: datetime) -> Share:
        async def work(conn: AsyncConnection) -> Share:
            known = await conn.execute(select(shares.c.id).where(shares.c.job_id == job.id))
            if (share_id := known.scalar()) is not None:
                return Share(share_id, job.id)
            made = Share(new_id() + new_id(), job.id)
            await conn.execute(insert(shares).values(id=made.id, job_id=job.id, at=stamp(now)))
            return made

        return await self._store.write(work)

    async def unshare(self, job_id: str) -> None:
        gone = delete(shares).where(shares.c.job_id == job_id)
        await self._store.write(lambda conn: conn.execute(gone))

    async def shared(self, share_id: str) -> Share | None:
        found = await self._store.read(select(shares).where(shares.c.id == share_id))
        return Share(found[0].id, found[0].job_id) if found else None

    async def shares_of(self, job_ids: Collection[str]) -> Mapping[str, Share]:
        found = await self._store.read(select(shares).where(shares.c.job_id.in_(job_ids)))
        return {row.job_id: Share(row.id, row.job_id) for row in found}

    async def count(self, job_id: str, deed: Deed, visitor: str, now: datetime) -> None:
        counted = {"job_id": job_id, "deed": deed.value, "day": day_of(now)}
        day = "" if deed is Deed.LIKE else day_of(now)
        seen = {**counted, "visitor": visitor, "day": day}
        same = [performances.c[name] == value for name, value in counted.items()]
        number = select(performances.c.number).where(*same)
        earlier = (deeds.c.job_id == job_id) & (deeds.c.deed == deed.value) & (deeds.c.day < day)

        async def work(conn: AsyncConnection) -> None:
            if not (await conn.execute(_ONCE, seen)).rowcount:
                return
            await conn.execute(_MORE, {**counted, "number": 1})
            if (await conn.execute(number)).scalar() == 1:
                await conn.execute(delete(deeds).where(earlier))

        await self._store.write(work)

    async def performance(self, job_ids: Collection[str]) -> Mapping[str, Performance]:
        found: dict[str, dict[str, int]] = {}
        for row in await self._store.read(_TOTALS.where(performances.c.job_id.in_(job_ids))):
            found.setdefault(row.job_id, {})[row.deed] = row.total
        return {
            job_id: Performance(*(total.get(deed, 0) for deed in (Deed.VIEW, Deed.LIKE, Deed.SHARE)))
            for job_id, total in found.items()
        }

    async def daily(self, job_id: str, now: datetime) -> Mapping[Deed, Sequence[int]]:
        days = [day_of(now - timedelta(days=ago)) for ago in reversed(range(_DAYS))]
        lately = select(performances).where(performances.c.job_id == job_id, performances.c.day >= days[0])
        found = {(row.deed, row.day): row.number for row in await self._store.read(lately)}
        return {deed: [found.get((deed, day), 0) for day in days] for deed in Deed}

    async def opinion(self, job_id: str, requester: str) -> bool | None:
        theirs = (opinions.c.job_id == job_id) & (opinions.c.requester == requester)
        found = await self._store.read(select(opinions.c.is_good).where(theirs))
        return bool(found[0].is_good) if found else None

    async def render(self, render_id: str) -> Render | None:
        found = await self._store.read(select(renders.c.doc).where(renders.c.id == render_id))
        return Render.model_validate_json(found[0].doc) if found else None
