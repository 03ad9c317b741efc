"""How many reels go through all stages in a second when no vendor takes any time.

Ours holds and settles the price of every reel and survives a kill at any moment. Of the plain ways
one keeps nothing, the other commits one row after each step and has no ledger.
"""

import asyncio
import time
from pathlib import Path

import aiosqlite

from benchmarks.contest import Contest, Contestant, Figure, Reading
from benchmarks.plain import film
from benchmarks.studio import introduce, open_place
from core.clock import system_clock
from core.talk import Said
from tests.players import Bench, Letterbox, Scribe, Vendor

_JOBS, _QUICK_JOBS, _REQUESTERS, _CROWD = 2000, 200, 50, 500

CONTEST = Contest(
    name="stages",
    module=__name__,
    figures=(
        Figure("rate", "reels per second through all stages, the ledger included", "/s", 200, True),
        Figure("cpu", "the same, processor time for each", "ms"),
    ),
    contestants=(
        Contestant("ours", "Nichereel"),
        Contestant("in_memory", "a task per job, nothing kept"),
        Contestant("commits", "a task per job, one aiosqlite commit per step"),
    ),
    rounds=5,
)


async def ours(folder: Path, is_quick: bool) -> Reading:
    """Our desk, store and runner; afterwards the books are checked."""
    jobs = _QUICK_JOBS if is_quick else _JOBS
    async with open_place(folder) as place:
        await introduce(place, (f"bench:{number}" for number in range(_REQUESTERS)))

        async def ask(number: int) -> None:
            who = f"bench:{number % _REQUESTERS}"
            reply = await place.desk.answer(Said(who, "here", str(number), text=f"/generate idea {number}"))
            assert reply.job_id, reply.text

        watch = _Watch()
        for first in range(0, jobs, _CROWD):
            await asyncio.gather(*(ask(n) for n in range(first, min(first + _CROWD, jobs))))
        await place.count.reach(jobs)
        reading = watch.reading(jobs)
        used = [await place.store.usage(f"bench:{n}", system_clock()) for n in range(_REQUESTERS)]
        assert sum(usage.micros_today for usage in used) == place.vendor.bill
        assert len(place.vendor.orders) == place.letterbox.posts == jobs
        return reading


async def in_memory(folder: Path, is_quick: bool) -> Reading:
    """A task per job, and nothing else."""
    jobs = _QUICK_JOBS if is_quick else _JOBS
    scribe, vendor, bench, letterbox = Scribe(), Vendor(), Bench(), Letterbox()
    watch = _Watch()
    work = (film(f"idea {number}", folder, scribe, vendor, bench, letterbox) for number in range(jobs))
    await asyncio.gather(*work)
    return watch.reading(jobs)


async def commits(folder: Path, is_quick: bool) -> Reading:
    """A task per job that writes its state down after each step, on one shared connection."""
    jobs = _QUICK_JOBS if is_quick else _JOBS
    scribe, vendor, bench, letterbox = Scribe(), Vendor(), Bench(), Letterbox()
    async with aiosqlite.connect(folder / "plain.db") as db:
        await db.execute("CREATE TABLE jobs (id INTEGER PRIMARY KEY, state TEXT, idea TEXT)")

        async def job(number: int) -> None:
            async def note(state: str) -> None:
                await db.execute("REPLACE INTO jobs VALUES (?, ?, ?)", (number, state, f"idea {number}"))
                await db.commit()

            await film(f"idea {number}", folder, scribe, vendor, bench, letterbox, note)

        watch = _Watch()
        await asyncio.gather(*(job(number) for number in range(jobs)))
        return watch.reading(jobs)


class _Watch:
    """Wall and processor time since it was made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def reading(self, jobs: int) -> Reading:
        """What so many jobs took."""
        wall, cpu = time.perf_counter() - self._wall, time.process_time() - self._cpu
        return {"rate": jobs / wall, "cpu": cpu / jobs * 1000}
