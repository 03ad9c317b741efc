"""Strikes and reports: what is kept of misdeeds."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.store import SqlStore
from adapters.storage.tables.columns import stamp
from adapters.storage.tables.people import reports, strikes
from adapters.storage.tables.upserts import enter_once
from adapters.storage.transactions.settled import settle, standings_of
from core.books.account import PLAIN, Block
from core.books.ledger import HOUSE
from core.people.moderation import Report, Strike
from core.store import Ruling

_STRIKE = enter_once(strikes)
_REPORT = enter_once(reports)


def _counted(account: str, since: datetime) -> Select[int]:
    return select(func.count()).where(strikes.c.account == account, strikes.c.at > stamp(since))


class SqlRecord:
    """Fills `core.people.moderation.Record`."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def strike(
        self, strike: Strike, since: datetime, pause: Callable[[int], Block | None]
    ) -> Block | None:
        async def work(conn: AsyncConnection) -> Block | None:
            known = (await standings_of(conn, [strike.account])).get(strike.account, PLAIN).block
            if known is not None and known.holds(strike.at):
                return None
            row = {"key": strike.key, "account": strike.account, "why": strike.why, "at": stamp(strike.at)}
            if not (await conn.execute(_STRIKE, row)).rowcount:
                return None
            block = pause((await conn.execute(_counted(strike.account, since))).scalar_one())
            if block is not None:
                ruling = Ruling(HOUSE, "time-out", strike.account, block.reason, strike.at)
                await settle(conn, strike.account, {"block": block}, ruling)
            return block

        return await self._store.write(work)

    async def strikes(self, account: str, since: datetime) -> int:
        return int((await self._store.read(_counted(account, since)))[0][0])

    async def report(self, report: Report) -> bool:
        row = {
            "job_id": report.job_id,
            "requester": report.requester,
            "why": report.why,
            "at": stamp(report.at),
        }

        async def work(conn: AsyncConnection) -> bool:
            return bool((await conn.execute(_REPORT, row)).rowcount)

        return await self._store.write(work)
