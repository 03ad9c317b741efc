"""An order whose answer was lost is looked for in FAL's history, which shows only what has ended."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.vendors.fal import FalRenderer
from core.errors import Unavailable, Unclear
from core.ports import Finished, Order
from tests.wires.fal import KEY, FalServer
from tests.wires.fal_faults import LISTING, Fault
from tests.wires.fal_orders import Pace


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.GARBLED])
async def test_an_order_whose_answer_was_lost_is_found(
    renderer: FalRenderer, fal: FalServer, order: Order, fault: Fault
) -> None:
    """Accepted, but the answer lost: the order is found in FAL's history, and paid once."""
    started = datetime.now(UTC)
    fal.next(fault)
    with pytest.raises(Unclear):
        await renderer.submit(order, "r1")

    ticket = await renderer.find(order, "r1", started)

    assert ticket is not None
    assert isinstance(await renderer.check(ticket), Finished)
    assert fal.books()["billed"] == 1


async def test_an_order_that_never_arrived_is_known_to_be_missing(
    renderer: FalRenderer, fal: FalServer, order: Order, long_ago: datetime
) -> None:
    """When enough time has passed and FAL's history does not show it, the order was never made."""
    fal.next(Fault.LOST)
    with pytest.raises(Unclear):
        await renderer.submit(order, "r1")

    assert await renderer.find(order, "r1", long_ago) is None


async def test_a_running_order_is_not_called_missing(
    renderer: FalRenderer, fal: FalServer, order: Order
) -> None:
    """FAL's history shows what has ended; until ours would have, its absence proves nothing."""
    fal.pace = Pace(held=True)
    started = datetime.now(UTC)
    fal.next(Fault.CUT)
    with pytest.raises(Unclear):
        await renderer.submit(order, "r1")

    with pytest.raises(Unclear):
        await renderer.find(order, "r1", started)

    fal.finish(fal.books()["ids"][0])
    assert await renderer.find(order, "r1", started) is not None


@pytest.mark.parametrize(
    "fault", [Fault.LOCKED, Fault.BAD_KEY, Fault.CRASHED, Fault.GARBLED, Fault.CUT, Fault.NO_PAYLOADS]
)
async def test_a_history_that_cannot_tell_is_not_believed(
    renderer: FalRenderer, fal: FalServer, order: Order, long_ago: datetime, fault: Fault
) -> None:
    """A closed, broken or blank history never leads to a second order; one that is down is asked again."""
    await renderer.submit(order, "r1")
    fal.next(fault, at=LISTING)

    with pytest.raises(Unavailable if fault in (Fault.CRASHED, Fault.CUT) else Unclear):
        await renderer.find(order, "r1", long_ago)


async def test_another_order_is_not_mistaken_for_ours(
    renderer: FalRenderer, order: Order, long_ago: datetime
) -> None:
    """Orders are told apart by their prompt and their seed."""
    await renderer.submit(replace(order, seed=43), "r2")
    await renderer.submit(replace(order, prompt="Something else."), "r3")

    assert await renderer.find(order, "r1", long_ago) is None


async def test_a_long_history_is_read_to_its_end(
    renderer: FalRenderer, fal: FalServer, order: Order, long_ago: datetime
) -> None:
    """Our order is found behind hundreds of others."""
    ticket = await renderer.submit(order, "r1")
    for number in range(250):
        fal.orders.add(app=order.model, key=KEY, arguments={"prompt": "another", "seed": number})

    assert await renderer.find(order, "r1", long_ago) == ticket
    assert fal.calls[LISTING] == 3


async def test_an_earlier_attempt_does_not_stand_in(
    renderer: FalRenderer, fal: FalServer, order: Order
) -> None:
    """Of two equal orders, the one sent after we began is ours."""
    fal.next(Fault.RUNNER_LOST)
    first = await renderer.submit(order, "r1")
    fal.orders.by_id[first["request_id"]].sent_at -= 5
    started = datetime.now(UTC) - timedelta(seconds=1)
    second = await renderer.submit(order, "r1")

    assert await renderer.find(order, "r1", started) == second


async def test_a_clock_ahead_of_fals_hides_no_order(renderer: FalRenderer, order: Order) -> None:
    """Our clock is a minute ahead of FAL's: the order whose answer was lost is found all the same."""
    ticket = await renderer.submit(order, "r1")

    assert await renderer.find(order, "r1", datetime.now(UTC) + timedelta(minutes=1)) == ticket
