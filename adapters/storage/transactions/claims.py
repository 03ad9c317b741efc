"""Jobs that are due are leased to whoever works on them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from logging import getLogger
from typing import Any

from pydantic import ValidationError
from sqlalchemy import bindparam, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.tables.columns import moment, stamp
from adapters.storage.tables.rows import read_job
from adapters.storage.tables.studio import IS_OPEN, jobs, processes
from adapters.storage.transactions.items import ClaimDue, ClaimThis
from adapters.storage.transactions.saves import LEASE_MICROSECONDS
from core.news import Due
from core.reel.job import Stage
from core.store import Claim, Claimed

log = getLogger(__name__)

_LINE = (
    select(jobs.c.id, jobs.c.share)
    .where(
        jobs.c.stage == bindparam("stage"),
        jobs.c.due_at <= bindparam("now"),
        jobs.c.share.not_in(bindparam("full", expanding=True)),
    )
    .order_by(jobs.c.turn_at)
    .limit(bindparam("number"))
    .with_for_update(skip_locked=True)
)
# Those who are leased just now are due again when their lease runs out.
_NEXT = (
    select(jobs.c.due_at)
    .where(jobs.c.stage == bindparam("stage"), jobs.c.due_at > bindparam("now"))
    .order_by(jobs.c.due_at)
    .limit(1)
)
_LEASE = (
    update(jobs)
    .where(jobs.c.id.in_(bindparam("ids", expanding=True)))
    .values(lease=bindparam("by"), due_at=bindparam("until"))
    .returning(jobs.c.id, jobs.c.doc, jobs.c.wakes, jobs.c.is_cancelled, jobs.c.is_approved)
)
# In one order, as everybody locks them.
_THESE = (
    select(jobs.c.id)
    .where(jobs.c.id.in_(bindparam("these", expanding=True)))
    .order_by(jobs.c.id)
    .with_for_update()
)
_LEASE_THESE = (
    update(jobs)
    .where(jobs.c.id.in_(_THESE), jobs.c.due_at <= bindparam("now"))
    .values(lease=bindparam("by"), due_at=bindparam("until"))
    .returning(jobs.c.id, jobs.c.doc, jobs.c.wakes, jobs.c.is_cancelled, jobs.c.is_approved)
)
# Whoever was buried, and does not know it yet, would hold a lease that nobody inherits.
_LEASE_TO_THE_LIVING = _LEASE_THESE.where(exists().where(processes.c.id == bindparam("owner")))
_SLACK = 250_000
"""By so many microseconds the watches of two processes may differ: who was told of a job finds it due."""


async def claim_due(conn: AsyncConnection, take: ClaimDue) -> Claimed:
    """Lease the jobs of one stage that are due, by their turns. A lease that ran out is due again."""
    stage, now = take.stage.value, stamp(take.now)
    full = [share for share, number in take.taken.items() if number >= take.each]
    line = {"stage": stage, "now": now, "number": take.limit + 1, "full": full}
    waiting = (await conn.execute(_LINE, line)).all()
    due, claims = _portioned(waiting, take), list[Claim]()
    if due:
        until = now + LEASE_MICROSECONDS
        leased = await conn.execute(_LEASE, {"ids": due, "by": take.lease, "until": until})
        rows = {row.id: row for row in leased}
        claims = [claim for job_id in due if (claim := _claim(rows[job_id], take.lease)) is not None]
    next_due: int | None = now
    if len(waiting) == len(due):
        next_due = (await conn.execute(_NEXT, {"stage": stage, "now": now})).scalar_one_or_none()
    return Claimed(claims, moment(next_due) if next_due is not None else None)


async def claim_these(conn: AsyncConnection, takes: Sequence[ClaimThis]) -> list[Claim | None]:
    """Lease these very jobs together; None for those that are not due, or that somebody else has."""
    now, lease = max(stamp(take.now) for take in takes), takes[0].lease
    told: dict[str, Any] = {"these": [take.job_id for take in takes], "now": now + _SLACK, "by": lease}
    told |= {"until": now + LEASE_MICROSECONDS}
    if conn.dialect.name == "sqlite":
        leased = await conn.execute(_LEASE_THESE, told)
    else:
        leased = await conn.execute(_LEASE_TO_THE_LIVING, {**told, "owner": lease.partition(":")[0]})
    rows = {row.id: row for row in leased}
    # Of two who want the same job one has it.
    found = [rows.pop(take.job_id, None) for take in takes]
    return [_claim(row, lease) if row is not None else None for row in found]


async def let_go(conn: AsyncConnection, leases: Mapping[str, datetime]) -> None:
    """Whoever has one of these is due now: it may have been given, then, but nobody heard of it."""
    if leases:
        given = IS_OPEN & jobs.c.lease.in_(leases)
        await conn.execute(update(jobs).where(given).values(lease="", due_at=stamp(max(leases.values()))))


async def free_of(conn: AsyncConnection, owners: Sequence[str], now: datetime) -> Sequence[Due]:
    """Whoever is leased to one of these processes is due now; on PostgreSQL only."""
    theirs = IS_OPEN & func.split_part(jobs.c.lease, ":", 1).in_(owners)
    freed = update(jobs).where(theirs).values(lease="", due_at=stamp(now))
    found = await conn.execute(freed.returning(jobs.c.id, jobs.c.stage, jobs.c.turn_at))
    return [Due(row.id, Stage(row.stage), moment(row.turn_at), is_forsaken=True) for row in found]


def _portioned(waiting: Sequence[Any], take: ClaimDue) -> list[str]:
    """Those whose turn it is, of each share no more than its portion."""
    taken, due = Counter(take.taken), list[str]()
    for job_id, share in waiting:
        if len(due) < take.limit and taken[share] < take.each:
            taken[share] += 1
            due.append(job_id)
    return due


def _claim(row: Any, lease: str) -> Claim | None:
    """None for a document that cannot be read: it stays leased, and does not stop the others."""
    try:
        return Claim(read_job(row.doc), lease, row.is_cancelled, row.wakes, row.is_approved)
    except ValidationError:
        log.error("The document of job %s cannot be read; it is looked at again later", row.id)
        return None
