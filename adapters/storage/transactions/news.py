"""What a transaction means to other processes: who is due by it, who changed, who was given up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.tables.columns import moment, stamp
from adapters.storage.tables.studio import jobs, renders
from adapters.storage.transactions.items import Hear, Item, Open, Save, Signal
from adapters.storage.transactions.locks import CONCERNED
from core.news import Due, News
from core.reel.job import Stage
from core.store import Claim

_MOST = 500
"""So many of each stage at a time: those who wait for cutters do not hide the timers of all others."""
_PATIENCE = timedelta(seconds=5)
"""Who is due for longer and still nobody's may have been told to somebody who died before he could begin."""
_LATELY = timedelta(seconds=3)

_IDS = jobs.c.id.in_(bindparam("ids", expanding=True))
_PAYERS = select(renders.c.job_id).where(renders.c.id.in_(bindparam("orders", expanding=True)))
_DUE = select(jobs.c.id, jobs.c.stage, jobs.c.turn_at, jobs.c.due_at).where(
    jobs.c.due_at <= bindparam("now", type_=jobs.c.due_at.type)
)
_OPEN = [stage.value for stage in Stage if stage.is_open]
_EVERYBODY = union_all(
    *(_DUE.where(jobs.c.stage == stage).order_by(jobs.c.turn_at).limit(_MOST) for stage in _OPEN)
)
_LATEST = (
    _DUE.where(jobs.c.stage.in_(_OPEN), jobs.c.due_at > bindparam("since"))
    .order_by(jobs.c.turn_at)
    .limit(len(_OPEN) * _MOST)
)


async def news_of(conn: AsyncConnection, items: Sequence[Item], results: Sequence[Any]) -> News | None:
    """What these items mean, now that they are written with these results; None when they concern no job."""
    saves = [item for item in items if isinstance(item, Save)]
    signals = [item for item in items if isinstance(item, Signal)]
    opens = [item for item in items if isinstance(item, Open)]
    heard = [item for item in items if isinstance(item, Hear)]
    times = [item.now for item in saves] + [item.now for item in signals] + [item.now for item in heard]
    times += [item.job.opened_at for item in opens]
    if not times:
        return None
    opened = [job.id for item in opens for job in (item.job, *item.also)]
    saved = [item.claim.job.id for item in saves]
    now = max(times)
    parked = [
        item.claim.job.id
        for item, result in zip(items, results, strict=True)
        if isinstance(item, Save) and _may_be_due(item, result, now)
    ]
    of = {
        "now": stamp(now),
        "ids": [*opened, *parked, *(item.job_id for item in signals)],
        "orders": [item.render_id for item in heard],
        "names": [name for item in saves for name in item.change.wakes],
    }
    whom: list[ColumnElement[bool]] = [_IDS] if of["ids"] else []
    whom += [jobs.c.id.in_(_PAYERS)] if of["orders"] else []
    whom += [CONCERNED] if of["names"] else []
    return News(
        await _due(conn, _DUE.where(or_(*whom)), of) if whom else [],
        [*opened, *saved],
        [item.job_id for item in signals if item.cancels],
    )


def _may_be_due(item: Save, result: Any, now: datetime) -> bool:
    """Who goes on, waits for a while or has ended rings for nobody, unless a signal came meanwhile."""
    change = item.change
    if change.due_at is None or change.keeps_lease or not isinstance(result, Claim):
        return False
    return change.due_at <= now or result.signals != item.claim.signals


async def everybody_due(conn: AsyncConnection, now: datetime) -> Sequence[Due]:
    """Those who are due, of each stage the earliest turns; not all, when there are very many."""
    return await _due(conn, _EVERYBODY, {"now": stamp(now)})


async def lately_due(conn: AsyncConnection, now: datetime) -> Sequence[Due]:
    """Those who became due within the last moments, however many are due for longer."""
    return await _due(conn, _LATEST, {"now": stamp(now), "since": stamp(now - _LATELY)})


async def _due(conn: AsyncConnection, statement: Any, of: dict[str, Any]) -> Sequence[Due]:
    found = await conn.execute(statement, of)
    long_ago = of["now"] - _PATIENCE // timedelta(microseconds=1)
    return [
        Due(row.id, Stage(row.stage), moment(row.turn_at), is_overdue=row.due_at < long_ago) for row in found
    ]
