"""Tokens, by the digest of their secret, and what works once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.store import SqlStore
from adapters.storage.tables.columns import moment, stamp
from adapters.storage.tables.door import spent, tokens
from core.door import Scope, Token


class SqlTokens:
    """Fills `core.door.Tokens`."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def keep(self, token: Token, digest: str) -> None:
        row = {
            "id": token.id,
            "digest": digest,
            "requester": token.requester,
            "scopes": " ".join(token.scopes),
            "at": stamp(token.at),
        }
        await self._store.write(lambda conn: conn.execute(insert(tokens).values(row)))

    async def find(self, digest: str) -> Token | None:
        found = await self._store.read(select(tokens).where(tokens.c.digest == digest))
        return _token(found[0]) if found else None

    async def of(self, requester: str) -> Sequence[Token]:
        theirs = select(tokens).where(tokens.c.requester == requester).order_by(tokens.c.at.desc())
        return [_token(row) for row in await self._store.read(theirs)]

    async def revoke(self, requester: str, token_id: str) -> bool:
        gone = delete(tokens).where(tokens.c.id == token_id, tokens.c.requester == requester)

        async def work(conn: AsyncConnection) -> bool:
            return (await conn.execute(gone)).rowcount > 0

        return await self._store.write(work)

    async def spend(self, nonce: str, now: datetime) -> bool:
        async def work(conn: AsyncConnection) -> bool:
            if (await conn.execute(select(spent).where(spent.c.nonce == nonce))).first() is not None:
                return False
            await conn.execute(insert(spent).values(nonce=nonce, at=stamp(now)))
            return True

        return await self._store.write(work)

    async def is_spent(self, nonce: str) -> bool:
        return bool(await self._store.read(select(spent).where(spent.c.nonce == nonce)))


def _token(row: Any) -> Token:
    return Token(row.id, row.requester, tuple(map(Scope, row.scopes.split())), moment(row.at))
