"""Jobs that are due are leased to whoever works on them."""

from logging import getLogger
from typing import Any

from pydantic import ValidationError
from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.items import Take
from adapters.storage.rows import read_job
from adapters.storage.saves import LEASE_MICROSECONDS
from adapters.storage.schema import jobs, moment, stamp
from core.store import Claim, Claimed

log = getLogger(__name__)

_LINE = (
    select(jobs.c.id, jobs.c.due_at)
    .where(jobs.c.stage == bindparam("stage"), jobs.c.due_at.is_not(None))
    .order_by(jobs.c.due_at)
    .limit(bindparam("number"))
    .with_for_update(skip_locked=True)
)
_LEASE = (
    update(jobs)
    .where(jobs.c.id.in_(bindparam("ids", expanding=True)))
    .values(lease=bindparam("by"), due_at=bindparam("until"))
    .returning(jobs.c.id, jobs.c.doc, jobs.c.wakes, jobs.c.is_cancelled)
)


async def claim_due(conn: AsyncConnection, take: Take) -> Claimed:
    """Lease the jobs of one stage that have been due longest. A lease that ran out is due again."""
    now = stamp(take.now)
    line = (await conn.execute(_LINE, {"stage": take.stage.value, "number": take.limit + 1})).all()
    due = [job_id for job_id, due_at in line[: take.limit] if due_at <= now]
    # Those who are leased just now are due again when their lease runs out.
    next_due = line[len(due)].due_at if len(due) < len(line) else now + LEASE_MICROSECONDS if due else None
    claims: list[Claim] = []
    if due:
        until = now + LEASE_MICROSECONDS
        leased = await conn.execute(_LEASE, {"ids": due, "by": take.lease, "until": until})
        rows = {row.id: row for row in leased}
        claims = [claim for job_id in due if (claim := _claim(rows[job_id], take.lease)) is not None]
    return Claimed(claims, moment(next_due) if next_due is not None else None)


def _claim(row: Any, lease: str) -> Claim | None:
    """None for a document that cannot be read: it stays leased, and does not stop the others."""
    try:
        return Claim(read_job(row.doc), lease, row.is_cancelled, row.wakes)
    except ValidationError:
        log.error("The document of job %s cannot be read; it is looked at again later", row.id)
        return None
