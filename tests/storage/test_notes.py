"""What platforms have to remember, what people think of their reels, and how long reels took."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.reel.catalogue import ANIMATIC
from tests.players import QUICK
from tests.work.house import House

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A studio at work."""
    house = House(tmp_path)
    async with house.open():
        yield house


async def test_what_is_noted_survives_a_restart(tmp_path: Path) -> None:
    """A platform finds its notes again in the next life, the latest value of each, and no other."""
    house = House(tmp_path)
    async with house.open():
        await house.store.note("chat/post/1", "7")
        await house.store.note("chat/post/1", "8")

    async with house.open():
        found = await house.store.noted("chat/post/1", "chat/post/2")

    assert found == {"chat/post/1": "8"}


async def test_notes_of_one_moment_are_kept_apart(house: House) -> None:
    """A hundred platforms note and look up at the same moment: each finds its own, and the later one."""
    keys = [f"chat/post/{number}" for number in range(100)]
    await asyncio.gather(*(house.store.note(key, f"{key} {time}") for time in ("old", "new") for key in keys))

    found = await asyncio.gather(*(house.store.noted(key, "chat/unknown") for key in keys))

    assert found == [{key: f"{key} new"} for key in keys]


async def test_the_last_opinion_of_each_counts(house: House) -> None:
    """Whoever changes their mind about a reel is counted once, as they think now."""
    job = await house.made()
    ann, bob = await house.studio.requester("test:ann"), await house.studio.requester("test:bob")
    for who, is_good in ((ann, False), (bob, False), (ann, True)):
        await house.studio.rate(who, job, is_good)

    assert sorted(await house.store.opinions(job.id)) == [False, True]


async def test_only_real_reels_of_a_model_tell_how_long_it_takes(house: House) -> None:
    """A copy that was there already, or a reel of another model, says nothing about a model's pace."""
    house.vendor.waits = 5
    made = await house.made("monks")
    await house.made("monks")
    await house.made("abbots", drawn=True)
    assert made.closed_at is not None
    took = (made.closed_at - made.opened_at) / timedelta(seconds=1)

    assert await house.store.lasted(QUICK.id, 9) == [took]
    assert len(await house.store.lasted(ANIMATIC, 9)) == 1
