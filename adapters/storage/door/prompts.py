"""Prompts, and what their writing cost the house, entered together."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import Delete, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.store import SqlStore
from adapters.storage.tables.columns import stamp
from adapters.storage.tables.door import prompts, spent
from adapters.storage.tables.upserts import enter_once
from adapters.storage.transactions.books import book
from core.books.ledger import HOUSE, Entry, Kind, day_of
from core.door import Prompt
from core.reel.job import new_id

_BEGIN = enter_once(spent)


class SqlPrompts:
    """Fills `core.door.Prompts`."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def begin(self, key: str, now: datetime) -> bool:
        intent = {"nonce": _intent(key), "at": stamp(now)}

        async def work(conn: AsyncConnection) -> bool:
            return bool((await conn.execute(_BEGIN, intent)).rowcount)

        return await self._store.write(work)

    async def give_up(self, key: str, micros: int, now: datetime) -> None:
        async def work(conn: AsyncConnection) -> None:
            if micros:
                await book(conn, [_bill(new_id(), micros, now)])
            await conn.execute(_end(key))

        await self._store.write(work)

    async def keep(self, prompt: Prompt, key: str) -> Prompt:
        async def work(conn: AsyncConnection) -> Prompt:
            # Written is written: what a second writing for the same key cost is in the book, too.
            if prompt.micros:
                await book(conn, [_bill(prompt.id, prompt.micros, prompt.at)])
            earlier = (await conn.execute(select(prompts.c.doc).where(prompts.c.key == key))).scalar()
            if earlier is not None:
                return Prompt.model_validate_json(earlier)
            row = {
                "id": prompt.id,
                "key": key,
                "requester": prompt.requester,
                "doc": prompt.model_dump_json(),
            }
            await conn.execute(insert(prompts).values(row))
            await conn.execute(_end(key))
            return prompt

        return await self._store.write(work)

    async def earlier(self, key: str) -> Prompt | None:
        found = await self._store.read(select(prompts.c.doc).where(prompts.c.key == key))
        return Prompt.model_validate_json(found[0].doc) if found else None

    async def find(self, requester: str, prompt_id: str) -> Prompt | None:
        mine = (prompts.c.id == prompt_id) & (prompts.c.requester == requester)
        found = await self._store.read(select(prompts.c.doc).where(mine))
        return Prompt.model_validate_json(found[0].doc) if found else None


def _intent(key: str) -> str:
    """A key holds whose it is, which need not be known of what was never written."""
    return f"prompt:{sha256(key.encode()).hexdigest()}"


def _end(key: str) -> Delete:
    return delete(spent).where(spent.c.nonce == _intent(key))


def _bill(what: str, micros: int, at: datetime) -> Entry:
    return Entry(HOUSE, what, Kind.SETTLE, 0, micros, day_of(at), at)
