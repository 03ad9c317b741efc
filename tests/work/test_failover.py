"""When a vendor cannot film, another one does: one reel, one price, and never two orders for one clip."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import Failed, Misconfigured, Refused, Unavailable, Unclear
from core.learning.arms import Phrasing
from core.reel.brief import Brief, Direction
from core.reel.job import Job
from core.request import Request
from core.work.breaker import Breaker
from core.work.crew import Policy
from tests.players import QUICK, HandClock, Vendor
from tests.work.house import COFFEE, House

pytestmark = pytest.mark.usefixtures("each_database")

SECOND = replace(QUICK, id="second/quick", vendor="second", label="Second")
PRICE = QUICK.price(10)


def two_vendors(folder: Path, first: Vendor, **how: object) -> tuple[House, Vendor]:
    """A studio whose first vendor is troubled, and whose second is well."""
    second = Vendor("second")
    hasty = Policy(patience=timedelta(minutes=2), queue=timedelta(minutes=5))
    return House(folder, vendor=first, stand_ins=((SECOND, second),), policy=hasty, **how), second  # type: ignore[arg-type]


async def made(house: House) -> tuple[Job, tuple[int, int], int]:
    """One reel, what its account paid, and what everybody paid."""
    async with house.open():
        job = await house.made()
        return job, await house.balance(), await house.books()


@pytest.mark.parametrize(
    "first",
    [
        Vendor(troubles=[Unavailable("Down.")] * 99),
        Vendor(troubles=[Misconfigured("Locked.")] * 99),
        Vendor(check_troubles=[Failed("Broke down.")] * 99),
        Vendor(troubles=[Failed("Badly filled in.")] * 99),
        Vendor(is_filming=True, can_cancel=True),
        Vendor(waits=10**9, can_cancel=True),
    ],
    ids=["down", "locked", "breaks down", "rejects", "films for ever", "queues for ever"],
)
async def test_whatever_fails_first_there_is_one_reel_at_one_price(tmp_path: Path, first: Vendor) -> None:
    """At whichever step the first vendor fails, the second films, once, and the quoted price is paid once."""
    house, second = two_vendors(tmp_path, first)

    job, balance, books = await made(house)

    assert job.reel is not None
    assert not job.reel.is_animatic
    assert job.fallback == ""
    assert [shot.vendor for shot in job.shots] == ["second"]
    assert len(second.orders) == 1
    assert (balance, books) == ((1, PRICE), PRICE)


@pytest.mark.parametrize("can_begin", [True, False])
async def test_who_takes_over_begins_with_the_picture_or_says_that_it_cannot(
    tmp_path: Path, can_begin: bool
) -> None:
    """The picture goes along to the next model where that takes one; else the person hears of it."""
    first, field = Vendor(troubles=[Failed("Badly filled in.")] * 99), "image_url"
    house, second = two_vendors(tmp_path, first, model=replace(QUICK, start_image=field))
    house.stand_ins = ((replace(SECOND, start_image=field if can_begin else ""), second),)
    async with house.open():
        request = Request(await house.studio.requester("test:ann"), "here", "test:here:1")
        brief = Brief(niche=COFFEE, topic="monks", model=QUICK.id, start_image="p.jpg")
        opened = await house.studio.order(request, brief)
        assert opened.job is not None
        await house.ended(opened.job.id)

    assert [order.start_image for _, order in second.orders] == ["p.jpg" if can_begin else None]
    said = "Second takes over." if can_begin else "Second takes over, without your picture."
    assert said in {job.words for job, _ in house.seen}


async def test_who_takes_over_is_told_it_as_was_learned(tmp_path: Path) -> None:
    """The prompt keeps the phrasing that this person's reels are liked with, whoever films in the end."""
    house, second = two_vendors(tmp_path, Vendor(troubles=[Failed("Badly filled in.")] * 99))
    learned = Direction(phrasing=Phrasing.STYLE_FIRST)
    async with house.open():
        request = Request(await house.studio.requester("test:ann"), "here", "test:here:1")
        brief = Brief(niche=COFFEE, topic="monks", model=QUICK.id, direction=learned)
        opened = await house.studio.order(request, brief)
        assert opened.job is not None
        await house.ended(opened.job.id)

    assert [order.prompt.partition(":")[0] for _, order in second.orders] == ["Style"]


async def test_an_order_of_unknown_outcome_is_not_placed_elsewhere(tmp_path: Path) -> None:
    """When the answer is lost for good, the first vendor may be filming: the reel is drawn, for nothing."""
    first = Vendor(troubles=[Unclear("Lost.")], accepts_anyway=True, lists_orders=False)
    house, second = two_vendors(tmp_path, first)

    job, balance, books = await made(house)

    assert (len(first.orders), len(second.orders)) == (1, 0)
    assert job.fallback != ""
    assert (balance, books) == ((0, 0), PRICE)


async def test_a_lost_answer_that_turns_up_is_not_placed_elsewhere(tmp_path: Path) -> None:
    """An order that is found again stays where it is."""
    first = Vendor(troubles=[Unclear("Lost.")], accepts_anyway=True)
    house, second = two_vendors(tmp_path, first)

    job, balance, _ = await made(house)

    assert (len(first.orders), len(second.orders)) == (1, 0)
    assert (job.fallback, balance) == ("", (1, PRICE))


async def test_a_clip_that_was_charged_for_is_not_ordered_again_elsewhere(tmp_path: Path) -> None:
    """Nobody pays two vendors for one clip: after a charge for nothing, the reel is drawn."""
    first = Vendor(check_troubles=[Failed("Lost after the charge.", billed=True)])
    house, second = two_vendors(tmp_path, first)

    job, balance, _ = await made(house)

    assert (len(first.orders), len(second.orders), balance) == (1, 0, (0, 0))
    assert job.fallback != ""


async def test_a_dearer_model_does_not_take_over(tmp_path: Path) -> None:
    """What was quoted is the most that is paid: a dearer stand-in is left out, and the reel is drawn."""
    second = Vendor("second")
    dear = replace(SECOND, micros_per_second=QUICK.micros_per_second + 1)
    house = House(tmp_path, vendor=Vendor(troubles=[Unavailable("Down.")] * 99), stand_ins=((dear, second),))

    job, balance, _ = await made(house)

    assert (len(second.orders), balance) == (0, (0, 0))
    assert job.fallback != ""


async def test_a_cheaper_model_is_settled_at_its_own_price(tmp_path: Path) -> None:
    """When the stand-in costs less, less is paid."""
    second = Vendor("second")
    cheap = replace(SECOND, micros_per_second=10_000)
    house = House(tmp_path, vendor=Vendor(troubles=[Unavailable("Down.")] * 99), stand_ins=((cheap, second),))

    _, balance, _ = await made(house)

    assert balance == (1, cheap.price(10))


async def test_the_last_resort_is_the_animatic(tmp_path: Path) -> None:
    """When everybody is down the reel is drawn, and costs nothing."""
    house, second = two_vendors(tmp_path, Vendor(troubles=[Unavailable("Down.")] * 99))
    second.troubles = [Unavailable("Down.")] * 99

    job, balance, books = await made(house)

    assert job.fallback != ""
    assert (balance, books) == ((0, 0), 0)


async def test_a_vendor_that_is_passed_over_is_not_waited_for(tmp_path: Path) -> None:
    """The second reel does not wait for a vendor that has just failed three times in a row."""
    house, second = two_vendors(tmp_path, Vendor(troubles=[Unavailable("Down.")] * 99))

    async with house.open():
        await house.made("monks")
        began = house.clock.now
        await house.made("nuns")

        assert house.clock.now - began < timedelta(minutes=1)
        assert set(house.studio.passed_over) == {"test"}
    assert len(second.orders) == 2


def test_a_breaker_opens_after_three_failures_and_tries_one_at_a_time() -> None:
    """Three failures in a row and a vendor is left alone; later one try decides for all."""
    clock = HandClock()
    breaker = Breaker("test", clock)

    for _ in range(3):
        assert breaker.admit()
        breaker.stumbled()
    assert not breaker.admit()

    clock.move(minutes=6)
    assert breaker.admit()
    assert not breaker.admit()

    breaker.worked()
    assert breaker.admit()
    assert breaker.open_until is None


def test_a_failed_try_keeps_the_breaker_open() -> None:
    """Half open and failed again: another pause begins at once."""
    clock = HandClock()
    breaker = Breaker("test", clock)
    breaker.stumbled(is_hopeless=True)
    clock.move(minutes=6)

    assert breaker.admit()
    breaker.stumbled()

    assert not breaker.admit()


async def test_a_vendor_that_refuses_is_well(tmp_path: Path) -> None:
    """The one try after a pause is an idea that the vendor will not film: it works, and others may come."""
    house, second = two_vendors(tmp_path, Vendor(troubles=[Unavailable("Down.")] * 3))
    async with house.open():
        await house.made("monks")
        assert set(house.studio.passed_over) == {"test"}
        house.vendor.troubles = [Refused("Please leave out the knife.")]
        house.clock.move(minutes=6)
        await house.made("knives")
        await house.made("nuns")

        assert house.studio.passed_over == {}
    assert (len(house.vendor.orders), len(second.orders)) == (1, 1)


def test_a_success_in_between_starts_the_count_anew() -> None:
    """Now and then a failure is normal, and passes nobody over."""
    breaker = Breaker("test", HandClock())

    for _ in range(9):
        breaker.stumbled()
        breaker.worked()

    assert breaker.open_until is None


async def test_a_vendor_that_drags_is_passed_over(tmp_path: Path) -> None:
    """Three orders that take many times as long as usual, and the next reel is filmed elsewhere."""
    first = Vendor(is_filming=True)
    house, second = two_vendors(tmp_path, first)

    async with house.open():
        slow = [await house.order(topic) for topic in ("monks", "nuns", "abbots")]
        await house.rest()
        for _ in range(30):
            house.clock.move(seconds=10)
            await house.rest()
        assert set(house.studio.passed_over) == {"test"}
        first.is_filming = False
        for opened in slow:
            assert opened.job is not None
            await house.ended(opened.job.id)
        job = await house.made("friars")
        (reading, _) = house.studio.readings

    assert [shot.vendor for shot in job.shots] == ["second"]
    assert (len(first.orders), len(second.orders)) == (3, 1)
    assert (reading.opened, reading.slow, reading.ordered, reading.stumbles) == (1, 3, 3, 0)


def test_a_dragging_vendor_gets_one_try_at_a_time() -> None:
    """After a pause one order is let through; if that drags as well, the vendor is left alone again."""
    clock = HandClock()
    breaker = Breaker("test", clock)
    for _ in range(3):
        breaker.dragged()
    assert not breaker.admit()

    clock.move(minutes=6)
    assert breaker.admit()
    breaker.worked()
    breaker.dragged()
    assert not breaker.admit()

    clock.move(minutes=6)
    assert breaker.admit()
    breaker.worked()
    breaker.kept_pace()
    breaker.dragged()
    assert breaker.admit()
