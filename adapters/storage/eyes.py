"""Whoever reads the database: single questions, and the common ones for many askers at once."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.storage.tables.rows import read_job, read_render, read_requester
from adapters.storage.tables.studio import IS_LIVE, jobs, notes, renders, requesters
from adapters.storage.transactions.settled import standings_of
from adapters.storage.troubles import patiently, translated
from core.books.account import Standing
from core.reel.job import Job, Stage
from core.reel.render import Render
from core.store import Requester

Result = TypeVar("Result")

_REQUESTERS = select(requesters).where(requesters.c.key.in_(bindparam("keys", expanding=True)))
_NOTES = select(notes.c.key, notes.c.value).where(notes.c.key.in_(bindparam("keys", expanding=True)))
_RENDERS = (
    select(renders, jobs.c.stage.label("payer"))
    .join(jobs, jobs.c.id == renders.c.job_id)
    .where(
        or_(
            renders.c.job_id.in_(bindparam("job_ids", expanding=True)),
            renders.c.order_key.in_(bindparam("order_keys", expanding=True)) & IS_LIVE,
        )
    )
)
_RANKED = (
    select(
        jobs.c.digest,
        jobs.c.id,
        jobs.c.doc,
        func.row_number()
        .over(partition_by=jobs.c.digest, order_by=(jobs.c.is_planned.desc(), jobs.c.opened_at, jobs.c.id))
        .label("place"),
    )
    .where(
        jobs.c.digest.in_(bindparam("digests", expanding=True)),
        jobs.c.is_planned | (jobs.c.stage == Stage.PLANNING.value),
    )
    .subquery()
)
_LEADERS = select(_RANKED).where(_RANKED.c.place == 1)
"""Of each brief the job that has its storyboard, or is the first to get one."""


class Eyes:
    """Reads on a few connections of the engine; each statement sees what is true when it begins."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    async def ask(self, question: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        """What a question of several statements comes to."""

        async def once() -> Result:
            async with self.engine.connect() as conn:
                return await question(conn)

        with translated():
            return await patiently(once)

    async def read(self, statement: Any, **of: Any) -> Sequence[Any]:
        """The rows of one statement."""

        async def rows(conn: AsyncConnection) -> Sequence[Any]:
            return (await conn.execute(statement, of)).all()

        return await self.ask(rows)

    async def requesters(self, keys: Sequence[str]) -> Sequence[Requester]:
        """Whoever bears these keys."""
        found = await self.read(_REQUESTERS, keys=list(set(keys)))
        known = {row[0]: read_requester(*row) for row in found}
        return [known.get(key) or Requester(key, account=key) for key in keys]

    async def standings(self, wanted: Sequence[Sequence[str]]) -> Sequence[Mapping[str, Standing]]:
        """What was settled, for each asker about some accounts."""
        every = {account for accounts in wanted for account in accounts}
        known = await self.ask(lambda conn: standings_of(conn, every))
        return [{key: known[key] for key in accounts if key in known} for accounts in wanted]

    async def notes(self, wanted: Sequence[Sequence[str]]) -> Sequence[Mapping[str, str]]:
        """What was noted, for each asker under some keys."""
        found = await self.read(_NOTES, keys=list({key for keys in wanted for key in keys}))
        known = {row.key: row.value for row in found}
        return [{key: known[key] for key in keys if key in known} for keys in wanted]

    async def renders(self, askers: Sequence[Job]) -> Sequence[Sequence[Render]]:
        """The renders that concern each of these jobs."""
        keys = list({shot.order_key for job in askers for shot in (*job.shots, *job.sounds)})
        found = await self.read(_RENDERS, job_ids=[job.id for job in askers], order_keys=keys)
        known = [read_render(row._mapping) for row in found]
        return [[r for r in known if _concerns(r, job)] for job in askers]

    async def leaders(self, askers: Sequence[Job]) -> Sequence[Job | None]:
        """The job that is ahead of each of these with an equal brief."""
        digests = [job.brief.digest for job in askers]
        found = await self.read(_LEADERS, digests=list(set(digests)))
        leaders = {row.digest: row for row in found}
        return [
            read_job(row.doc) if (row := leaders.get(digest)) is not None and row.id != job.id else None
            for job, digest in zip(askers, digests, strict=True)
        ]


def _concerns(render: Render, job: Job) -> bool:
    if render.job_id == job.id:
        return True
    wanted = (*job.shots, *job.sounds)
    return render.stage.is_live and any(shot.order_key == render.order_key for shot in wanted)
