"""Publications: one row for a reel and a publisher, so that neither is ever doubled."""

from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.store import SqlStore
from adapters.storage.tables.publishing import publications
from adapters.storage.tables.upserts import enter_once
from core.publishing import Publication, State

_ENTER = enter_once(publications)


class SqlPublications:
    """Fills `core.publishing.Publications`."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def claim(self, new: Publication, now: datetime) -> tuple[Publication, bool]:
        async def work(conn: AsyncConnection) -> tuple[Publication, bool]:
            row = {"job_id": new.job_id, "publisher": new.to, "requester": new.requester}
            row["doc"] = new.model_dump_json()
            if (await conn.execute(_ENTER, row)).rowcount:
                return new, True
            mine = _of(new.job_id, new.to)
            doc = (await conn.execute(select(publications.c.doc).where(mine).with_for_update())).scalar_one()
            known = Publication.model_validate_json(doc)
            if known.state is State.DONE or (known.state is State.UNDER_WAY and now < known.until):
                return known, False
            taken = known.but(state=State.UNDER_WAY, until=new.until)
            await conn.execute(update(publications).where(mine).values(doc=taken.model_dump_json()))
            return known, True

        return await self._store.write(work)

    async def save(self, publication: Publication) -> bool:
        mine = _of(publication.job_id, publication.to)

        async def work(conn: AsyncConnection) -> bool:
            doc = (await conn.execute(select(publications.c.doc).where(mine).with_for_update())).scalar()
            # Every try has an end of its own, so a try that was taken over is known by it.
            if doc is None or Publication.model_validate_json(doc).until != publication.until:
                return False
            row = update(publications).where(mine).values(doc=publication.model_dump_json())
            await conn.execute(row)
            return True

        return await self._store.write(work)

    async def find(self, job_id: str, to: str) -> Publication | None:
        found = await self._store.read(select(publications.c.doc).where(_of(job_id, to)))
        return Publication.model_validate_json(found[0].doc) if found else None


def _of(job_id: str, to: str) -> ColumnElement[bool]:
    return (publications.c.job_id == job_id) & (publications.c.publisher == to)
