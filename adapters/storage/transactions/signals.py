"""Signals from outside: they may come at any time and are never lost."""

from collections.abc import Sequence
from operator import itemgetter

from pydantic_core import to_json
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.tables.columns import stamp
from adapters.storage.tables.learning import signs
from adapters.storage.tables.loads import write_rows
from adapters.storage.tables.studio import jobs, notes, opinions, renders, requesters
from adapters.storage.tables.upserts import enter_latest
from adapters.storage.transactions.items import Hear, Judge, Keep, Note, Signal
from adapters.storage.transactions.saves import WAKE

_WAKE = WAKE.where(jobs.c.id == bindparam("of"))
_CANCEL = _WAKE.values(is_cancelled=True)
_APPROVE = _WAKE.where(jobs.c.is_cancelled.is_(False)).values(is_approved=True)
_HEAR = update(renders).where(renders.c.id == bindparam("of")).values(heard=bindparam("heard"))
_PAYER = select(renders.c.job_id).where(renders.c.id == bindparam("of")).scalar_subquery()
_WAKE_PAYER = WAKE.where(jobs.c.id == _PAYER)
_KEEP = update(requesters).where(requesters.c.key == bindparam("of")).values(niche=bindparam("niche"))
_ENTER = insert(requesters)
_NOTE = enter_latest(notes)
_SHOW, _THINK = enter_latest(signs), enter_latest(opinions)


async def signal(conn: AsyncConnection, item: Signal) -> bool:
    """Wake a job, and ask for its end or agree to its price if it does that; False when it is too late."""
    what = _CANCEL if item.cancels else _APPROVE if item.approves else _WAKE
    return (await conn.execute(what, {"of": item.job_id, "now": stamp(item.now)})).rowcount > 0


async def hear(conn: AsyncConnection, item: Hear) -> None:
    """Keep the ticket beside the render, and wake the job that pays for it."""
    await conn.execute(_HEAR, {"of": item.render_id, "heard": to_json(item.ticket).decode()})
    await conn.execute(_WAKE_PAYER, {"of": item.render_id, "now": stamp(item.now)})


async def keep_niche(conn: AsyncConnection, item: Keep) -> None:
    """Enter or change what a requester's videos are about."""
    niche = item.niche.model_dump_json()
    changed = await conn.execute(_KEEP, {"of": item.key, "niche": niche})
    if not changed.rowcount:
        await conn.execute(_ENTER, {"key": item.key, "account": item.key, "niche": niche})


async def keep_language(conn: AsyncConnection, key: str, language: str) -> None:
    """Enter or change the language that a requester is spoken to in."""
    changed = await conn.execute(update(requesters).where(requesters.c.key == key).values(language=language))
    if not changed.rowcount:
        await conn.execute(insert(requesters).values(key=key, account=key, niche=None, language=language))


async def judge(conn: AsyncConnection, item: Judge) -> None:
    """Enter what somebody thinks of a reel, or take it back: the last of what still stands counts."""
    who = {"job_id": item.job_id, "requester": item.requester}
    told = {"is_good": item.is_good, "at": stamp(item.now)}
    if item.is_good is None:
        await conn.execute(delete(signs).filter_by(**who, sign=item.sign))
        left = select(signs.c.is_good, signs.c.at).filter_by(**who).order_by(signs.c.at.desc()).limit(1)
        if (last := (await conn.execute(left)).mappings().first()) is None:
            await conn.execute(delete(opinions).filter_by(**who))
            return
        told = dict(last)
    else:
        await conn.execute(_SHOW, {**who, **told, "sign": item.sign})
    await conn.execute(_THINK, {**who, **told})


async def note_all(conn: AsyncConnection, items: Sequence[Note]) -> None:
    """Enter or change what platforms have to remember; of two notes under one key the later stays."""
    rows = [{"key": item.key, "value": item.value, "at": stamp(item.now)} for item in items]
    await write_rows(conn, _NOTE, sorted(rows, key=itemgetter("key")))
