"""Somebody chooses who films, and hears who did; and when one vendor fails, another films, at one price."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.storage.tables.studio import entries
from adapters.vendors.fal import FalRenderer
from adapters.vendors.runway import RunwayRenderer
from bot.commands import commands
from bot.desk import FrontDesk
from core.reel.catalogue import CATALOGUE, WAN_25
from core.reel.job import Job
from tests.players import HandClock, Vendor
from tests.stories.parlour import Parlour
from tests.wires.fal import KEY, FalServer
from tests.wires.fal_faults import MEDIA, RESULT, STATUS, Fault
from tests.wires.runway import RunwayServer
from tests.work.house import House

GEN_45 = CATALOGUE["gen4.5"]
IMPATIENT = 1.0


@pytest.fixture
async def parlour(tmp_path: Path) -> AsyncIterator[Parlour]:
    """A bot with FAL and Runway, whose person films tea."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        parlour.crew.renderers["runway"] = Vendor("runway")  # type: ignore[index]
        parlour.desk = FrontDesk(parlour.studio, commands(parlour.studio, parlour.clock, WAN_25.id))
        await parlour.say("/niche tea")
        yield parlour


async def test_the_vendor_is_switched_in_the_middle_of_a_conversation(parlour: Parlour) -> None:
    """One reel from the default model, the next from another vendor's, by one word in the chat."""
    first = await parlour.reel("/generate oolong seconds=5")
    second = await parlour.reel("/generate matcha seconds=5 model=Runway Gen-4.5")

    assert "Filmed with WAN 2.5" in first.text
    assert "Filmed with Runway Gen-4.5" in second.text
    assert "Cost: $0.60" in second.text
    assert len(parlour.vendor.orders) == 1


async def test_only_models_that_can_be_ordered_are_offered(parlour: Parlour) -> None:
    """Vendors without a key, wide and retired models are no choices."""
    option = next(
        option
        for command in commands(parlour.studio, parlour.clock, WAN_25.id)
        for option in command.options
        if option.name == "model"
    )
    offered = [label for label, _ in option.choices]

    assert offered[0] == "WAN 2.5"
    assert {"Kling 3", "Pika 2.2", "Runway Gen-4.5", "animatic"} <= set(offered)
    assert not {"Hailuo 2.3", "Stable Video", "Gemini Omni", "Own server"} & set(offered)


async def _door(fal: FalServer) -> None:
    fal.next(Fault.LOCKED, times=99)


async def _busy(fal: FalServer) -> None:
    fal.next(Fault.BUSY, times=99)


async def _rejects(fal: FalServer) -> None:
    fal.next(Fault.INVALID)


async def _gone(fal: FalServer) -> None:
    await fal.stop()


async def _breaks_down(fal: FalServer) -> None:
    fal.next(Fault.RUNNER_LOST, times=9)


@pytest.mark.parametrize("trouble", [_gone, _door, _busy, _rejects, _breaks_down])
async def test_whatever_happens_at_fal_runway_delivers_one_reel_at_one_price(
    tmp_path: Path, trouble: Callable[[FalServer], Awaitable[None]]
) -> None:
    """FAL fails at each step in turn, over the wire; Runway films once, and its price is settled."""
    async with FalServer() as fal, RunwayServer() as runway:
        await trouble(fal)
        job, balance, books, kinds = await _filmed(tmp_path, fal, runway)

    assert job.reel is not None
    assert (job.reel.is_animatic, job.fallback) == (False, "")
    assert (len(runway.orders), runway.posts) == (1, 1)
    assert (balance, books) == ((1, GEN_45.price(10)), GEN_45.price(10))
    assert fal.books()["billed"] == 0
    assert kinds == ["hold", "settle"]


@pytest.mark.parametrize(
    ("fault", "at", "posts", "films"),
    [
        (Fault.CUT, "", 1, True),
        (Fault.BUSY, STATUS, 1, True),
        (Fault.BUSY, RESULT, 1, True),
        (Fault.LOST, "", 1, False),
        (Fault.MISSING, MEDIA, 1, False),
    ],
    ids=lambda value: str(value),
)
async def test_once_fal_may_have_an_order_runway_never_gets_it_too(
    tmp_path: Path, fault: Fault, at: str, posts: int, films: bool
) -> None:
    """FAL fails once, at any step: it films all the same, or is paid by the house; Runway orders nothing."""
    async with FalServer() as fal, RunwayServer() as runway:
        fal.next(fault, at=at)
        job, balance, books, kinds = await _filmed(tmp_path, fal, runway)

    price = WAN_25.price(10)
    assert job.reel is not None
    assert (job.reel.is_animatic, bool(job.fallback)) == (not films, not films)
    taken = int(fault is not Fault.LOST)
    assert (fal.posts, fal.books()["orders"], runway.posts) == (posts, taken, 0)
    # What FAL may have taken counts as ordered.
    assert (books, fal.books()["micros"]) == (price, taken * price)
    assert balance == ((1, price) if films else (0, 0))
    assert kinds == ["hold", "settle" if films else "release"]


async def _filmed(
    folder: Path, fal: FalServer, runway: RunwayServer
) -> tuple[Job, tuple[int, int], int, list[str]]:
    """One reel with FAL first, then Runway: what its account paid, what all paid, and its entries' kinds."""
    clock = HandClock()
    hasty = {"submit_seconds": IMPATIENT, "ask_seconds": IMPATIENT, "clock": clock}
    first = FalRenderer(KEY, fal.queue_url, fal.api_url, **hasty)  # type: ignore[arg-type]
    second = RunwayRenderer(runway.key, runway.address)
    house = House(folder, clock, model=WAN_25, renderer=first, stand_ins=((GEN_45, second),))
    theirs = sa.select(entries.c.kind).where(entries.c.account == "test:ann").order_by(entries.c.id)
    async with house.open():
        job = await house.made("how monks invented espresso")
        balance, books = await house.balance(), await house.books()
        rows = await house.store.read(theirs)
    await first.aclose()
    await second.aclose()
    return job, balance, books, [row.kind for row in rows]
