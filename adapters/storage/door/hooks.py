"""Hooks, and the calls that wait for them; `calls` enters these."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.store import SqlStore
from adapters.storage.tables.columns import moment, stamp
from adapters.storage.tables.door import calls, hooks
from core.door import Call, Webhook

_CALLS = select(
    calls, *(hooks.c[name].label(f"hook_{name}") for name in ("requester", "url", "secret", "at"))
)
_WITH_HOOK = _CALLS.join_from(calls, hooks, hooks.c.id == calls.c.hook_id)

_HELD = timedelta(minutes=1)


class SqlHooks:
    """Fills `core.door.Hooks`."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def register(self, hook: Webhook) -> None:
        row = {
            "id": hook.id,
            "requester": hook.requester,
            "url": hook.url,
            "secret": hook.secret,
            "at": stamp(hook.at),
        }
        await self._store.write(lambda conn: conn.execute(insert(hooks).values(row)))

    async def of(self, requester: str) -> Sequence[Webhook]:
        theirs = select(hooks).where(hooks.c.requester == requester).order_by(hooks.c.at.desc())
        found = await self._store.read(theirs)
        return [Webhook(row.id, row.requester, row.url, row.secret, moment(row.at)) for row in found]

    async def drop(self, requester: str, hook_id: str) -> bool:
        gone = delete(hooks).where(hooks.c.id == hook_id, hooks.c.requester == requester)

        async def work(conn: AsyncConnection) -> bool:
            if not (await conn.execute(gone)).rowcount:
                return False
            await conn.execute(delete(calls).where(calls.c.hook_id == hook_id))
            return True

        return await self._store.write(work)

    async def due(self, now: datetime, limit: int) -> Sequence[Call]:
        line = select(calls.c.id).where(calls.c.due_at <= stamp(now)).order_by(calls.c.due_at).limit(limit)
        if not await self._store.read(line):
            return []

        async def work(conn: AsyncConnection) -> Sequence[Call]:
            ids = (await conn.execute(line.with_for_update(skip_locked=True))).scalars().all()
            given = (await conn.execute(_WITH_HOOK.where(calls.c.id.in_(ids)).order_by(calls.c.due_at))).all()
            held = update(calls).where(calls.c.id.in_(ids)).values(due_at=stamp(now + _HELD))
            await conn.execute(held)
            return [_call(row) for row in given]

        return await self._store.write(work)

    async def next_due(self) -> datetime | None:
        earliest = (await self._store.read(select(func.min(calls.c.due_at))))[0][0]
        return moment(earliest) if earliest is not None else None

    async def told(self, call: Call) -> None:
        gone = delete(calls).where(calls.c.id == call.id)
        await self._store.write(lambda conn: conn.execute(gone))

    async def later(self, call: Call, due_at: datetime | None) -> None:
        due = stamp(due_at) if due_at is not None else None
        again = update(calls).where(calls.c.id == call.id).values(tries=call.tries + 1, due_at=due)
        await self._store.write(lambda conn: conn.execute(again))

    async def calls(self, hook_id: str, limit: int) -> Sequence[Call]:
        newest = _WITH_HOOK.where(calls.c.hook_id == hook_id).order_by(calls.c.id.desc()).limit(limit)
        return [_call(row) for row in await self._store.read(newest)]


def _call(row: Any) -> Call:
    hook = Webhook(row.hook_id, row.hook_requester, row.hook_url, row.hook_secret, moment(row.hook_at))
    due = moment(row.due_at) if row.due_at is not None else None
    return Call(row.id, hook, row.body, row.tries, moment(row.opened_at), due, is_dead=due is None)
