"""FAL takes an order on a slow day and its answer is lost: nobody pays twice, and no clip is lost."""

from collections.abc import AsyncIterator

import pytest

from core.reel.job import Job, Stage
from tests.stories.street import TEN_SECONDS, Door, Street
from tests.wires.fal_faults import LISTING, Fault
from tests.wires.fal_orders import Pace

TOPIC = "how monks invented espresso"


@pytest.fixture
async def door(street: Street) -> AsyncIterator[Door]:
    """The door that FAL tells of the street's orders."""
    door = Door()
    await door.open(street.fal.address, street.renderer, street.house.studio, street.house.store)
    street.tell(door)
    yield door
    await door.close()


async def missed(street: Street) -> Job:
    """A reel whose order FAL has in its queue for hours, and of which it has told nobody."""
    street.fal.pace = Pace(held=True)
    street.fal.next(Fault.CUT)
    job = await street.house.made(TOPIC)

    assert (job.stage, bool(job.fallback), street.fal.posts) == (Stage.DONE, True, 1)
    assert "It costs you nothing." in street.house.letterbox.posted[job.id].text
    assert (await street.house.balance(), street.fal.books()["micros"]) == ((0, 0), TEN_SECONDS)
    assert await street.house.books() - job.writer_micros == TEN_SECONDS
    return job


async def test_an_order_that_may_be_in_the_queue_is_not_placed_again(street: Street) -> None:
    """FAL lists only what has ended: the reel is drawn after a while, and the house pays for what FAL has."""
    job = await missed(street)

    assert job.closed_at is not None
    assert (job.closed_at - job.opened_at).total_seconds() < 20 * 60


async def test_a_clip_that_turned_up_is_for_whoever_asks_again(street: Street) -> None:
    """Its clip is there when the real one is asked for again: it comes at once, and costs nothing."""
    await missed(street)
    street.fal.finish(street.fal.books()["ids"][0])

    again = await street.house.made(TOPIC)

    assert (again.stage, again.fallback, street.fal.posts) == (Stage.DONE, "", 1)
    assert again.reel is not None
    assert again.reel.is_copy
    assert (await street.house.balance())[1] == 0


async def test_a_clip_that_introduced_itself_late_is_kept(street: Street, door: Door) -> None:
    """FAL's webhook comes when the reel is drawn: the clip is known by it, and no list is asked for."""
    await missed(street)
    asked = street.fal.calls[LISTING]
    street.fal.finish(street.fal.books()["ids"][0])
    assert await door.rung(1) == [200]

    again = await street.house.made(TOPIC)

    assert (again.stage, again.fallback, street.fal.posts) == (Stage.DONE, "", 1)
    assert street.fal.calls[LISTING] == asked


async def test_whoever_cannot_wait_orders_anew(street: Street) -> None:
    """It has not turned up when the real one is asked for again: that is a new order, and both are booked."""
    first = await missed(street)
    street.fal.pace = Pace()

    again = await street.house.made(TOPIC)

    assert (again.stage, again.fallback, street.fal.posts) == (Stage.DONE, "", 2)
    assert await street.house.balance() == (1, TEN_SECONDS)
    assert street.fal.books()["micros"] == 2 * TEN_SECONDS == await street.house.books() - first.writer_micros
