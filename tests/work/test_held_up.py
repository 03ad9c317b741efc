"""What people read while something stands in the way: since when, and nothing that will not come."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.voice import standing
from bot.voice.times import when
from core.errors import Failed, Unavailable, Unclear
from core.ports import Draft
from core.reel.brief import Brief
from core.reel.job import Job, Stage
from core.work import steps
from tests.players import Scribe
from tests.work.house import House

PROMISE = "If it stays so"
_AWAY = Unavailable("The video service is down.")


class Clumsy(Scribe):
    """A writer with a fault of ours in it."""

    async def write(self, brief: Brief) -> Draft:
        raise KeyError(brief.topic)


async def _later(house: House, job: Job | None, times: int) -> str:
    """What is read about it after so many further tries, in the chat and with /status alike."""
    assert job is not None
    for _ in range(times):
        await house.rest()
        await house.doze()
    await house.rest()
    found = await house.store.job(job.id)
    assert found is not None
    line = standing.progress(found)
    assert line.split(". ", 1)[1] in standing.one(found, house.clock()).text
    return line


async def test_an_order_that_is_looked_for_has_a_day_and_a_time(tmp_path: Path) -> None:
    """While nobody can say whether the vendor got it, it is read since which day and hour."""
    house = House(tmp_path)
    house.vendor.troubles = [Unclear("The video service did not answer.")]
    house.vendor.accepts_anyway = True
    house.vendor.find_troubles = [_AWAY] * 500
    async with house.open():
        opened, began = await house.order(), house.clock()
        line = await _later(house, opened.job, 10)

    assert f"I draw the reel at no cost. I have been trying since {when(began)} UTC" in line
    assert PROMISE not in line


async def test_a_reel_that_is_stopped_goes_to_no_other_model(tmp_path: Path) -> None:
    """Who cancels hears that the vendor is asked, and of no model that takes over."""
    house = House(tmp_path)
    house.vendor.troubles = [Unclear("The answer got lost."), *[_AWAY] * 50]
    house.vendor.accepts_anyway = True
    house.vendor.find_troubles = [_AWAY] * 500
    async with house.open():
        opened, began = await house.order(shots=2), house.clock()
        assert PROMISE in await _later(house, opened.job, 1)
        assert opened.job is not None
        await house.studio.cancel(opened.job)
        line = await _later(house, opened.job, 1)

    assert f"whether it got the order. I have been trying since {when(began)} UTC" in line
    assert PROMISE not in line


async def test_what_broke_on_our_side_is_written_by_nobody_else(tmp_path: Path) -> None:
    """A fault of ours waits for its mending; no other writer is promised, after a day neither."""
    house = House(tmp_path, writer=Clumsy())
    async with house.open():
        opened, began = await house.order(), house.clock()
        await house.rest()
        house.clock.move(days=1)
        line = await _later(house, opened.job, 1)

    assert f"the job waits and is tried again. I have been trying since {when(began)}" in line
    assert PROMISE not in line


async def test_what_broke_while_the_database_was_away_is_not_left_lying(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours at a moment when nothing can be read either is told as soon as it can be."""
    monkeypatch.setattr(steps, "_SAVE_AGAIN", 0.0)
    house = House(tmp_path, writer=Clumsy())
    async with house.open():
        read, asked = house.store.job, list[str]()

        async def read_at_last(job_id: str) -> Job | None:
            asked.append(job_id)
            if len(asked) < 3:
                raise _AWAY
            return await read(job_id)

        monkeypatch.setattr(house.store, "job", read_at_last)
        opened = await house.order()
        await house.rest()
        assert opened.job is not None
        job = await read(opened.job.id)

    assert job is not None
    assert (len(asked), job.stage, job.words) == (3, Stage.PLANNING, steps.BROKE)


async def test_another_attempt_is_looked_for_as_long_as_the_first(tmp_path: Path) -> None:
    """That a vendor could not be asked about an earlier attempt takes no time from the next one."""
    house = House(tmp_path)
    vendor, failed_at = house.vendor, house.clock.now + timedelta(minutes=20)
    vendor.troubles, vendor.accepts_anyway = [Unclear("lost"), Unclear("lost")], True
    vendor.find_troubles, vendor.fails = [_AWAY], {"1": Failed("It broke.")}

    def may_check() -> bool:
        vendor.find_troubles = [Unclear("not listed yet")]
        return house.clock.now > failed_at

    vendor.may_check = may_check
    async with house.open():
        job = await house.made()

    assert (job.stage, job.fallback, vendor.submits) == (Stage.DONE, "", 2)


async def test_another_attempt_has_the_same_time_to_film(tmp_path: Path) -> None:
    """How long an attempt was filmed that broke is not taken from the next one, which may queue first."""
    house = House(tmp_path)
    vendor, breaks_at = house.vendor, house.clock.now + timedelta(minutes=9)
    vendor.is_filming = True

    def may_check() -> bool:
        if house.clock.now > breaks_at and not vendor.fails:
            vendor.fails, vendor.is_filming, vendor.waits = {"1": Failed("It broke.")}, False, 12
        return True

    vendor.may_check = may_check
    async with house.open():
        job = await house.made()

    assert (job.stage, job.fallback, vendor.submits) == (Stage.DONE, "", 2)
    assert house.clock.now > breaks_at + timedelta(minutes=1)
