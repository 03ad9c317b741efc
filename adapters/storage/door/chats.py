"""The chats in the browser, line by line."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.store import SqlStore
from adapters.storage.tables.columns import stamp
from adapters.storage.tables.door import lines
from core.door import ChatLine

_LINE = TypeAdapter(ChatLine)


class SqlChats:
    """Fills `core.door.Chats`."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def say(self, address: str, line: ChatLine, now: datetime) -> int:
        same = (lines.c.address == address) & (lines.c.key == line.key)
        row = {
            "address": address,
            "key": line.key,
            "doc": _LINE.dump_json(line).decode(),
            "at": stamp(now),
        }

        async def work(conn: AsyncConnection) -> int:
            earlier = (await conn.execute(select(lines.c.id).where(same))).scalar()
            if earlier is not None:
                return int(earlier)
            made = await conn.execute(insert(lines).values(row).returning(lines.c.id))
            return int(made.scalar_one())

        return await self._store.write(work)

    async def find(self, address: str, key: str) -> ChatLine | None:
        same = (lines.c.address == address) & (lines.c.key == key)
        found = await self._store.read(select(lines).where(same))
        return _line(found[0]) if found else None

    async def since(self, address: str, after: int, limit: int) -> Sequence[ChatLine]:
        newer = select(lines).where(lines.c.address == address, lines.c.id > after)
        newest = await self._store.read(newer.order_by(lines.c.id.desc()).limit(limit))
        return [_line(row) for row in reversed(newest)]


def _line(row: Any) -> ChatLine:
    return replace(_LINE.validate_json(row.doc), id=row.id)
