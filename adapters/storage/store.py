"""The store on a database: what people wish, what steps save and common reads ride on a ferry each."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.storage.claims import claim_due
from adapters.storage.ferry import Ferry
from adapters.storage.items import (
    Errand,
    Hear,
    Item,
    Judge,
    Keep,
    Leave,
    Note,
    Offer,
    Open,
    Redeem,
    Save,
    Signal,
    Take,
)
from adapters.storage.linking import leave, offer, redeem
from adapters.storage.opens import open_all, usage_of
from adapters.storage.reports import decided, queue, spent_daily, spent_on
from adapters.storage.rows import read_job, read_render, read_requester
from adapters.storage.saves import save_all
from adapters.storage.schema import IS_LIVE, IS_WAITING, jobs, notes, opinions, renders, requesters
from adapters.storage.settled import give, settle, standings_of
from adapters.storage.signals import hear, judge, keep_niche, note_all, signal
from adapters.storage.troubles import translated
from core.account import Standing, Terms
from core.clock import Clock
from core.job import Job, Stage
from core.ledger import Entry
from core.niche import Niche
from core.ports import Ticket
from core.quota import Usage
from core.render import Render
from core.store import Change, Claim, Claimed, Opened, Requester, Ruling, Spent

Result = TypeVar("Result")


_LOOKED_THROUGH = 200
"""How many of the newest finished jobs are asked how long they took."""

_COURTESY_SECONDS = 0.1
"""How long steps are held back at most while people are answered."""

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
_IN_STAGE = select(func.count()).where(jobs.c.stage == bindparam("stage"), jobs.c.due_at.is_not(None))
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


class SqlStore:
    """Fills `core.store.Store` and `core.ports.Notes`.

    `owner` names this process among those that share the database.
    """

    def __init__(self, pen: AsyncEngine, eyes: AsyncEngine, clock: Clock, owner: str) -> None:
        self._pen = pen
        self._eyes = eyes
        self._clock = clock
        self._leases = (f"{owner}:{number}" for number in itertools.count())
        self._turn = asyncio.Lock()
        self._wishes: Ferry[Item, Any] = Ferry(self._write)
        self._steps: Ferry[Item, Any] = Ferry(self._write_later)
        self._requesters: Ferry[str, Requester] = Ferry(self._read_requesters)
        self._renders: Ferry[Job, Sequence[Render]] = Ferry(self._read_renders)
        self._leaders: Ferry[Job, Job | None] = Ferry(self._read_leaders)
        self._standings: Ferry[Sequence[str], Mapping[str, Standing]] = Ferry(self._read_standings)
        self._notes: Ferry[Sequence[str], Mapping[str, str]] = Ferry(self._read_notes)
        self._counted: dict[Stage, tuple[datetime, int]] = {}

    async def close(self) -> None:
        """Let everybody who is still to be carried over arrive."""
        for ferry in (self._wishes, self._steps, self._requesters, self._renders, self._leaders):
            await ferry.moor()
        for reading in (self._notes, self._standings):
            await reading.moor()

    async def requester(self, key: str) -> Requester:
        return await self._requesters.carry(key)

    async def keep_niche(self, key: str, niche: Niche) -> None:
        await self._wishes.carry(Keep(key, niche))

    async def offer(self, code: str, key: str, until: datetime) -> None:
        await self._wishes.carry(Offer(code, key, until))

    async def redeem(self, code: str, key: str, now: datetime) -> str | None:
        return cast(str | None, await self._wishes.carry(Redeem(code, key, now)))

    async def leave(self, key: str) -> bool:
        return cast(bool, await self._wishes.carry(Leave(key)))

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
        return await self._ask(lambda conn: spent_daily(conn, account, first))

    async def spent_on(self, by: Spent, since: datetime) -> Sequence[tuple[str, int, int]]:
        return await self._ask(lambda conn: spent_on(conn, by, since))

    async def queue(self) -> tuple[Mapping[Stage, int], Sequence[tuple[str, int]]]:
        return await self._ask(queue)

    async def rulings(self, limit: int) -> Sequence[Ruling]:
        return await self._ask(lambda conn: decided(conn, limit))

    async def claim(self, stage: Stage, limit: int, now: datetime) -> Claimed:
        return cast(Claimed, await self._steps.carry(Take(stage, limit, now, next(self._leases))))

    async def save(self, claim: Claim, change: Change) -> Claim:
        return cast(Claim, await self._steps.carry(Save(claim, change, self._clock())))

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
        found = await self._read(
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
        found = await self._read(select(jobs.c.doc).where(jobs.c.id == job_id))
        return read_job(found[0].doc) if found else None

    async def jobs_of(self, requester: str, limit: int) -> Sequence[Job]:
        newest = select(jobs.c.doc).where(jobs.c.requester == requester).order_by(jobs.c.opened_at.desc())
        return [read_job(row.doc) for row in await self._read(newest.limit(limit))]

    async def waiting(self, stage: Stage) -> int:
        """Counted at most once a second, whoever asks meanwhile being one more: it only sets a pace."""
        now = self._clock()
        at, number = self._counted.get(stage, (None, 0))
        if at is None or (now - at).total_seconds() >= 1:
            number = (await self._read(_IN_STAGE, stage=stage.value))[0][0]
            at = now
        self._counted[stage] = (at, number + 1)
        return number

    async def usage(self, account: str, now: datetime) -> Usage:
        return await self._ask(lambda conn: usage_of(conn, account, now))

    async def lasted(self, model: str, limit: int) -> Sequence[float]:
        newest = select(jobs.c.doc).where(jobs.c.stage == Stage.DONE.value).order_by(jobs.c.opened_at.desc())
        found = [read_job(row.doc) for row in await self._read(newest.limit(_LOOKED_THROUGH))]
        return [seconds for job in found if (seconds := _lasted(job, model)) is not None][:limit]

    async def keep_opinion(self, job_id: str, requester: str, is_good: bool, now: datetime) -> None:
        await self._wishes.carry(Judge(job_id, requester, is_good, now))

    async def opinions(self, job_id: str) -> Sequence[bool]:
        found = await self._read(select(opinions.c.is_good).where(opinions.c.job_id == job_id))
        return [row.is_good for row in found]

    async def note(self, key: str, value: str) -> None:
        await self._wishes.carry(Note(key, value, self._clock()))

    async def noted(self, *keys: str) -> Mapping[str, str]:
        return await self._notes.carry(keys)

    async def write(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        """Have something written together with whatever else is; returns what `work` returns."""
        return cast(Result, await self._wishes.carry(Errand(work)))

    async def read(self, statement: Any) -> Sequence[Any]:
        """The rows of one statement."""
        return await self._read(statement)

    async def _ask(self, question: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        with translated():
            async with self._eyes.connect() as conn:
                return await question(conn)

    async def _read(self, statement: Any, **of: Any) -> Sequence[Any]:
        with translated():
            async with self._eyes.connect() as conn:
                return (await conn.execute(statement, of)).all()

    async def _read_requesters(self, keys: Sequence[str]) -> Sequence[Requester]:
        found = await self._read(_REQUESTERS, keys=list(set(keys)))
        known = {row.key: read_requester(row._mapping) for row in found}
        return [known.get(key) or Requester(key, account=key) for key in keys]

    async def _read_standings(self, wanted: Sequence[Sequence[str]]) -> Sequence[Mapping[str, Standing]]:
        every = {account for accounts in wanted for account in accounts}
        known = await self._ask(lambda conn: standings_of(conn, every))
        return [{key: known[key] for key in accounts if key in known} for accounts in wanted]

    async def _read_notes(self, wanted: Sequence[Sequence[str]]) -> Sequence[Mapping[str, str]]:
        found = await self._read(_NOTES, keys=list({key for keys in wanted for key in keys}))
        known = {row.key: row.value for row in found}
        return [{key: known[key] for key in keys if key in known} for keys in wanted]

    async def _read_renders(self, askers: Sequence[Job]) -> Sequence[Sequence[Render]]:
        keys = list({shot.order_key for job in askers for shot in (*job.shots, *job.sounds)})
        found = await self._read(_RENDERS, job_ids=[job.id for job in askers], order_keys=keys)
        known = [read_render(row._mapping) for row in found]
        return [[r for r in known if _concerns(r, job)] for job in askers]

    async def _read_leaders(self, askers: Sequence[Job]) -> Sequence[Job | None]:
        digests = [job.brief.digest for job in askers]
        found = await self._read(_LEADERS, digests=list(set(digests)))
        leaders = {row.digest: row for row in found}
        return [
            read_job(row.doc) if (row := leaders.get(digest)) is not None and row.id != job.id else None
            for job, digest in zip(askers, digests, strict=True)
        ]

    async def _write_later(self, items: Sequence[Item]) -> Sequence[Any]:
        """People come first: a step can wait for a moment, whoever asks looks at a screen."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_COURTESY_SECONDS):
                await self._requesters.moor()
                await self._wishes.moor()
        return await self._write(items)

    async def _write(self, items: Sequence[Item]) -> Sequence[Any]:
        with translated():
            try:
                return await self._write_together(items)
            except IntegrityError:
                if len(items) == 1:
                    raise
        # One bad item must not sink the ship: each goes alone, and only that one fails.
        return [await self._write_alone(item) for item in items]

    async def _write_alone(self, item: Item) -> Any:
        try:
            with translated():
                return (await self._write_together([item]))[0]
        except Exception as error:  # noqa: BLE001 - it is handed to the one caller whom it concerns.
            return error

    async def _write_together(self, items: Sequence[Item]) -> Sequence[Any]:
        async with self._turn, self._pen.begin() as conn:
            return await _in_order(conn, items)


def _lasted(job: Job, model: str) -> float | None:
    if job.brief.model != model or job.fallback or job.closed_at is None:
        return None
    if job.reel is None or job.reel.is_copy:
        return None
    return (job.closed_at - job.opened_at).total_seconds()


def _concerns(render: Render, job: Job) -> bool:
    if render.job_id == job.id:
        return True
    wanted = (*job.shots, *job.sounds)
    return render.stage.is_live and any(shot.order_key == render.order_key for shot in wanted)


async def _in_order(conn: AsyncConnection, items: Sequence[Item]) -> Sequence[Any]:
    """Saves before signals, so that no signal is lost on a job that is just being parked; claims last."""
    results: dict[int, Any] = {}

    def of(kind: type[Result]) -> list[tuple[int, Result]]:
        return [(id(item), item) for item in items if isinstance(item, kind)]

    if opens := of(Open):
        _enter(results, opens, await open_all(conn, [item for _, item in opens]))
    if saves := of(Save):
        _enter(results, saves, await save_all(conn, [item for _, item in saves]))
    for _, keep in of(Keep):
        await keep_niche(conn, keep)
    for _, word in of(Hear):
        await hear(conn, word)
    for _, opinion in of(Judge):
        await judge(conn, opinion)
    if memos := of(Note):
        await note_all(conn, [memo for _, memo in memos])
    for _, code in of(Offer):
        await offer(conn, code)
    for key, told in of(Redeem):
        results[key] = await redeem(conn, told)
    for key, parting in of(Leave):
        results[key] = await leave(conn, parting)
    for key, errand in of(Errand):
        results[key] = await errand.work(conn)
    for key, ring in of(Signal):
        results[key] = await signal(conn, ring)
    for key, take in of(Take):
        results[key] = await claim_due(conn, take)
    return [results.get(id(item)) for item in items]


def _enter(results: dict[int, Any], items: Sequence[tuple[int, Any]], outcomes: Sequence[Any]) -> None:
    results.update((key, outcome) for (key, _), outcome in zip(items, outcomes, strict=True))
