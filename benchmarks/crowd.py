"""What waiting costs with a thousand and up to a hundred thousand reels: is the line straight?

A thousand are really ordered over HTTP. The others are copies of their rows, due hours later, since
ordering them would take longer than all that is measured.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy import ColumnElement, Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.tables.studio import jobs, renders
from benchmarks.contest import Contest, Contestant, Figure, Reading
from benchmarks.gauges import megabytes
from benchmarks.studio import introduce, open_place
from benchmarks.vendor import fake_fal
from benchmarks.waiting import REQUESTERS, Sizes, Watched, at_rest, few_at_once, order, pickup, some, told
from core.reel.catalogue import WAN_25
from core.work.crew import Policy

CROWDS = {"thousand": 1_000, "ten_thousand": 10_000, "fifty_thousand": 50_000, "hundred_thousand": 100_000}
"""How many wait, by the contestants' functions."""

_ORDERED = 1000
_MODEL = replace(WAN_25, usual_seconds=40)
"""The first look comes after 60 % of the usual time, so this decides how long nothing is measured."""
_HOUR = 3_600_000_000
_WORDS, _IDLE_SECONDS = 50, 20.0

CONTEST = Contest(
    name="crowd",
    module=__name__,
    figures=(
        Figure("memory", "so many reels waiting in rendering: memory", "MB"),
        Figure("idle", "the same, processor time while nothing happens", "% of a core"),
        Figure("looks", "the same, looks at the vendor meanwhile", "/s"),
        Figure("pickup p50", "the same, from the vendor's word to its status being asked, p50", "ms"),
        Figure("pickup max", "the same, the longest", "ms"),
    ),
    contestants=(
        Contestant("hundred_thousand", "Nichereel with 100,000"),
        Contestant("fifty_thousand", "with 50,000"),
        Contestant("ten_thousand", "with 10,000"),
        Contestant("thousand", "with 1,000"),
    ),
    rounds=1,
    longest=300,
)


async def _waiting(folder: Path, is_quick: bool, crowd: int) -> Reading:
    """A thousand real ones, and as many copies of each as it takes; a twentieth of all when quick."""
    ordered, times = _ORDERED // (20 if is_quick else 1), crowd // _ORDERED
    async with fake_fal() as fal:
        renderer = Watched(fal.address, some(range(ordered), _WORDS // (5 if is_quick else 1)))
        async with open_place(folder, policy=Policy(), renderer=renderer, model=_MODEL) as place:
            await introduce(place, (f"bench:{number}" for number in range(REQUESTERS)))
            before = megabytes()
            await few_at_once(partial(order, place), ordered)
            await renderer.reach(ordered)
            for number in range(1, times):
                await place.store.write(partial(_copy, number=number))
            if not is_quick:
                await renderer.is_asking.wait()
            reading = await at_rest(fal, before, Sizes(ordered, 5.0 if is_quick else _IDLE_SECONDS, 0, 0, 0))
            first, *others = renderer.renders
            await told(first, place, fal, renderer)
            # The fake makes its footage when it is fetched for the first time.
            await place.count.reach(1)
            waits = [await told(each, place, fal, renderer) for each in others]
        await renderer.aclose()
    return reading | pickup(waits)


async def _copy(conn: AsyncConnection, number: int) -> None:
    """Each job that was ordered and its render once more, due so many hours later."""
    await _copy_rows(conn, jobs, ("id", "request_key", "digest"), number)
    await _copy_rows(conn, renders, ("id", "job_id", "order_key"), number)


async def _copy_rows(conn: AsyncConnection, table: Table, named: tuple[str, ...], number: int) -> None:
    mark = f"-{number}"
    told: dict[str, ColumnElement[object]] = {column.name: column for column in table.columns}
    for name in named:
        known = table.c[name]
        told[name] = known + mark
        told["doc"] = func.replace(told["doc"], '"' + known + '"', '"' + known + f'{mark}"')
    if "due_at" in told:
        told["due_at"] = table.c.due_at + number * _HOUR
    originals = table.c.id.not_like("%-%")
    await conn.execute(insert(table).from_select(list(told), select(*told.values()).where(originals)))


thousand, ten_thousand, fifty_thousand, hundred_thousand = (
    partial(_waiting, crowd=crowd) for crowd in CROWDS.values()
)
