"""The keys that people entrusted to us, sealed with a master key that lies elsewhere."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.store import SqlStore
from adapters.storage.tables.columns import stamp
from adapters.storage.tables.people import own_keys
from adapters.storage.tables.upserts import enter_latest
from core.errors import Misconfigured

_KEEP = enter_latest(own_keys)

_NO_MASTER = "KEY_MASTER must hold master keys as `nichereel master` makes them, the newest first."
_LOST = "The key that you gave me cannot be read any more. Please give it again with /key."
_GONE = "The key of your own that this reel was ordered with is gone."


def lock_of(masters: Sequence[str]) -> MultiFernet:
    """Seals with the first of the master keys and opens with any. Raises Misconfigured for what is none."""
    try:
        return MultiFernet([Fernet(master) for master in masters])
    except ValueError as error:
        raise Misconfigured(_NO_MASTER) from error


class Safe:
    """Seals with the first of the `masters` and opens with any. `learn` is told every key that is opened.

    Raises Misconfigured for what is no master key.
    """

    def __init__(self, store: SqlStore, masters: Sequence[str], learn: Callable[[str], None]) -> None:
        self._store = store
        self.learn = learn
        self._lock = lock_of(masters)

    async def keep(self, account: str, vendor: str, key: str, now: datetime) -> None:
        """Keep a key in place of the one before."""
        # What is sealed says whose it is: a row that was copied to another account does not open.
        sealed = self._lock.encrypt(json.dumps([account, vendor, key]).encode()).decode()
        row = {"account": account, "vendor": vendor, "sealed": sealed, "at": stamp(now)}
        await self._store.write(lambda conn: conn.execute(_KEEP, row))

    async def key(self, account: str, vendor: str) -> str:
        """A key. Raises Misconfigured when there is none, or it cannot be opened."""
        found = await self._store.read(
            select(own_keys.c.sealed).where(own_keys.c.account == account, own_keys.c.vendor == vendor)
        )
        if not found:
            raise Misconfigured(_GONE)
        try:
            whose, what, key = json.loads(self._lock.decrypt(found[0].sealed))
        except InvalidToken as error:
            raise Misconfigured(_LOST) from error
        if (whose, what) != (account, vendor):
            raise Misconfigured(_LOST)
        self.learn(key)
        return str(key)

    async def vendors(self, account: str) -> Sequence[str]:
        """For which vendors we have a key of this account."""
        theirs = select(own_keys.c.vendor).where(own_keys.c.account == account)
        return [row.vendor for row in await self._store.read(theirs.order_by(own_keys.c.vendor))]

    async def forget(self, account: str) -> bool:
        """Forget all keys of an account; False when there were none."""
        gone = delete(own_keys).where(own_keys.c.account == account)

        async def work(conn: AsyncConnection) -> bool:
            return bool((await conn.execute(gone)).rowcount)

        return await self._store.write(work)

    async def rotate(self) -> int:
        """Seal everything anew with the first master key; how many keys there are that could be opened."""

        async def work(conn: AsyncConnection) -> int:
            count = 0
            for row in (await conn.execute(select(own_keys))).all():
                try:
                    sealed = self._lock.rotate(row.sealed.encode()).decode()
                except InvalidToken:
                    continue
                mine = (own_keys.c.account == row.account) & (own_keys.c.vendor == row.vendor)
                await conn.execute(update(own_keys).where(mine).values(sealed=sealed))
                count += 1
            return count

        return await self._store.write(work)
