"""What a process on SQLite takes when ten to eighty reels are ordered every second, as evenly as they come.

Vendors take no time, so what is measured is our own work: is twice the load twice the cost?
"""

import asyncio
import time
from functools import partial
from pathlib import Path

from benchmarks.contest import Contest, Contestant, Figure, Reading
from benchmarks.gauges import megabytes, percentile
from benchmarks.studio import Place, introduce, open_place
from core.talk import Said

LOADS = {"ten": 10, "twenty": 20, "forty": 40, "eighty": 80}
"""Reels per second, by the contestants' functions."""

_REQUESTERS = 50
_SECONDS, _QUICK_SECONDS = 20, 3

CONTEST = Contest(
    name="load",
    module=__name__,
    figures=(
        Figure("cpu", "processor time of the process", "% of a core"),
        Figure("each", "the same, for each reel", "ms"),
        Figure("memory", "memory", "MB"),
        Figure("p50", "`/generate` acknowledged, p50", "ms"),
        Figure("p99", "the same, p99", "ms"),
    ),
    contestants=tuple(
        Contestant(name, f"{'Nichereel at ' if load == 10 else ''}{load} reels per second")
        for name, load in LOADS.items()
    ),
    rounds=1,
)


async def _loaded(folder: Path, is_quick: bool, load: int) -> Reading:
    number = load * (_QUICK_SECONDS if is_quick else _SECONDS)
    async with open_place(folder) as place:
        await introduce(place, (f"bench:{number}" for number in range(_REQUESTERS)))
        await asyncio.gather(*(_ask(place, -each) for each in range(1, load)))
        begun, cpu = time.perf_counter(), time.process_time()
        asking = []
        for each in range(number):
            await asyncio.sleep(begun + each / load - time.perf_counter())
            asking.append(asyncio.create_task(_ask(place, each)))
        waits = await asyncio.gather(*asking)
        await place.count.reach(number + load - 1)
        spent = (time.process_time() - cpu) / number
        reading = {"cpu": 100 * spent * load, "each": 1000 * spent, "memory": megabytes()}
    return reading | {"p50": percentile(waits, 50), "p99": percentile(waits, 99)}


async def _ask(place: Place, number: int) -> float:
    """Milliseconds until the order is acknowledged."""
    begun = time.perf_counter()
    said = Said(f"bench:{number % _REQUESTERS}", "here", str(number), text=f"/generate idea {number}")
    assert (await place.desk.answer(said)).job_id
    return (time.perf_counter() - begun) * 1000


ten, twenty, forty, eighty = (partial(_loaded, load=load) for load in LOADS.values())
