"""What those who run the bot want to know: what was spent on what, who waits, who decided what."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Text, bindparam, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.tables.columns import moment, stamp
from adapters.storage.tables.studio import IS_OPEN, jobs, rulings, tallies
from core.reel.job import Stage
from core.store import Queue, Ruling, Spent

_ENDED = tuple(stage.value for stage in Stage if not stage.is_open)
_DAYS = (
    select(tallies.c.day, tallies.c.reels, tallies.c.micros)
    .where(tallies.c.account == bindparam("account"), tallies.c.day >= bindparam("first"))
    .order_by(tallies.c.day)
)
# PostgreSQL takes a text for a document only when it is told to.
_DOC: ColumnElement[Any] = cast(jobs.c.doc, JSON().with_variant(Text(), "sqlite"))
_PATHS: Mapping[Spent, tuple[str | int, ...]] = {
    Spent.BY_VENDOR: ("shots", 0, "vendor"),
    Spent.BY_GROUP: ("group",),
    Spent.BY_PERSON: ("requester",),
}
_QUEUE = select(jobs.c.stage, func.count()).where(IS_OPEN).group_by(jobs.c.stage)
_CROWD = (
    select(jobs.c.account, func.count().label("number"))
    .where(IS_OPEN)
    .group_by(jobs.c.account)
    .order_by(func.count().desc())
    .limit(5)
)
_OPEN = tuple(stage.value for stage in Stage if stage.is_open)
_UNDER_WAY = select(func.count()).where(jobs.c.stage.in_(_OPEN))
# Whoever is leased is due when that runs out, so that only those who wait are counted.
_DUE = select(func.count()).where(jobs.c.stage.in_(_OPEN), jobs.c.due_at <= bindparam("now"))
_AHEAD = _DUE.where(jobs.c.turn_at < bindparam("turn"))
_TURN = select(jobs.c.turn_at).where(jobs.c.id == bindparam("of"))


async def spent_daily(conn: AsyncConnection, account: str, first: str) -> Mapping[str, tuple[int, int]]:
    """Reels and micro-dollars of each day of an account, the first day first."""
    found = await conn.execute(_DAYS, {"account": account, "first": first})
    return {day: (int(reels), int(micros)) for day, reels, micros in found}


async def spent_on(conn: AsyncConnection, by: Spent, since: datetime) -> Sequence[tuple[str, int, int]]:
    """What ended reels cost, most first: what, how many, and micro-dollars with the house's part."""
    account = _DOC["bill", "account_micros"].as_integer()
    house = _DOC["bill", "house_micros"].as_integer()
    cost = func.coalesce(func.sum(account + house), 0)
    name = func.coalesce(_DOC[_PATHS[by]].as_string(), "").label("named")
    found = await conn.execute(
        select(name, func.count(), cost)
        .where(jobs.c.stage.in_(_ENDED), jobs.c.opened_at >= stamp(since))
        .group_by("named")
        .order_by(cost.desc())
        .limit(10)
    )
    return [(str(key), int(number), int(micros)) for key, number, micros in found]


async def queue(conn: AsyncConnection) -> tuple[Mapping[Stage, int], Sequence[tuple[str, int]]]:
    """How many jobs stand in each stage, and the accounts with most of them."""
    stages = {Stage(stage): int(number) for stage, number in await conn.execute(_QUEUE)}
    return stages, [(account, int(number)) for account, number in await conn.execute(_CROWD)]


async def line(conn: AsyncConnection, now: datetime, job_id: str) -> Queue:
    """Who waits for us, and who of them comes before a job, or before somebody who comes just now."""
    turn = stamp(now)
    if job_id:
        turn = (await conn.execute(_TURN, {"of": job_id})).scalar_one_or_none() or turn
    told = {"now": stamp(now), "turn": turn}
    numbers = [(await conn.execute(each, told)).scalar_one() for each in (_UNDER_WAY, _DUE, _AHEAD)]
    return Queue(*numbers)


async def decided(conn: AsyncConnection, limit: int) -> Sequence[Ruling]:
    """The newest rulings, the newest first."""
    found: Any = await conn.execute(select(rulings).order_by(rulings.c.id.desc()).limit(limit))
    return [Ruling(row.by, row.what, row.to, row.words, moment(row.at)) for row in found]
