"""Jobs that are due are leased to whoever works on them."""

from logging import getLogger
from typing import Any

from pydantic import ValidationError
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.items import Take
from adapters.storage.rows import read_job
from adapters.storage.saves import LEASE_MICROSECONDS
from adapters.storage.schema import jobs, moment, stamp
from core.store import Claim, Claimed

log = getLogger(__name__)


async def claim_due(conn: AsyncConnection, take: Take) -> Claimed:
    """Lease the jobs of one stage that have been due longest. A lease that ran out is due again."""
    now = stamp(take.now)
    due = (
        select(jobs.c.id, jobs.c.doc, jobs.c.wakes, jobs.c.is_cancelled)
        .where(jobs.c.stage == take.stage.value, jobs.c.due_at <= now)
        .order_by(jobs.c.due_at)
        .limit(take.limit)
        .with_for_update(skip_locked=True)
    )
    rows = (await conn.execute(due)).all()
    if rows:
        leased = update(jobs).where(jobs.c.id.in_([row.id for row in rows]))
        await conn.execute(leased.values(lease=take.lease, due_at=now + LEASE_MICROSECONDS))
    claims = [claim for row in rows if (claim := _claim(row, take.lease)) is not None]
    next_due = await conn.scalar(select(func.min(jobs.c.due_at)).where(jobs.c.stage == take.stage.value))
    return Claimed(claims, moment(next_due) if next_due is not None else None)


def _claim(row: Any, lease: str) -> Claim | None:
    """None for a document that cannot be read: it stays leased, and does not stop the others."""
    try:
        return Claim(read_job(row.doc), lease, row.is_cancelled, row.wakes)
    except ValidationError:
        log.error("The document of job %s cannot be read; it is looked at again later", row.id)
        return None
