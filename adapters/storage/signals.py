"""Signals from outside: they may come at any time and are never lost."""

from pydantic_core import to_json
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.items import Hear, Judge, Keep, Note, Signal
from adapters.storage.saves import wake
from adapters.storage.schema import jobs, notes, opinions, renders, requesters, stamp


async def signal(conn: AsyncConnection, item: Signal) -> None:
    """Wake a job, and ask for its end if the signal cancels."""
    changes = {"is_cancelled": True} if item.cancels else {}
    await wake(conn, jobs.c.id == item.job_id, stamp(item.now), **changes)


async def hear(conn: AsyncConnection, item: Hear) -> None:
    """Keep the ticket beside the render, and wake the job that pays for it."""
    heard = to_json(item.ticket).decode()
    await conn.execute(update(renders).where(renders.c.id == item.render_id).values(heard=heard))
    payer = select(renders.c.job_id).where(renders.c.id == item.render_id).scalar_subquery()
    await wake(conn, jobs.c.id == payer, stamp(item.now))


async def keep_niche(conn: AsyncConnection, item: Keep) -> None:
    """Enter or change what a requester's videos are about."""
    niche = item.niche.model_dump_json()
    changed = await conn.execute(update(requesters).where(requesters.c.key == item.key).values(niche=niche))
    if not changed.rowcount:
        await conn.execute(insert(requesters).values(key=item.key, account=item.key, niche=niche))


async def judge(conn: AsyncConnection, item: Judge) -> None:
    """Enter or change what somebody thinks of a reel."""
    told = {"is_good": item.is_good, "at": stamp(item.now)}
    who = {"job_id": item.job_id, "requester": item.requester}
    mine = (opinions.c.job_id == item.job_id) & (opinions.c.requester == item.requester)
    changed = await conn.execute(update(opinions).where(mine).values(told))
    if not changed.rowcount:
        await conn.execute(insert(opinions).values(who | told))


async def note(conn: AsyncConnection, item: Note) -> None:
    """Enter or change what a platform has to remember."""
    told = {"value": item.value, "at": stamp(item.now)}
    changed = await conn.execute(update(notes).where(notes.c.key == item.key).values(told))
    if not changed.rowcount:
        await conn.execute(insert(notes).values(key=item.key, **told))
