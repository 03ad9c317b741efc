"""How jobs end early, and how their last word reaches the chat once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import Failed, Refused, StudioError, Unavailable, Unclear
from core.ports import Delivery
from core.reel.job import Stage
from core.store import Opened
from tests.work.house import House

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A studio at work."""
    house = House(tmp_path)
    async with house.open():
        yield house


async def give_up(house: House, opened: Opened) -> None:
    """The person wants no reel any more."""
    assert opened.job is not None
    await house.studio.cancel(opened.job)


async def test_cancelled_before_anything_was_ordered(house: House) -> None:
    """A job that waits for its vendor is cancelled at once, at no cost."""
    house.vendor.troubles = [Unavailable("away")] * 500
    opened = await house.order()
    assert opened.job
    await house.rest()
    await give_up(house, opened)
    await house.rest()

    job = await house.store.job(opened.job.id)
    assert job
    assert (job.stage, await house.balance(), house.vendor.orders) == (Stage.CANCELLED, (0, 0), [])
    assert house.letterbox.posts == 1


async def test_cancelled_while_the_vendor_lets_us(house: House) -> None:
    """An order that the vendor takes back costs nothing."""
    house.vendor.waits, house.vendor.can_cancel = 10_000, True
    opened = await house.order()
    await house.rest()
    await give_up(house, opened)
    assert opened.job
    job = await house.ended(opened.job.id)

    assert (job.stage, await house.balance(), house.vendor.bill) == (Stage.CANCELLED, (0, 0), 0)


async def test_cancelled_when_the_clip_is_being_made(house: House) -> None:
    """What the vendor will charge all the same is charged to whoever ordered it, and booked."""
    house.vendor.is_filming = True
    opened = await house.order()
    await house.rest()
    await give_up(house, opened)
    assert opened.job
    job = await house.ended(opened.job.id)

    assert (job.stage, await house.balance()) == (Stage.CANCELLED, (1, 1_500_000))
    assert await house.books() == house.vendor.bill


async def test_a_clip_that_was_paid_for_and_never_came_is_given_back_once(house: House) -> None:
    """Ann paid for a clip and gave up; Bob waits for it in vain, and the vendor takes it back uncharged."""
    house.vendor.is_filming = True
    first = await house.order(who="ann")
    await house.rest()
    await give_up(house, first)
    await house.rest()
    paid = await house.books()
    house.vendor.can_cancel = True

    opened = await house.order(who="bob")
    assert opened.job
    await house.ended(opened.job.id)

    assert paid == 1_500_000
    assert await house.books() == house.vendor.bill


async def test_a_clip_paid_for_and_given_up_serves_the_next_who_asks(house: House) -> None:
    """A clip that came after its job was cancelled is not lost: an equal brief takes it over, free."""
    house.vendor.is_filming = True
    opened = await house.order(who="ann")
    await house.rest()
    await give_up(house, opened)
    await house.rest()
    house.vendor.is_filming = False

    job = await house.made(who="bob")

    assert (job.stage, len(house.vendor.orders)) == (Stage.DONE, 1)
    assert await house.balance("test:bob") == (0, 0)
    assert await house.books() == house.vendor.bill


@pytest.mark.parametrize("trouble", [Failed("It is gone.", billed=True), Failed("It broke.")])
async def test_a_clip_given_up_that_is_gone_is_made_anew(house: House, trouble: Failed) -> None:
    """What somebody gave up is gone when another asks for it: that reel is filmed, as it was quoted."""
    house.vendor.is_filming = True
    opened = await house.order(who="ann")
    await house.rest()
    await give_up(house, opened)
    await house.rest()
    house.vendor.is_filming, house.vendor.fails = False, {"1": trouble}

    job = await house.made(who="bob")

    assert (job.stage, job.fallback, len(house.vendor.orders)) == (Stage.DONE, "", 2)
    assert await house.balance("test:bob") == (1, 1_500_000)
    assert await house.books() == 1_500_000 * (1 + trouble.billed)


async def test_whoever_shares_a_clip_inherits_it(house: House) -> None:
    """When the one who ordered gives up, the other who waits for the same clip gets it and pays."""
    house.vendor.is_filming = True
    first = await house.order(who="ann")
    house.clock.move(seconds=1)
    second = await house.order(who="bob")
    await house.rest()
    await give_up(house, first)
    await house.rest()
    house.vendor.is_filming = False
    assert second.job
    job = await house.ended(second.job.id)

    assert (job.stage, len(house.vendor.orders)) == (Stage.DONE, 1)
    assert (await house.balance("test:ann"), await house.balance("test:bob")) == ((0, 0), (1, 1_500_000))


async def test_cancelling_while_cutting_breaks_the_cut_off(house: House) -> None:
    """A reel that is just being cut is broken off; the clip stays, and stays paid for."""
    house.bench.gate = asyncio.Event()
    opened = await house.order()
    await house.rest()
    house.clock.move(seconds=10)
    house.runner.nudge()
    await house.bench.started.wait()
    await give_up(house, opened)
    assert opened.job
    job = await house.ended(opened.job.id)

    assert (job.stage, house.bench.cuts) == (Stage.CANCELLED, [])
    assert await house.balance() == (1, 1_500_000)


async def test_an_unclear_order_is_cleared_up_before_the_job_is_cancelled(house: House) -> None:
    """Cancelling waits until the vendor has said whether it got the order; the books are right then."""
    house.vendor.troubles, house.vendor.accepts_anyway = [Unclear("lost")], True
    house.vendor.can_cancel = True
    opened = await house.order()
    await house.rest()
    await give_up(house, opened)
    assert opened.job
    job = await house.ended(opened.job.id)

    assert (job.stage, await house.books(), house.vendor.bill) == (Stage.CANCELLED, 0, 0)


async def test_cancelling_what_has_ended_changes_nothing(house: House) -> None:
    """A late cancel leaves the reel, the message and the price as they are."""
    job = await house.made()
    await house.studio.cancel(job)
    await house.rest()

    again = await house.store.job(job.id)
    assert again == job
    assert house.letterbox.posts == 1


async def test_an_unclear_post_is_not_repeated(house: House) -> None:
    """When nobody knows whether the chat got the reel, it is not sent twice; the job is done."""
    house.letterbox.troubles, house.letterbox.posts_anyway = [Unclear("timed out")], True

    job = await house.made()

    assert (job.stage, house.letterbox.posts, job.receipt) == (Stage.DONE, 1, None)


async def test_a_chat_that_is_away_gets_its_reel_later(house: House) -> None:
    """A post that surely failed is repeated, and the money is settled once."""
    house.letterbox.troubles = [Unavailable("away")] * 3

    job = await house.made()

    assert (job.stage, house.letterbox.posts, job.deliveries) == (Stage.DONE, 1, 4)
    assert await house.balance() == (1, 1_500_000)


async def test_a_closed_chat_does_not_hold_the_books_open(house: House) -> None:
    """When the chat is closed to us the reel waits in the list, and the job ends."""
    house.letterbox.troubles = [Refused("blocked")]

    job = await house.made()

    assert (job.stage, house.letterbox.posts, job.receipt) == (Stage.DONE, 0, None)
    assert job.reel is not None


async def test_when_all_who_share_a_clip_give_up_somebody_pays(house: House) -> None:
    """Two who share one order cancel at the same moment: what the vendor charges is on the books once."""
    house.vendor.is_filming = True
    first, second = await house.order(who="ann"), await house.order(who="bob")
    await house.rest()
    await asyncio.gather(give_up(house, first), give_up(house, second))
    assert first.job
    assert second.job
    ended = [await house.ended(first.job.id), await house.ended(second.job.id)]

    assert [job.stage for job in ended] == [Stage.CANCELLED, Stage.CANCELLED]
    assert await house.books() == house.vendor.bill == 1_500_000


async def test_a_ruined_clip_is_on_the_house_even_if_its_replacement_is_cancelled(house: House) -> None:
    """Whoever cancels while a free replacement is drawn does not pay for the clip that the vendor ruined."""
    house.vendor.check_troubles = [Failed("ruined", billed=True)]
    house.bench.gate = asyncio.Event()
    opened = await house.order()
    await house.rest()
    house.clock.move(seconds=10)
    house.runner.nudge()
    await house.bench.started.wait()
    await give_up(house, opened)
    assert opened.job
    job = await house.ended(opened.job.id)

    assert (job.stage, await house.balance()) == (Stage.CANCELLED, (0, 0))
    assert await house.books() == house.vendor.bill


@pytest.mark.parametrize("others", [Failed("broke", billed=True), Refused("Please choose another idea.")])
async def test_an_order_of_unknown_fate_stays_on_the_books(house: House, others: StudioError) -> None:
    """When the other shots end the job, an order that may have been taken is on the house."""
    house.vendor.lists_orders, house.vendor.accepts_anyway = False, True
    house.vendor.troubles = [Unclear("lost")]
    house.vendor.check_troubles = [others]

    job = await house.made(shots=2)

    assert not job.stage.is_open
    billed = house.vendor.bill if isinstance(others, Failed) else house.vendor.bill // 2
    assert (await house.balance(), await house.books()) == ((0, 0), billed)


async def test_a_platform_that_breaks_after_a_post_is_asked_before_the_next(house: House) -> None:
    """A fault of ours right after a post does not post the reel a second time."""

    def broken(_delivery: Delivery) -> None:
        house.letterbox.on_post = lambda _: None
        raise KeyError("our own fault")

    house.letterbox.on_post = broken

    job = await house.made()

    assert (job.stage, house.letterbox.posts) == (Stage.DONE, 1)


async def test_a_clip_that_nobody_waits_for_has_one_heir(house: House) -> None:
    """Two people ask at one moment for what a third had given up: one takes it over, the other shares it."""
    house.vendor.is_filming = True
    first = await house.order(who="ann")
    await house.rest()
    await give_up(house, first)
    await house.rest()
    house.vendor.is_filming = False
    heirs = [await house.order(who=who) for who in ("bob", "eve")]
    for opened in heirs:
        assert opened.job is not None
        assert (await house.ended(opened.job.id)).stage is Stage.DONE

    assert (len(house.vendor.orders), house.vendor.fetches) == (1, 1)
    assert await house.books() == house.vendor.bill


@pytest.mark.parametrize("is_lost", [True, False])
async def test_a_cancelled_reel_ends_though_its_vendor_is_gone(house: House, *, is_lost: bool) -> None:
    """With the vendor's key taken away nothing can be taken back, and the person need not wait for that.

    What surely was ordered is charged for, as always when it cannot be taken back.
    """
    if is_lost:
        house.vendor.troubles, house.vendor.accepts_anyway = [Unclear("lost")], True
        house.vendor.find_troubles = [Unavailable("away")] * 9
    else:
        house.vendor.waits = 10**6
    opened = await house.order()
    assert opened.job is not None
    await house.rest()
    assert isinstance(house.crew.renderers, dict)
    house.crew.renderers.clear()
    await house.studio.cancel(await house.store.job(opened.job.id) or opened.job)

    job = await house.ended(opened.job.id, within=timedelta(hours=1))

    assert job.stage is Stage.CANCELLED
    assert (await house.balance())[0] == (0 if is_lost else 1)
