"""Nobody waits for one person's batch: at every stage there is a place left for the others."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.errors import Unavailable
from core.reel.job import Stage
from core.store import Change, Claim, LeaseLost
from core.traffic import Bounds, Traffic, Wait
from core.work.crew import Policy
from core.work.runner import LANES, PORTION, Lane
from tests.players import Bench, Letterbox, Scribe, Vendor
from tests.work.house import House

BATCH = 40
QUICKLY = Policy(checks_per_second=10**9)
"""The vendor is asked after at once, however many orders it has."""


class Busy:
    """Somebody whose work at one call begins, and does not end before the doors open."""

    def __init__(self, worker: Any, call: str) -> None:
        self._worker, self._call = worker, call
        self.begun = 0
        self.opens = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._worker, name)
        if name != self._call:
            return found

        async def work(*args: Any, **kwargs: Any) -> Any:
            self.begun += 1
            await self.opens.wait()
            return await found(*args, **kwargs)

        return work


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(60):
        while not is_so():
            await asyncio.sleep(0.005)


def staffed(folder: Path, stage: Stage) -> tuple[House, Busy]:
    """A house where everybody takes no time but whoever works at this stage."""
    match stage:
        case Stage.PLANNING:
            busy = Busy(Scribe(), "write")
            return House(folder, writer=busy, policy=QUICKLY), busy
        case Stage.RENDERING:
            busy = Busy(Vendor(), "submit")
            return House(folder, renderer=busy, policy=QUICKLY), busy
        case Stage.CUTTING:
            busy = Busy(Bench(), "cut")
            return House(folder, room=busy, policy=QUICKLY), busy
        case _:
            busy = Busy(Letterbox(), "deliver")
            return House(folder, letterbox=busy, policy=QUICKLY), busy  # type: ignore[arg-type]


@pytest.mark.parametrize("stage", [Stage.PLANNING, Stage.RENDERING, Stage.CUTTING, Stage.DELIVERING])
async def test_nobody_waits_for_a_batch_of_forty(tmp_path: Path, stage: Stage) -> None:
    """While forty reels of one person take all they may have of a stage, another's is begun at once."""
    house, busy = staffed(tmp_path, stage)
    async with house.open():
        await asyncio.gather(*(house.order(f"idea {number}", who="ann") for number in range(BATCH)))
        await until(lambda: busy.begun == LANES[stage] // PORTION)
        late = (await house.order("one idea", who="bob")).job
        await until(lambda: busy.begun == LANES[stage] // PORTION + 1)
        busy.opens.set()
        assert late is not None
        await house.ended(late.id)
        anns = [await house.ended(job.id) for job in await house.store.jobs_of("test:ann", BATCH)]

    assert {job.stage for job in anns} == {Stage.DONE}
    assert len(anns) == BATCH


async def test_a_new_order_hears_how_long_it_takes(tmp_path: Path) -> None:
    """Who orders while many wait is told how many come first and for how long, by how fast reels end."""
    house, busy = staffed(tmp_path, Stage.PLANNING)
    async with house.open():
        traffic = Traffic(house.store, house.clock)
        ended = (await house.order("an idea")).job
        assert ended is not None
        for _ in range(10):
            traffic.watch(ended.but(stage=Stage.DONE), None)
            house.clock.move(seconds=6)
        crowd = LANES[Stage.PLANNING] + 60
        await asyncio.gather(*(house.order(f"idea {number}", who=f"w{number}") for number in range(crowd)))
        await until(lambda: busy.begun >= LANES[Stage.PLANNING] - 1)
        house.clock.move(seconds=30)
        late = (await house.order("late", who="zoe")).job
        assert late is not None
        line = await house.store.line(house.clock(), late.id)
        wait = await traffic.wait(late)
        busy.opens.set()
        await house.ended(late.id)
        await house.rest()
        nobody = await traffic.wait(late)

    assert line.due - line.ahead == 1
    assert line.ahead > 50
    assert wait == Wait(line.ahead, line.ahead * timedelta(seconds=9))
    assert nobody is None


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        (Bounds(reels=40), "41 reels are under way here"),
        (Bounds(wait=timedelta(minutes=5)), "about 9 minutes"),
    ],
)
async def test_beyond_the_bound_nothing_is_taken(tmp_path: Path, bounds: Bounds, words: str) -> None:
    """When too much waits, a new order is refused with the reason, and costs nothing."""
    house, busy = staffed(tmp_path, Stage.PLANNING)
    async with house.open():
        traffic = Traffic(house.store, house.clock, bounds)
        ended = (await house.order("an idea")).job
        assert ended is not None
        for number in range(BATCH):
            await house.order(f"idea {number}", who=f"w{number}")
        await until(lambda: busy.begun >= LANES[Stage.PLANNING])
        for _ in range(10):
            traffic.watch(ended.but(stage=Stage.DONE), None)
            house.clock.move(minutes=1)
        house.studio.traffic = traffic
        with pytest.raises(Unavailable, match=words) as refusal:
            await house.order("late", who="zoe")
        refused = await house.store.jobs_of("test:zoe", 1)
        holds = await house.balance("test:zoe")
        busy.opens.set()

    assert (refused, holds) == ([], (0, 0))
    assert (refusal.value.retry_in or 0) > 0


async def test_a_place_that_was_kept_in_vain_is_offered_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job it was kept for went elsewhere: whoever was passed over meanwhile is looked for right then."""
    house, held, goes = House(tmp_path, policy=QUICKLY), asyncio.Event(), asyncio.Event()
    async with house.open():
        lane, save = house.runner._lanes[Stage.CUTTING], house.store.save
        lane.room = lane.each = 1

        async def lost(claim: Claim, change: Change) -> Claim:
            if (
                change.job.stage is Stage.CUTTING
                and claim.job.stage is not Stage.CUTTING
                and not held.is_set()
            ):
                held.set()
                await goes.wait()
                raise LeaseLost(claim.job.id)
            return await save(claim, change)

        monkeypatch.setattr(house.store, "save", lost)
        await house.order("one", who="ann")
        await held.wait()
        late = (await house.order("two", who="bob")).job
        assert late is not None
        async with asyncio.timeout(30):
            while await _stage(house, late.id) is not Stage.CUTTING:
                await asyncio.sleep(0.01)
            goes.set()
            while await _stage(house, late.id) is not Stage.DONE:
                await asyncio.sleep(0.01)


async def _stage(house: House, job_id: str) -> Stage:
    job = await house.store.job(job_id)
    assert job is not None
    return job.stage


async def test_a_crowded_lane_rests_until_somebody_leaves() -> None:
    """When more are busy than there is room for, nobody looks for work before a place is free."""
    lane, doors = Lane(Stage.CUTTING, room=2), asyncio.Event()
    lane.busy = {asyncio.create_task(_through(doors)): f"account {number}" for number in range(3)}
    now = datetime(2026, 1, 1, tzinfo=UTC)

    lane.expect(now)
    assert lane.free == -1
    assert lane.pause(now) > timedelta(0)
    first, second, last = lane.busy
    lane.leave(first, now)
    assert lane.pause(now) > timedelta(0)
    lane.leave(second, now)
    assert lane.pause(now) <= timedelta(0)
    doors.set()
    await asyncio.gather(first, second, last)


async def _through(doors: asyncio.Event) -> None:
    await doors.wait()
