"""The rest of what can go wrong at FAL and Gemini: what people read, and what the books hold."""

import asyncio
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from adapters.media.room import RenderHost
from bot.forecast import Forecast
from bot.voice import standing
from bot.voice.times import when
from core.reel.catalogue import WAN_25
from core.reel.job import Stage
from tests.stories.street import TEN_SECONDS, Street
from tests.wires.fal_faults import SUBMIT
from tests.wires.fal_faults import Fault as Fal
from tests.wires.gemini_faults import Fault as Gem

_FREE = "It costs you nothing."


@pytest.mark.parametrize("fault", [Fal.CRASHED, Fal.NGINX, Fal.RUNNER_DOWN, Fal.TIMED_OUT])
async def test_an_order_that_a_broken_server_may_have_taken_is_not_placed_again(
    street: Street, fault: Fal
) -> None:
    """FAL's server fails at an order: it is looked for in vain, then the reel is drawn, and free."""
    street.fal.next(fault, at=SUBMIT)

    job, text = await street.told()

    assert (job.stage, bool(job.fallback), street.fal.posts) == (Stage.DONE, True, 1)
    assert _FREE in text
    assert await street.house.balance() == (0, 0)


async def test_an_order_that_was_turned_away_at_the_gate_waits_and_is_filmed(street: Street) -> None:
    """FAL's gate says that nobody stands behind it: the order is sent again, and paid for once."""
    street.fal.next(Fal.SHUT, at=SUBMIT)

    job, _ = await street.told()

    assert (job.stage, job.fallback, street.fal.posts) == (Stage.DONE, "", 2)
    assert street.fal.books()["billed"] == 1


async def test_what_fal_calls_hopeless_is_not_tried_again(street: Street) -> None:
    """FAL fails, free of charge, and says that the same again would: the reel is drawn after one order."""
    street.fal.next(Fal.HOPELESS)

    job, text = await street.told()

    assert (job.stage, bool(job.fallback), street.fal.posts) == (Stage.DONE, True, 1)
    assert "broke down while filming" in text
    assert _FREE in text
    assert await street.house.balance() == (0, 0)


@pytest.mark.parametrize(
    ("fault", "words", "billed"),
    [
        (Fal.INVALID, "rejected the order as badly filled in", 0),
        (Fal.BAD_AUDIO, "could not make this clip", 1),
        (Fal.NOT_VIDEO, "is no video", 1),
        (Fal.WRONG_TYPE, "is no video", 1),
        (Fal.LANDSCAPE, "is not vertical", 1),
    ],
)
async def test_what_fal_gives_is_no_upright_video(
    street: Street, fault: Fal, words: str, billed: int
) -> None:
    """What cannot be used, as a real probe finds, is drawn instead, says why and is not the person's bill."""
    room = RenderHost()
    street.house.bench.probe = room.probe  # type: ignore[method-assign]
    street.fal.next(fault)

    job, text = await street.told()
    await room.close()

    assert (job.stage, bool(job.fallback), street.fal.posts) == (Stage.DONE, True, 1)
    assert "Labelled fallback: an animatic" in text
    assert f"instead of {WAN_25.label}." in text
    assert words in text
    assert _FREE in text
    assert street.fal.books()["billed"] == billed
    assert await street.house.balance() == (0, 0)


@pytest.mark.parametrize("fault", [Gem.CRASHED, Gem.EMPTY_BODY, Gem.GARBLED, Gem.MAX_TOKENS])
async def test_a_storyboard_that_did_not_arrive_is_asked_for_again(street: Street, fault: Gem) -> None:
    """Whatever came instead of a storyboard, Gemini is asked again, and the reel is the one quoted."""
    street.gemini.next(fault)

    job, text = await street.told()

    assert (job.stage, job.fallback, job.writer) == (Stage.DONE, "", "gemini")
    assert "Filmed with WAN 2.5" in text
    assert street.fal.books()["micros"] == TEN_SECONDS == (await street.house.balance())[1]


@pytest.mark.parametrize("fault", [Gem.BAD_KEY, Gem.CRASHED, Gem.EMPTY_BODY, Gem.GARBLED, Gem.MAX_TOKENS])
async def test_a_writer_that_never_writes_is_replaced(street: Street, fault: Gem) -> None:
    """With Gemini out for good the house writes, the reel is drawn and free, and FAL never hears of it."""
    street.gemini.next(fault, times=1000)

    job, text = await street.told()

    assert (job.stage, bool(job.fallback), job.writer) == (Stage.DONE, True, "understudy")
    assert "Labelled fallback: an animatic" in text
    assert "Storyboard by the house writer." in text
    assert _FREE in text
    assert (street.fal.posts, await street.house.balance()) == (0, (0, 0))


async def test_whoever_waits_for_a_vendor_that_is_down_is_told(street: Street) -> None:
    """With FAL out of reach nobody promises two minutes: it says since when I try, and what happens next."""
    await street.fal.stop()
    opened = await street.house.order("how monks invented espresso")
    assert opened.job is not None
    forecast = Forecast(street.house.store, street.house.clock, standing.progress)
    job, told = opened.job, []
    for _ in range(3):
        await street.house.rest()
        job = await street.house.store.job(job.id) or job
        told.append(await forecast(job, None))
        await street.house.doze()

    assert all("Usually ready" not in line for line in told)
    assert f"I have been trying since {when(job.stage_at)} UTC" in told[-1]
    assert "or I draw the reel at no cost." in told[-1]
    assert "I have been trying since" in standing.one(job, street.house.clock()).text
    assert (await street.house.ended(job.id)).fallback


async def test_a_clip_is_found_when_the_vendor_is_back(street: Street) -> None:
    """FAL takes an order, its answer is lost, and FAL is away for twenty minutes: the clip is still found."""
    street.fal.next(Fal.CUT, at=SUBMIT)
    opened = await street.house.order("how monks invented espresso")
    assert opened.job is not None
    async with asyncio.timeout(60):
        while not street.fal.posts:
            await asyncio.sleep(0.01)
    await street.house.rest()
    begun, port = street.house.clock.now, urlsplit(street.fal.address).port
    await street.fal.stop()
    while street.house.clock.now - begun < timedelta(minutes=20):
        await street.house.rest()
        await street.house.doze()
    await street.fal.start(port or 0)

    job = await street.house.ended(opened.job.id)

    assert (job.stage, job.fallback) == (Stage.DONE, "")
    assert len(street.fal.books()["ids"]) == 1
    assert (await street.house.balance())[1] == street.fal.books()["micros"]
