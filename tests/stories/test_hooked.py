"""FAL's webhooks come early, doubled, old, forged, empty or not at all: the reel is made and paid once."""

from collections.abc import AsyncIterator

import pytest

from core.reel.job import Stage
from tests.stories.street import TEN_SECONDS, Door, Street
from tests.wires.fal_faults import Fault

_DONE, _FORGED = 200, 403


@pytest.fixture
async def door(street: Street) -> AsyncIterator[Door]:
    """The door that FAL tells of the street's orders."""
    door = Door()
    await door.open(street.fal.address, street.renderer, street.house.studio, street.house.store)
    street.tell(door)
    yield door
    await door.close()


@pytest.mark.parametrize(
    ("fault", "answers"),
    [
        (Fault.HOOK_FIRST, [_DONE]),
        (Fault.HOOK_TWICE, [_DONE, _DONE]),
        (Fault.HOOK_FORGED, [_FORGED]),
        (Fault.HOOK_STALE, [_DONE]),
        (Fault.HOOK_EMPTY, [_DONE]),
    ],
)
async def test_however_a_webhook_comes_the_clip_is_paid_once(
    street: Street, door: Door, fault: Fault, answers: list[int]
) -> None:
    """However FAL's webhook behaves, the clip is ordered, fetched and paid once."""
    street.fal.next(fault)

    job, text = await street.told()

    assert (await door.rung(len(answers)))[: len(answers)] == answers
    assert (job.stage, job.fallback) == (Stage.DONE, "")
    assert "Filmed with WAN 2.5" in text
    assert street.fal.posts == 1
    assert street.fal.books()["micros"] == TEN_SECONDS == (await street.house.balance())[1]


async def test_a_webhook_that_is_lost_is_not_missed(street: Street, door: Door) -> None:
    """FAL was told where to call, and never does: it is asked, and the reel comes all the same."""
    street.fal.next(Fault.HOOK_LOST)

    job, _ = await street.told()

    assert [order.hook is not None for order in street.fal.orders.by_id.values()] == [True]
    assert door.answers == []
    assert (job.stage, job.fallback, street.fal.books()["micros"]) == (Stage.DONE, "", TEN_SECONDS)


async def test_an_order_whose_answer_was_lost_introduces_itself(street: Street, door: Door) -> None:
    """FAL's answer is lost, its webhook was not: the order is known by it, and no list is asked for."""
    street.fal.next(Fault.HOOK_FIRST)
    street.fal.next(Fault.CUT)

    job, _ = await street.told()

    assert await door.rung(1) == [_DONE]
    assert (job.stage, job.fallback, street.fal.posts) == (Stage.DONE, "", 1)
    assert "listing" not in street.fal.books()["calls"]
    assert street.fal.books()["micros"] == TEN_SECONDS == (await street.house.balance())[1]
