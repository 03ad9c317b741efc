"""A clip that is paid for is waited for: whatever keeps it from us, and for as long as a vendor asks."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import Misconfigured, Unavailable, Unclear
from core.reel.job import Stage
from core.work.crew import Policy
from tests.work.house import House

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A studio at work."""
    house = House(tmp_path)
    async with house.open():
        yield house


async def test_a_truncated_download_is_fetched_again(house: House) -> None:
    """A clip that breaks off on the way is fetched once more, not ordered once more."""
    house.vendor.fetch_troubles = [Unavailable("broke off")] * 2

    job = await house.made()

    assert (job.fallback, len(house.vendor.orders)) == ("", 1)


async def test_a_clip_outlives_an_hour_without_its_vendors_files(house: House) -> None:
    """For an hour nobody can fetch a clip that is paid for: the person hears why, and then has the reel."""
    over = house.clock.now + timedelta(hours=1)
    house.vendor.may_fetch = lambda: house.clock.now > over
    opened = await house.order()
    assert opened.job is not None
    await house.rest()
    await house.doze()
    await house.rest()
    waiting = await house.store.job(opened.job.id)
    job = await house.ended(opened.job.id)

    assert waiting is not None
    assert (waiting.words, waiting.held_since is not None) == ("The clip cannot be had.", True)
    assert house.clock.now > over
    assert (job.stage, job.fallback, len(house.vendor.orders)) == (Stage.DONE, "", 1)
    assert house.vendor.fetches < 30
    assert await house.balance() == (1, 1_500_000)


async def test_a_clip_that_can_never_be_fetched_is_given_up(house: House) -> None:
    """After six hours in vain the reel is drawn; the person pays nothing, the house the clip."""
    begun, house.vendor.may_fetch = house.clock.now, lambda: False

    job = await house.made()

    assert house.clock.now - begun > timedelta(hours=6)
    assert (job.stage, job.fallback) == (Stage.DONE, "The vendor's clip could not be fetched.")
    assert (await house.balance(), await house.books()) == ((0, 0), house.vendor.bill)


async def test_a_full_disk_keeps_a_paid_clip_waiting(tmp_path: Path) -> None:
    """However long our own disk is full, a clip that is paid for is fetched once there is room."""
    policy = Policy(silence=timedelta(minutes=5))
    house = House(tmp_path, policy=policy)
    house.vendor.fetch_troubles = [Misconfigured("The disk is full.")] * 40
    begun = house.clock.now
    async with house.open():
        job = await house.made()

    assert house.clock.now - begun > policy.silence
    assert (job.stage, job.fallback, len(house.vendor.orders)) == (Stage.DONE, "", 1)


async def test_a_vendor_that_is_silent_for_an_hour_still_has_the_clip(house: House) -> None:
    """While a vendor that films for us cannot be reached, nobody gives the clip up as late."""
    house.vendor.is_filming = True
    opened = await house.order()
    assert opened.job is not None
    await house.rest()
    await house.doze()
    await house.rest()
    over = house.clock.now + timedelta(hours=1)
    house.vendor.is_filming, house.vendor.may_check = False, lambda: house.clock.now > over

    job = await house.ended(opened.job.id)

    assert house.clock.now > over
    assert (job.stage, job.fallback, len(house.vendor.orders)) == (Stage.DONE, "", 1)


@pytest.mark.parametrize("where", ["submit", "find", "check", "download"])
async def test_a_vendor_is_left_alone_for_as_long_as_it_asks(house: House, where: str) -> None:
    """Whoever says to come back in five minutes is not asked before, whatever else happens meanwhile."""
    vendor = house.vendor
    troubles = {
        "submit": vendor.troubles,
        "find": vendor.find_troubles,
        "check": vendor.check_troubles,
        "download": vendor.fetch_troubles,
    }
    troubles[where].append(Unavailable("busy", 300))
    if where == "find":
        vendor.troubles, vendor.accepts_anyway = [Unclear("lost")], True
    opened = await house.order()
    assert opened.job is not None
    while troubles[where]:
        await house.rest()
        house.clock.move(seconds=1)
    calls = vendor.calls
    for _ in range(29):
        house.clock.move(seconds=10)
        await house.studio.look(opened.job.id)
        await house.rest()

    assert vendor.calls == calls
    job = await house.ended(opened.job.id)
    assert (job.stage, job.fallback, len(vendor.orders)) == (Stage.DONE, "", 1)
