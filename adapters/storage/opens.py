"""Jobs are opened: the quota is checked, the price held and the row made, all at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.items import Open
from adapters.storage.loads import enter, write_rows
from adapters.storage.rows import entry_row, new_job_row, read_job
from adapters.storage.schema import entries, jobs
from core.job import Job
from core.ledger import day_of
from core.quota import Usage, exceeded
from core.store import Opened

_KNOWN = select(jobs.c.request_key, jobs.c.doc).where(
    jobs.c.request_key.in_(bindparam("keys", expanding=True))
)
_USAGE = (
    select(entries.c.account, entries.c.day, func.sum(entries.c.reels), func.sum(entries.c.micros))
    .where(
        entries.c.account.in_(bindparam("accounts", expanding=True)),
        entries.c.day >= bindparam("first"),
        entries.c.day <= bindparam("today"),
    )
    .group_by(entries.c.account, entries.c.day)
)
_OPEN, _HOLD = enter(jobs), enter(entries, "id")


async def open_all(conn: AsyncConnection, items: Sequence[Open]) -> list[Opened]:
    """Decide on each in its order, as if they had come one by one."""
    known = await _known(conn, items)
    # The load's first moment stands for all: usage of the same day is what matters.
    used = await usage_of(conn, {item.job.account for item in items}, items[0].job.opened_at)
    made: list[Job] = []
    opened = [_decide(item, known, used, made) for item in items]
    if made:
        await write_rows(conn, _OPEN, [new_job_row(job) for job in made])
        await write_rows(conn, _HOLD, [entry_row(job.hold) for job in made])
    return opened


def _decide(item: Open, known: dict[str, Job], used: dict[str, Usage], made: list[Job]) -> Opened:
    job = item.job
    usage = used.get(job.account, Usage())
    if (earlier := known.get(job.request_key)) is not None:
        return Opened(earlier, usage, is_repeat=True)
    if (limit := exceeded(item.quota, usage, job.quote)) is not None:
        return Opened(None, usage, limit)
    usage = usage.plus(1, job.quote)
    known[job.request_key] = job
    used[job.account] = usage
    made.append(job)
    return Opened(job, usage)


async def _known(conn: AsyncConnection, items: Sequence[Open]) -> dict[str, Job]:
    keys = [item.job.request_key for item in items]
    found = await conn.execute(_KNOWN, {"keys": keys})
    return {key: read_job(doc) for key, doc in found}


async def usage_of(conn: AsyncConnection, accounts: Iterable[str], now: datetime) -> dict[str, Usage]:
    """What each account has used on the day and in the month of `now`, UTC."""
    today = day_of(now)
    of = {"accounts": list(accounts), "first": today[:8] + "01", "today": today}
    found = await conn.execute(_USAGE, of)
    used: dict[str, Usage] = {}
    for account, day, reels, micros in found:
        before = used.get(account, Usage())
        of_today = (int(reels), int(micros)) if day == today else (0, 0)
        used[account] = Usage(
            before.reels_today + of_today[0],
            before.micros_today + of_today[1],
            before.micros_this_month + int(micros),
        )
    return used
