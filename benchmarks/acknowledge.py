"""How long somebody waits for the answer to `/generate`, alone and in a crowd.

Ours answers when the quota was checked, the price is held and the job is on the disk. Of the plain
ways the first keeps nothing. The second writes one row; its requests share a connection, so at
five hundred at once the first commit carries most of the others' rows, whether they were ready
or not. The third promises what we do.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiosqlite

from benchmarks.contest import Contest, Contestant, Figure, Reading
from benchmarks.gauges import percentile
from benchmarks.plain import film
from benchmarks.studio import NICHE, Place, introduce, open_place
from core.talk import Said
from tests.players import Bench, Letterbox, Scribe, Vendor

_CROWDS = {1: 200, 50: 20, 500: 10}
"""How many ask at once, and how often they do."""

_WARM_UP = 50
_BREATH_SECONDS = 0.05

CONTEST = Contest(
    name="ack",
    module=__name__,
    figures=tuple(
        figure
        for crowd in _CROWDS
        for figure in (
            Figure(f"p50 {crowd}", f"`/generate` acknowledged, {crowd} at once, p50", "ms"),
            Figure(
                f"p99 {crowd}", f"the same, p99 (crowd of {crowd})", "ms", aim=50 if crowd == 500 else None
            ),
            Figure(f"rate {crowd}", f"the same, acknowledged per second (crowd of {crowd})", "/s"),
        )
    ),
    contestants=(
        Contestant("at_work", "Nichereel with its studio at work"),
        Contestant("idle", "with its studio idle"),
        Contestant("in_memory", "a task per job, nothing kept"),
        Contestant("insert", "one aiosqlite INSERT and commit per request"),
        Contestant("same_promises", "the same promises, one transaction per request"),
    ),
    rounds=3,
    longest=240,
)

_JOBS = "CREATE TABLE jobs (id INTEGER PRIMARY KEY, who TEXT, niche TEXT, idea TEXT, state TEXT)"
_LEDGER = "CREATE TABLE ledger (who TEXT, job INTEGER, micros INTEGER)"
_LEDGER_INDEX = "CREATE INDEX ledger_who ON ledger (who, micros)"
_LIMIT = 10**12

Ask = Callable[[int], Awaitable[object]]
"""Somebody's `/generate`, by a number that was never used before."""


async def at_work(folder: Path, is_quick: bool) -> Reading:
    """Our desk, while the runner makes all the reels that were ordered before."""
    async with open_place(folder) as place:
        return await _ours(place, is_quick)


async def idle(folder: Path, is_quick: bool) -> Reading:
    """Our desk alone."""
    async with open_place(folder, is_working=False) as place:
        return await _ours(place, is_quick)


async def in_memory(folder: Path, is_quick: bool) -> Reading:
    """A handler that starts a task and answers."""
    scribe, vendor, bench, letterbox = Scribe(), Vendor(), Bench(), Letterbox()
    jobs: dict[int, asyncio.Task[None]] = {}

    async def ask(number: int) -> str:
        job = film(f"idea {number}", folder, scribe, vendor, bench, letterbox)
        jobs[number] = asyncio.create_task(job)
        return f"Your reel {number} is on its way."

    reading = await _measured(ask, is_quick)
    await asyncio.gather(*jobs.values())
    return reading


async def insert(folder: Path, is_quick: bool) -> Reading:
    """A handler that writes one row and answers."""
    async with aiosqlite.connect(folder / "plain.db") as db:
        await db.execute(_JOBS)

        async def ask(number: int) -> str:
            await db.execute("INSERT INTO jobs VALUES (?, ?, ?, ?, ?)", _row(number))
            await db.commit()
            return f"Your reel {number} is on its way."

        return await _measured(ask, is_quick)


async def same_promises(folder: Path, is_quick: bool) -> Reading:
    """A handler that checks the quota, holds the price and enters the job, one request after the other."""
    turn = asyncio.Lock()
    async with aiosqlite.connect(folder / "plain.db", isolation_level=None) as db:
        for line in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", _JOBS, _LEDGER, _LEDGER_INDEX):
            await db.execute(line)

        async def ask(number: int) -> str:
            row = _row(number)
            async with turn:
                await db.execute("BEGIN IMMEDIATE")
                used = await db.execute_fetchall("SELECT sum(micros) FROM ledger WHERE who = ?", (row[1],))
                assert all((micros or 0) < _LIMIT for (micros,) in used)
                await db.execute("INSERT INTO jobs VALUES (?, ?, ?, ?, ?)", row)
                await db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (row[1], number, 1_500_000))
                await db.commit()
            return f"Your reel {number} is on its way."

        return await _measured(ask, is_quick)


def _row(number: int) -> tuple[int, str, str, str, str]:
    who = f"bench:{number % max(_CROWDS)}"
    return number, who, NICHE.model_dump_json(), f"idea {number}", "queued"


async def _ours(place: Place, is_quick: bool) -> Reading:
    await introduce(place, (f"bench:{number}" for number in range(max(_CROWDS))))

    async def ask(number: int) -> None:
        who = f"bench:{number % max(_CROWDS)}"
        reply = await place.desk.answer(Said(who, "here", f"bench:{number}", text=f"/generate idea {number}"))
        assert reply.job_id, reply.text

    return await _measured(ask, is_quick)


async def _measured(ask: Ask, is_quick: bool) -> Reading:
    reading: Reading = {}
    for number in range(_WARM_UP):
        await ask(number)
    asked = _WARM_UP
    for crowd, times in _CROWDS.items():
        waits: list[float] = []
        rates: list[float] = []
        for _ in range(max(1, times // 5) if is_quick else times):
            begun = time.perf_counter()
            waits += await asyncio.gather(*(_timed(ask, asked + n) for n in range(crowd)))
            rates.append(crowd / (time.perf_counter() - begun))
            asked += crowd
            await asyncio.sleep(_BREATH_SECONDS)
        reading |= {f"p50 {crowd}": percentile(waits, 50), f"p99 {crowd}": percentile(waits, 99)}
        reading[f"rate {crowd}"] = percentile(rates, 50)
    return reading


async def _timed(ask: Ask, number: int) -> float:
    """Milliseconds until the answer is there."""
    begun = time.perf_counter()
    await ask(number)
    return (time.perf_counter() - begun) * 1000
