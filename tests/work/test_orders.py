"""What becomes of an order, and who pays for it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.errors import Failed, Misconfigured, Refused, StudioError, Unavailable, Unclear
from core.reel.job import Stage, Status
from core.request import Request
from core.store import Change, Claim
from core.work.crew import Policy
from tests.work.house import House

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A studio at work."""
    house = House(tmp_path)
    async with house.open():
        yield house


async def test_a_reel_is_made_delivered_and_paid_for(house: House) -> None:
    """One order becomes one clip, one reel, one message and one settled price."""
    job = await house.made()

    assert (job.stage, job.status) == (Stage.DONE, Status.COMPLETED)
    assert (house.vendor.bill, await house.books()) == (1_500_000, 1_500_000)
    assert await house.balance() == (1, 1_500_000)
    assert house.letterbox.posts == 1
    assert house.letterbox.posted[job.id].reel is not None


async def test_two_shots_are_two_orders_of_half_the_length(house: House) -> None:
    """A ten-second reel in two shots is two clips of five seconds, at the price quoted."""
    job = await house.made(shots=2)

    assert [order.seconds for _, order in house.vendor.orders] == [5, 5]
    assert (job.quote, await house.books()) == (1_500_000, 1_500_000)
    assert len(house.bench.cuts[0]) == 2


async def test_a_longer_reel_is_one_shot_for_each_clip(house: House) -> None:
    """Twenty seconds are four clips of five, each with its own lines, music, and a card at the end."""
    job = await house.made(seconds=20)
    (edit,) = house.bench.edits

    assert [order.seconds for _, order in house.vendor.orders] == [5, 5, 5, 5]
    assert (job.quote, await house.books()) == (3_000_000, 3_000_000)
    assert all(take.lines for take in edit.takes)
    assert (edit.has_music, edit.has_end_card) == (True, True)


async def test_reels_carry_the_handle(tmp_path: Path) -> None:
    """Whoever runs the bot can have a handle written on every reel that is cut."""
    house = House(tmp_path, handle="@monks")
    async with house.open():
        await house.made(seconds=20)

    assert [edit.handle for edit in house.bench.edits] == ["@monks"]


async def test_a_lost_clip_of_a_longer_reel_is_drawn(house: House) -> None:
    """When one of four clips cannot be filmed it is drawn; the person pays for the other three."""
    house.vendor.fails = {"2": Failed("The machine broke.", billed=True)}

    job = await house.made(seconds=20)

    assert (job.stage, job.fallback, job.drawn, job.lack) == (Stage.DONE, "", (1,), "The machine broke.")
    assert [take.is_mute for take in house.bench.edits[0].takes] == [False, True, False, False]
    assert await house.balance() == (1, 2_250_000)


async def test_one_scene_is_filmed_again(house: House) -> None:
    """A redone scene is one new clip at its own price; the others come from our copies."""
    job = await house.made(seconds=15)
    requester = await house.studio.requester("test:ann")
    opened = await house.studio.redo(Request(requester, "here", "test:here:again"), job, 1)
    assert opened.job is not None
    redone = await house.ended(opened.job.id)

    assert (opened.job.quote, redone.stage, len(house.vendor.orders)) == (750_000, Stage.DONE, 4)
    assert [one.order_key == other.order_key for one, other in zip(job.shots, redone.shots, strict=True)] == [
        True, False, True,
    ]  # fmt: skip
    assert len(house.bench.cuts[1]) == 3
    assert await house.balance() == (2, 3_000_000)


async def test_a_scene_that_is_not_there_cannot_be_filmed_again(house: House) -> None:
    """A number beyond the last scene is refused in a sentence, and nothing is ordered."""
    job = await house.made(seconds=15)
    requester = await house.studio.requester("test:ann")
    with pytest.raises(Refused, match="scenes 1 to 2"):
        await house.studio.redo(Request(requester, "here", "test:here:again"), job, 7)

    assert len(house.vendor.orders) == 3


async def test_a_drawn_reel_costs_nothing_and_counts(house: House) -> None:
    """Without a vendor the reel is drawn: no order, no cost, one reel of the day."""
    job = await house.made(drawn=True)

    assert job.reel is not None
    assert job.reel.is_animatic
    assert not job.fallback
    assert (house.vendor.orders, await house.balance()) == ([], (1, 0))


async def test_the_same_message_never_opens_a_second_job(house: House) -> None:
    """A platform that tells us of a message twice gets the job it has opened before."""
    first = await house.order(key="test:here:7")
    again = await house.order(key="test:here:7")

    assert first.job is not None
    assert again.job is not None
    assert (again.job.id, again.is_repeat) == (first.job.id, True)
    assert await house.balance() == (1, 1_500_000)


async def test_a_lost_answer_is_looked_up_and_not_ordered_again(house: House) -> None:
    """The vendor took the order but its answer was lost: the order is found, and paid once."""
    house.vendor.troubles, house.vendor.accepts_anyway = [Unclear("lost")], True

    job = await house.made()

    assert (job.stage, job.fallback) == (Stage.DONE, "")
    assert (len(house.vendor.orders), await house.books()) == (1, 1_500_000)


async def test_a_list_out_of_reach_is_asked_for_until_it_is_there(house: House) -> None:
    """When the vendor cannot be reached either to look a lost order up, what it filmed is not given up."""
    house.vendor.troubles, house.vendor.accepts_anyway = [Unclear("lost")], True
    house.vendor.find_troubles = [Unavailable("The vendor is down.") for _ in range(60)]

    begun = house.clock.now
    job = await house.made()

    assert house.clock.now - begun > Policy().search
    assert (job.stage, job.fallback, house.vendor.find_troubles) == (Stage.DONE, "", [])
    assert (len(house.vendor.orders), await house.books()) == (1, 1_500_000)


async def test_an_order_that_never_arrived_is_ordered_once_more(house: House) -> None:
    """When the vendor lists its orders and ours is not there after the search, it is ordered again."""
    house.vendor.troubles = [Unclear("lost")]

    job = await house.made()

    assert (job.stage, job.fallback) == (Stage.DONE, "")
    assert (len(house.vendor.orders), await house.books()) == (1, 1_500_000)


async def test_an_order_of_unknown_fate_is_never_repeated(house: House) -> None:
    """When nobody can tell whether the vendor took it, the reel is drawn, free, and the house pays."""
    house.vendor.troubles, house.vendor.accepts_anyway, house.vendor.lists_orders = (
        [Unclear("lost")],
        True,
        False,
    )

    job = await house.made()

    assert (job.stage, bool(job.fallback)) == (Stage.DONE, True)
    assert (len(house.vendor.orders), await house.books()) == (1, house.vendor.bill)
    assert await house.balance() == (0, 0)


async def test_a_refusal_costs_nothing_and_says_why(house: House) -> None:
    """What the vendor will not film ends with its reason in our words, and a released hold."""
    house.vendor.check_troubles = [Refused("Please leave out the knife.")]

    job = await house.made()

    assert (job.stage, job.status) == (Stage.FAILED, Status.FAILED)
    assert "Please leave out the knife." in house.letterbox.posted[job.id].text
    assert await house.balance() == (0, 0)


async def test_a_refused_brief_orders_nothing(house: House) -> None:
    """What the writer will not write is refused before any money is spent."""
    house.scribe.troubles = [Refused("Please choose another idea.")]

    job = await house.made()

    assert (job.stage, house.vendor.orders, await house.balance()) == (Stage.FAILED, [], (0, 0))


@pytest.mark.parametrize(
    ("troubles", "stage"),
    [
        ([Refused("Please choose another idea.").costing(900)], Stage.FAILED),
        ([Failed("It cannot be used.").costing(600), Failed("Nor can this.").costing(300)], Stage.DONE),
    ],
)
async def test_what_a_writer_costs_in_vain_is_on_the_house(
    house: House, troubles: list[StudioError], stage: Stage
) -> None:
    """A writer that is paid for no storyboard costs the house that, and the person nothing."""
    house.scribe.troubles = list(troubles)

    job = await house.made()

    assert (job.stage, house.vendor.orders) == (stage, [])
    assert (await house.balance(), await house.books()) == ((0, 0), 900)


async def test_a_failed_runner_is_tried_again_within_the_hold(house: House) -> None:
    """A clip that failed unbilled is ordered again; the requester pays one price."""
    house.vendor.check_troubles = [Failed("The machine broke.")]

    job = await house.made()

    assert (job.stage, job.fallback, len(house.vendor.orders)) == (Stage.DONE, "", 2)
    assert await house.balance() == (1, 1_500_000)


async def test_a_late_word_of_a_failed_attempt_is_not_taken_for_the_next(house: House) -> None:
    """A second attempt's answer is lost, and the first one's webhook comes: the second is still found."""
    house.vendor.fails = {"1": Failed("The machine broke.")}
    opened = await house.order()
    assert opened.job is not None
    await house.rest()
    house.vendor.troubles, house.vendor.accepts_anyway = [Unclear("lost")], True
    house.vendor.find_troubles = [Unavailable("The vendor is down.")] * 3
    while len(house.vendor.entered) < 2:
        await house.doze()
        await house.rest()
    await house.studio.heard(house.vendor.entered[0][0], {"number": 1, "told": "by webhook"})

    job = await house.ended(opened.job.id)

    assert (job.stage, job.fallback, len(house.vendor.entered)) == (Stage.DONE, "", 2)


async def test_an_order_that_turns_up_after_the_second_is_on_the_house(house: House) -> None:
    """The vendor lists an order too late, when it was placed again: both are booked, the person pays one."""
    house.vendor.troubles = [Unclear("lost")]
    house.vendor.waits = 3
    opened = await house.order()
    assert opened.job is not None
    while not house.vendor.entered:
        await house.rest()
        await house.doze()
    await house.rest()
    await house.studio.heard(house.vendor.entered[0][0], {"number": 0})

    job = await house.ended(opened.job.id)

    assert (job.stage, job.fallback, len(house.vendor.entered)) == (Stage.DONE, "", 1)
    assert await house.balance() == (1, 1_500_000)
    assert await house.books() == house.vendor.bill + 1_500_000


async def test_a_vendor_that_keeps_failing_is_replaced_by_a_drawn_reel(house: House) -> None:
    """After three tries the reel is drawn, labelled as a fallback, and free."""
    house.vendor.check_troubles = [Failed("The machine broke.")] * 3

    job = await house.made()

    assert (job.stage, job.fallback, len(house.vendor.orders)) == (Stage.DONE, "The machine broke.", 3)
    assert await house.balance() == (0, 0)


async def test_a_vendor_that_is_down_is_waited_for(house: House) -> None:
    """A vendor that is away for some minutes costs patience, not the reel."""
    house.vendor.troubles = [Unavailable("away", 60)] * 3

    job = await house.made()

    assert (job.stage, job.fallback, len(house.vendor.orders)) == (Stage.DONE, "", 1)


@pytest.mark.parametrize("trouble", [Unavailable("away"), Misconfigured("The balance is used up.")])
async def test_a_vendor_that_stays_down_is_replaced_by_a_drawn_reel(house: House, trouble: Exception) -> None:
    """When patience is at its end the reel is drawn, free, and says why."""
    house.vendor.troubles = [trouble] * 500  # type: ignore[list-item]

    job = await house.made()

    assert (job.stage, job.fallback) == (Stage.DONE, str(trouble))
    assert (await house.balance(), house.vendor.orders) == ((0, 0), [])


async def test_a_clip_that_is_paid_and_lost_is_on_the_house(house: House) -> None:
    """When a finished clip cannot be used, the requester pays nothing and the house pays the vendor."""
    house.bench.probe_troubles = [Failed("not a video")]

    job = await house.made()

    assert bool(job.fallback)
    assert (await house.balance(), await house.books()) == ((0, 0), house.vendor.bill)


async def test_a_writer_that_stays_down_is_replaced_for_a_free_reel(house: House) -> None:
    """Without its writer the studio draws a reel by the understudy and orders nothing."""
    house.scribe.troubles = [Unavailable("away")] * 500

    job = await house.made()

    assert (job.writer, job.fallback, house.vendor.orders) == ("understudy", "away", [])
    assert await house.balance() == (0, 0)


async def test_an_equal_brief_is_served_from_our_copy(house: House) -> None:
    """What was made before is not paid for again; a new take is made anew."""
    await house.made("monks", who="ann")
    copy = await house.made("monks", who="bob")
    fresh = await house.made("monks", who="bob", take=1)

    assert copy.reel is not None
    assert copy.reel.is_copy
    assert await house.balance("test:bob") == (1, fresh.quote)
    assert (len(house.vendor.orders), await house.books()) == (2, house.vendor.bill)


async def test_two_equal_requests_in_flight_share_one_render(house: House) -> None:
    """Two who ask for the same at the same time get it both, and it is paid for once."""
    house.vendor.waits = 3
    first = await house.order("monks", who="ann")
    house.clock.move(seconds=1)
    second = await house.order("monks", who="bob")
    assert first.job
    assert second.job

    ended = [await house.ended(first.job.id), await house.ended(second.job.id)]

    assert [job.stage for job in ended] == [Stage.DONE, Stage.DONE]
    assert (len(house.scribe.briefs), len(house.vendor.orders)) == (1, 1)
    assert (await house.balance("test:ann"), await house.balance("test:bob")) == ((1, 1_500_000), (0, 0))


async def test_a_full_disk_right_after_the_order_loses_no_ticket(house: House) -> None:
    """The order was taken and our disk is full at that moment: the ticket is kept once there is room."""
    house.vendor.on_submit = lambda: fill_disk(house)

    job = await house.made()

    assert (job.stage, job.fallback, len(house.vendor.orders)) == (Stage.DONE, "", 1)
    assert await house.books() == house.vendor.bill


def fill_disk(house: House) -> None:
    """Let the next save fail as on a full disk, the ones after that succeed."""
    save = house.store.save

    async def full(_claim: Claim, _change: Change) -> Claim:
        setattr(house.store, "save", save)  # noqa: B010 - and the disk has room again
        raise Misconfigured("The disk is full.")

    setattr(house.store, "save", full)  # noqa: B010 - the one save that fails
