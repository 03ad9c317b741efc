"""The store on a database: what people wish, what steps save and common reads ride on a ferry each."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.eyes import Eyes
from adapters.storage.ferry import Ferry
from adapters.storage.reports import decided, line, queue, spent_daily, spent_on
from adapters.storage.tables.rows import read_job
from adapters.storage.tables.studio import IS_WAITING, jobs, opinions
from adapters.storage.transactions.items import (
    ClaimDue,
    ClaimThis,
    Errand,
    Hear,
    Issue,
    Item,
    Judge,
    Keep,
    Leave,
    Note,
    Open,
    Redeem,
    Save,
    Signal,
)
from adapters.storage.transactions.opens import usage_of
from adapters.storage.transactions.pen import Pen
from adapters.storage.transactions.settled import give, settle
from adapters.storage.transactions.signals import keep_language
from core.books.account import Standing, Terms
from core.books.ledger import Entry
from core.books.quota import Usage
from core.clock import Clock
from core.ports import Ticket
from core.reel.job import Job, Stage
from core.reel.niche import Niche
from core.reel.render import Render
from core.store import Change, Claim, Claimed, Opened, Queue, Requester, Ruling, Spent

Result = TypeVar("Result")

_LOOKED_THROUGH = 200
"""How many of the newest finished jobs are asked how long they took."""

_LINE_SECONDS = timedelta(seconds=3)

_COURTESY_SECONDS = 0.1
"""How long steps are held back at most while people are answered."""


class SqlStore:
    """Fills `core.store.Store` and `core.ports.Notes`.

    `owner` names this process among those that share the database. On SQLite all pens are one. What steps
    save and take waits for so many seconds of `patience`, so that more goes into one transaction.
    """

    def __init__(
        self,
        wishes: Pen,
        steps: Pen,
        takes: Pen,
        eyes: Eyes,
        clock: Clock,
        owner: str,
        patience: float = 0.0,
    ) -> None:
        self.clock = clock
        self._pen = steps
        self._eyes = eyes
        self._marks = (f"{owner}:{number}" for number in itertools.count())
        self._wishes: Ferry[Item, Any] = Ferry(wishes.write)
        self._steps: Ferry[Item, Any] = Ferry(partial(self._write_later, steps), patience=patience)
        self._takes: Ferry[Item, Any] = Ferry(partial(self._write_later, takes), patience=patience)
        self._requesters: Ferry[str, Requester] = Ferry(eyes.requesters)
        self._renders: Ferry[Job, Sequence[Render]] = Ferry(eyes.renders)
        self._leaders: Ferry[Job, Job | None] = Ferry(eyes.leaders)
        self._standings: Ferry[Sequence[str], Mapping[str, Standing]] = Ferry(eyes.standings)
        self._notes: Ferry[Sequence[str], Mapping[str, str]] = Ferry(eyes.notes)
        self._looking: asyncio.Future[Queue] | None = None
        self._looked_at = datetime.min.replace(tzinfo=UTC)

    async def close(self) -> None:
        """Let everybody who is still to be carried over arrive."""
        for ferry in (self._wishes, self._steps, self._takes, self._requesters, self._renders):
            await ferry.moor()
        for reading in (self._leaders, self._notes, self._standings):
            await reading.moor()

    async def requester(self, key: str) -> Requester:
        return await self._requesters.carry(key)

    async def keep_niche(self, key: str, niche: Niche) -> None:
        await self._wishes.carry(Keep(key, niche))

    async def keep_language(self, key: str, language: str) -> None:
        await self.write(lambda conn: keep_language(conn, key, language))

    async def issue(self, code: str, key: str, until: datetime) -> None:
        await self._wishes.carry(Issue(code, key, until))

    async def redeem(self, code: str, key: str, now: datetime) -> str | None:
        return cast(str | None, await self._wishes.carry(Redeem(code, key, now)))

    async def leave(self, key: str) -> bool:
        return cast(bool, await self._wishes.carry(Leave(key, self.clock())))

    async def open(self, job: Job, terms: Terms, also: Sequence[Job] = ()) -> Opened:
        return cast(Opened, await self._wishes.carry(Open(job, terms, also)))

    async def standings(self, *accounts: str) -> Mapping[str, Standing]:
        return await self._standings.carry(accounts)

    async def settle(self, account: str, changes: Mapping[str, object], ruling: Ruling) -> Standing:
        return await self.write(lambda conn: settle(conn, account, changes, ruling))

    async def book(self, entries: Sequence[Entry], ruling: Ruling) -> bool:
        try:
            await self.write(lambda conn: give(conn, entries, ruling))
        except IntegrityError:
            return False
        return True

    async def spent_daily(self, account: str, first: str) -> Mapping[str, tuple[int, int]]:
        return await self._eyes.ask(lambda conn: spent_daily(conn, account, first))

    async def spent_on(self, by: Spent, since: datetime) -> Sequence[tuple[str, int, int]]:
        return await self._eyes.ask(lambda conn: spent_on(conn, by, since))

    async def queue(self) -> tuple[Mapping[Stage, int], Sequence[tuple[str, int]]]:
        return await self._eyes.ask(queue)

    async def rulings(self, limit: int) -> Sequence[Ruling]:
        return await self._eyes.ask(lambda conn: decided(conn, limit))

    async def claim(
        self,
        stage: Stage,
        limit: int,
        now: datetime,
        each: int | None = None,
        taken: Mapping[str, int] = MappingProxyType({}),
    ) -> Claimed:
        take = ClaimDue(stage, limit, now, next(self._marks), limit if each is None else each, taken)
        return cast(Claimed, await self._steps.carry(take))

    async def take(self, job_id: str, now: datetime) -> Claim | None:
        return cast(Claim | None, await self._takes.carry(ClaimThis(job_id, now, next(self._marks))))

    async def save(self, claim: Claim, change: Change) -> Claim:
        return cast(Claim, await self._steps.carry(Save(claim, change, self.clock(), next(self._marks))))

    async def wake(self, job_id: str, now: datetime) -> None:
        await self._wishes.carry(Signal(job_id, now))

    async def cancel(self, job_id: str, now: datetime) -> None:
        await self._wishes.carry(Signal(job_id, now, cancels=True))

    async def approve(self, job_id: str, now: datetime) -> bool:
        return cast(bool, await self._wishes.carry(Signal(job_id, now, approves=True)))

    async def heard(self, render_id: str, ticket: Ticket, now: datetime) -> None:
        await self._wishes.carry(Hear(render_id, ticket, now))

    async def renders_for(self, job: Job) -> Sequence[Render]:
        return await self._renders.carry(job)

    async def waiting_for(self, what: str) -> Sequence[str]:
        found = await self._eyes.read(
            select(jobs.c.id).where(
                IS_WAITING,
                jobs.c.waits_for == what,
                jobs.c.due_at.is_not(None),
                jobs.c.is_cancelled.is_(False),
            )
        )
        return [row.id for row in found]

    async def planned_like(self, job: Job) -> Job | None:
        return await self._leaders.carry(job)

    async def job(self, job_id: str) -> Job | None:
        found = await self._eyes.read(select(jobs.c.doc).where(jobs.c.id == job_id))
        return read_job(found[0].doc) if found else None

    async def several(self, ids: Sequence[str]) -> Sequence[Job]:
        """Those of these jobs that there are."""
        found = await self._eyes.read(select(jobs.c.doc).where(jobs.c.id.in_(ids)))
        return [read_job(row.doc) for row in found]

    async def remind(self, *, lately: bool = False) -> None:
        """Tell the other processes of everybody who is due, or became so `lately`. Raises StudioError."""
        await self._pen.remind(self.clock(), lately=lately)

    async def jobs_of(self, requester: str, limit: int) -> Sequence[Job]:
        newest = select(jobs.c.doc).where(jobs.c.requester == requester).order_by(jobs.c.opened_at.desc())
        return [read_job(row.doc) for row in await self._eyes.read(newest.limit(limit))]

    async def line(self, now: datetime, job_id: str = "") -> Queue:
        """Before a newcomer it is looked at once in a few seconds, whoever asks meanwhile."""
        if job_id:
            return await self._eyes.ask(lambda conn: line(conn, now, job_id))
        if self._looking is None or abs(now - self._looked_at) > _LINE_SECONDS:
            self._looked_at = now
            self._looking = asyncio.ensure_future(self._eyes.ask(lambda conn: line(conn, now, "")))
        # All who ask at the same moment wait for the same look, so that nobody is overtaken.
        return self._looking.result() if self._looking.done() else await asyncio.shield(self._looking)

    async def usage(self, account: str, now: datetime) -> Usage:
        return await self._eyes.ask(lambda conn: usage_of(conn, account, now))

    async def lasted(self, model: str, limit: int) -> Sequence[float]:
        newest = select(jobs.c.doc).where(jobs.c.stage == Stage.DONE.value).order_by(jobs.c.opened_at.desc())
        found = [read_job(row.doc) for row in await self._eyes.read(newest.limit(_LOOKED_THROUGH))]
        return [seconds for job in found if (seconds := _lasted(job, model)) is not None][:limit]

    async def keep_opinion(
        self, job_id: str, requester: str, is_good: bool | None, now: datetime, sign: str = ""
    ) -> None:
        await self._wishes.carry(Judge(job_id, requester, is_good, now, sign))

    async def opinions(self, job_id: str) -> Sequence[bool]:
        found = await self._eyes.read(select(opinions.c.is_good).where(opinions.c.job_id == job_id))
        return [row.is_good for row in found]

    async def note(self, key: str, value: str) -> None:
        await self._wishes.carry(Note(key, value, self.clock()))

    async def noted(self, *keys: str) -> Mapping[str, str]:
        return await self._notes.carry(keys)

    async def write(
        self, work: Callable[[AsyncConnection], Awaitable[Result]], *, counts: bool = False
    ) -> Result:
        """Have something written together with whatever else is; returns what `work` returns.

        With `counts` it may go by what is left of something, which nobody else uses meanwhile.
        """
        return cast(Result, await self._wishes.carry(Errand(work, counts)))

    async def read(self, statement: Any, **of: Any) -> Sequence[Any]:
        """The rows of one statement, of these values."""
        return await self._eyes.read(statement, **of)

    async def _write_later(self, pen: Pen, items: Sequence[Item]) -> Sequence[Any]:
        """People come first: a step can wait for a moment, whoever asks looks at a screen."""
        await self._give_way()
        results = await pen.write(items)
        # What was saved sets the next steps going.
        await self._give_way()
        return results

    async def _give_way(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_COURTESY_SECONDS):
                await self._requesters.moor()
                await self._wishes.moor()


def _lasted(job: Job, model: str) -> float | None:
    if job.brief.model != model or job.fallback or job.closed_at is None:
        return None
    if job.reel is None or job.reel.is_copy:
        return None
    return (job.closed_at - job.opened_at).total_seconds()
