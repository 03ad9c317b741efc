"""Payments, and the reels that were bought with them: entered once, and taken back in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.store import SqlStore
from adapters.storage.tables.columns import moment, stamp
from adapters.storage.tables.studio import payments
from adapters.storage.tables.upserts import enter_once
from adapters.storage.transactions.books import book, bought
from adapters.storage.transactions.linking import account_of
from adapters.storage.transactions.settled import give
from core.books.ledger import EVER, Entry, bought_by, given
from core.books.till import Payment, State
from core.store import Ruling

_PAYMENT = enter_once(payments)


class SqlPayments:
    """Fills `core.books.till.Payments`."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def enter(self, payment: Payment) -> bool:
        row = {name: getattr(payment, name) for name in ("charge", "requester", "reels", "stars", "taken")}
        row |= {"at": stamp(payment.at), "state": payment.state.value}

        async def work(conn: AsyncConnection) -> bool:
            if not (await conn.execute(_PAYMENT, row)).rowcount:
                return False
            account = await account_of(conn, payment.requester)
            await book(conn, _moved(account, f"paid:{payment.charge}", payment.reels, payment.at))
            return True

        return await self._store.write(work, counts=True)

    async def payment(self, charge: str) -> Payment | None:
        found = await self._store.read(select(payments).where(payments.c.charge == charge))
        return _read(found[0]) if found else None

    async def newest(self, requester: str, limit: int) -> Sequence[Payment]:
        wanted: Select[tuple[object, ...]] = select(payments).order_by(payments.c.at.desc()).limit(limit)
        if requester:
            wanted = wanted.where(payments.c.requester == requester)
        return [_read(row) for row in await self._store.read(wanted)]

    async def unfinished(self) -> Sequence[Payment]:
        wanted = select(payments).where(payments.c.state == State.REFUNDING.value)
        return [_read(row) for row in await self._store.read(wanted)]

    async def take_back(self, charge: str, ruling: Ruling) -> Payment | None:
        async def work(conn: AsyncConnection) -> Payment | None:
            known = await _paid(conn, charge)
            if known is None:
                return None
            account = await account_of(conn, known.requester)
            taken = min(known.reels, (await bought(conn, [account])).get(account, 0))
            lines = _moved(account, f"back:{charge}:{stamp(ruling.at)}", -taken, ruling.at) if taken else ()
            await give(conn, lines, ruling)
            await _change(conn, charge, State.REFUNDING, taken)
            return Payment(
                charge, known.requester, known.reels, known.stars, known.at, State.REFUNDING, taken
            )

        return await self._store.write(work, counts=True)

    async def restore(self, charge: str, now: datetime) -> None:
        async def work(conn: AsyncConnection) -> None:
            found = (await conn.execute(select(payments).where(payments.c.charge == charge))).first()
            if found is None or found.state != State.REFUNDING:
                return
            account = await account_of(conn, found.requester)
            if found.taken:
                await book(conn, _moved(account, f"kept:{charge}:{stamp(now)}", found.taken, now))
            await _change(conn, charge, State.PAID, 0)

        await self._store.write(work, counts=True)

    async def settle(self, charge: str) -> None:
        done = update(payments).where(payments.c.charge == charge).values(state=State.REFUNDED.value)
        await self._store.write(lambda conn: conn.execute(done))


def _moved(account: str, name: str, reels: int, at: datetime) -> tuple[Entry, ...]:
    """The account has so many bought reels more, or fewer."""
    return given(bought_by(account), name, reels, 0, EVER, at)


async def _paid(conn: AsyncConnection, charge: str) -> Payment | None:
    row = (await conn.execute(select(payments).where(payments.c.charge == charge))).first()
    return _read(row) if row is not None and row.state == State.PAID else None


async def _change(conn: AsyncConnection, charge: str, state: State, taken: int) -> None:
    changed = update(payments).where(payments.c.charge == charge)
    await conn.execute(changed.values(state=state.value, taken=taken))


def _read(row: Row[tuple[object, ...]]) -> Payment:
    known = row._mapping
    return Payment(
        known["charge"], known["requester"], known["reels"], known["stars"], moment(known["at"]),
        State(known["state"]), known["taken"],
    )  # fmt: skip
