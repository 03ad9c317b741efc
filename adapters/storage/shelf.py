"""A requester's reels page by page, and what the public did with those that are shared."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.door_schema import deeds, shares
from adapters.storage.rows import job_row, read_job
from adapters.storage.schema import jobs, renders, stamp
from adapters.storage.store import SqlStore
from core.door import Deed, Performance, Share
from core.job import Job, Stage, new_id
from core.ledger import day_of
from core.render import Render

_DAYS = 14


class SqlShelf:
    """Fills `core.door.Shelf`."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def page(
        self, requester: str, limit: int, stages: Collection[Stage], before: datetime | None
    ) -> Sequence[Job]:
        theirs = select(jobs.c.doc).where(jobs.c.requester == requester)
        if stages:
            theirs = theirs.where(jobs.c.stage.in_([stage.value for stage in stages]))
        if before is not None:
            theirs = theirs.where(jobs.c.opened_at < stamp(before))
        newest = theirs.order_by(jobs.c.opened_at.desc()).limit(limit)
        return [read_job(row.doc) for row in await self._store.read(newest)]

    async def job(self, job_id: str) -> Job | None:
        return await self._store.job(job_id)

    async def discard(self, job: Job) -> None:
        left = job.but(requester="", reel=None)
        gone = update(jobs).where(jobs.c.id == job.id).values(requester="", **job_row(left))

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(gone)
            await conn.execute(delete(shares).where(shares.c.job_id == job.id))
            await conn.execute(delete(deeds).where(deeds.c.job_id == job.id))

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
        day = "" if deed is Deed.LIKE else day_of(now)
        row = {"job_id": job_id, "deed": deed.value, "visitor": visitor, "day": day}
        same = [deeds.c[name] == value for name, value in row.items()]

        async def work(conn: AsyncConnection) -> None:
            if (await conn.execute(select(deeds.c.job_id).where(*same))).first() is None:
                await conn.execute(insert(deeds).values(row))

        await self._store.write(work)

    async def performance(self, job_ids: Collection[str], now: datetime) -> Mapping[str, Performance]:
        counted = (
            select(deeds.c.job_id, deeds.c.deed, deeds.c.day, func.count().label("number"))
            .where(deeds.c.job_id.in_(job_ids))
            .group_by(deeds.c.job_id, deeds.c.deed, deeds.c.day)
        )
        totals: dict[str, Counter[str]] = {}
        daily: dict[str, Counter[str]] = {}
        for row in await self._store.read(counted):
            totals.setdefault(row.job_id, Counter())[row.deed] += row.number
            if row.deed == Deed.VIEW:
                daily.setdefault(row.job_id, Counter())[row.day] += row.number
        days = [day_of(now - timedelta(days=ago)) for ago in reversed(range(_DAYS))]
        return {
            job_id: Performance(
                total[Deed.VIEW],
                total[Deed.LIKE],
                total[Deed.SHARE],
                tuple(daily.get(job_id, Counter())[day] for day in days),
            )
            for job_id, total in totals.items()
        }

    async def render(self, render_id: str) -> Render | None:
        found = await self._store.read(select(renders.c.doc).where(renders.c.id == render_id))
        return Render.model_validate_json(found[0].doc) if found else None
