"""How many holds a second one account takes when everybody charges it at once.

Half of them find it empty: what is measured is saying yes and saying no, and afterwards the book is added
up. The plain way asks for the sum and enters the line in one transaction after the other.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiosqlite

from adapters.storage import default_url, open_store
from benchmarks.contest import Contest, Contestant, Figure, Reading
from core.books.account import Terms
from core.books.quota import Quota
from core.clock import system_clock
from core.reel.brief import Brief
from core.reel.job import Job, new_id
from core.reel.niche import Niche
from tests.players import QUICK

_HOLDS, _QUICK_HOLDS, _AT_ONCE = 10_000, 1_000, 500
_PRICE = QUICK.price(10)
_BRIEF = Brief(niche=Niche(subject="specialty coffee"), topic="one account for all", model=QUICK.id)
_ENTRIES = "CREATE TABLE entries (who TEXT, job TEXT, micros INTEGER)"
_INDEX = "CREATE INDEX entries_who ON entries (who, micros)"

CONTEST = Contest(
    name="ledger",
    module=__name__,
    figures=(Figure("rate", "holds per second on one account, 500 at once, half of them refused", "/s"),),
    contestants=(
        Contestant("ours", "Nichereel"),
        Contestant("plain", "a sum and an INSERT in one aiosqlite transaction each"),
    ),
    rounds=3,
)

Hold = Callable[[], Awaitable[bool]]
"""Tries to hold the price once; whether there was room."""


async def ours(folder: Path, is_quick: bool) -> Reading:
    """Every rule, the hold and the job."""
    holds = _QUICK_HOLDS if is_quick else _HOLDS
    quota = Quota(micros_per_day=holds // 2 * _PRICE)
    async with open_store(default_url(folder), folder) as store:

        async def hold() -> bool:
            now, name = system_clock(), new_id()
            job = Job(
                id=name, account="one", requester="one", address="here", request_key=name,
                brief=_BRIEF, quote=_PRICE, opened_at=now, stage_at=now,
            )  # fmt: skip
            return (await store.open(job, Terms(quota))).job is not None

        reading = await _measured(hold, holds)
        assert (await store.usage("one", system_clock())).micros_today == holds // 2 * _PRICE
    return reading


async def plain(folder: Path, is_quick: bool) -> Reading:
    """The sum and the line."""
    holds = _QUICK_HOLDS if is_quick else _HOLDS
    most, turn = holds // 2 * _PRICE, asyncio.Lock()
    async with aiosqlite.connect(folder / "plain.db", isolation_level=None) as db:
        for line in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", _ENTRIES, _INDEX):
            await db.execute(line)

        async def hold() -> bool:
            async with turn:
                await db.execute("BEGIN IMMEDIATE")
                rows = await db.execute_fetchall("SELECT sum(micros) FROM entries WHERE who = 'one'")
                used = sum(micros or 0 for (micros,) in rows)
                if used + _PRICE <= most:
                    await db.execute("INSERT INTO entries VALUES ('one', ?, ?)", (new_id(), _PRICE))
                await db.commit()
                return used + _PRICE <= most

        return await _measured(hold, holds)


async def _measured(hold: Hold, holds: int) -> Reading:
    begun, held = time.perf_counter(), 0
    for _ in range(0, holds, _AT_ONCE):
        held += sum(await asyncio.gather(*(hold() for _ in range(_AT_ONCE))))
    assert held == holds // 2
    return {"rate": holds / (time.perf_counter() - begun)}
