"""What a transaction means to other processes: who is due by it, who changed, who was given up."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.tables.columns import moment, stamp
from adapters.storage.tables.studio import jobs, renders
from adapters.storage.transactions.items import Hear, Item, Open, Save, Signal
from adapters.storage.transactions.locks import CONCERNED
from core.news import Due, News
from core.reel.job import Stage

Tell = Callable[[Any, News], Awaitable[None]]
"""Tells of news in the transaction of a connection, given as its driver knows it. Raises what that does."""

_MOST = 2000
_PATIENCE = timedelta(seconds=5)
"""Who is due for longer and still nobody's may have been told to somebody who died before he could begin."""

_IDS = jobs.c.id.in_(bindparam("ids", expanding=True))
_PAYERS = select(renders.c.job_id).where(renders.c.id.in_(bindparam("orders", expanding=True)))
_DUE = (
    select(jobs.c.id, jobs.c.stage, jobs.c.turn_at, jobs.c.due_at)
    .where(jobs.c.due_at <= bindparam("now"))
    .order_by(jobs.c.turn_at)
    .limit(_MOST)
)
_OPEN = [stage.value for stage in Stage if stage.is_open]


async def news_of(conn: AsyncConnection, items: Sequence[Item]) -> News | None:
    """What these items mean, once they are written; None when they concern no job."""
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
    of = {
        "now": stamp(max(times)),
        "ids": [*opened, *saved, *(item.job_id for item in signals)],
        "orders": [item.render_id for item in heard],
        "names": [name for item in saves for name in item.change.wakes],
    }
    whom: list[ColumnElement[bool]] = [_IDS]
    whom += [jobs.c.id.in_(_PAYERS)] if of["orders"] else []
    whom += [CONCERNED] if of["names"] else []
    return News(
        await _due(conn, _DUE.where(or_(*whom)), of),
        [*opened, *saved],
        [item.job_id for item in signals if item.cancels],
    )


async def everybody_due(conn: AsyncConnection, now: datetime) -> Sequence[Due]:
    """Those who are due, the earliest turns first; not all, when there are very many."""
    return await _due(conn, _DUE.where(jobs.c.stage.in_(_OPEN)), {"now": stamp(now)})


async def _due(conn: AsyncConnection, statement: Any, of: dict[str, Any]) -> Sequence[Due]:
    found = await conn.execute(statement, of)
    long_ago = of["now"] - _PATIENCE // timedelta(microseconds=1)
    return [
        Due(row.id, Stage(row.stage), moment(row.turn_at), is_overdue=row.due_at < long_ago) for row in found
    ]


async def told(conn: AsyncConnection, tell: Tell, news: News) -> None:
    """Tell in the same transaction, by the connection as its driver knows it."""
    driver: Any = conn.dialect.loaded_dbapi
    try:
        await tell((await conn.get_raw_connection()).driver_connection, news)
    except driver.Error as error:
        # The toolkit did not see it, so it is told, and knows it for what it is.
        raise OperationalError("tell", {}, error) from error
