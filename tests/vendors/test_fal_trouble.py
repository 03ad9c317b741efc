"""What FAL's troubles do to an order: the right verdict, and never a second bill."""

import socket
import traceback
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.vendors.fal import FalRenderer
from core.errors import Failed, Misconfigured, Refused, StudioError, Unavailable, Unclear
from core.ports import Filming, Finished, Order
from tests.wires.fal import KEY, FalServer
from tests.wires.fal_faults import CANCEL, HOOK, LISTING, MEDIA, RESULT, STATUS, Fault, door_of
from tests.wires.fal_orders import ENDED, FILMING, Pace

_HARMLESS_AT_SUBMIT = [
    fault
    for fault in Fault
    if door_of(fault) in (HOOK, MEDIA, LISTING)
    or fault in (Fault.FOREIGN_URLS, Fault.GATEWAY_URLS, Fault.LANDSCAPE)
]


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        (Fault.LOCKED, Misconfigured),
        (Fault.BAD_KEY, Misconfigured),
        (Fault.NO_APP, Misconfigured),
        (Fault.MOVED, Misconfigured),
        (Fault.BUSY, Unavailable),
        (Fault.SHUT, Unavailable),
        (Fault.INVALID, Failed),
        (Fault.CRASHED, Unclear),
        (Fault.RUNNER_DOWN, Unclear),
        (Fault.NGINX, Unclear),
        (Fault.TIMED_OUT, Unclear),
        (Fault.GARBLED, Unclear),
        (Fault.CUT, Unclear),
        (Fault.LOST, Unclear),
    ],
)
async def test_every_trouble_at_the_counter_has_its_verdict(
    renderer: FalRenderer, fal: FalServer, order: Order, fault: Fault, verdict: type[StudioError]
) -> None:
    """Whatever happens to an order on its way, it is sent once and judged by what is known."""
    fal.next(fault)

    with pytest.raises(StudioError) as caught:
        await renderer.submit(order, "r1")

    assert type(caught.value) is verdict
    assert fal.posts == 1


async def test_the_wait_that_fal_asks_for_is_kept(
    renderer: FalRenderer, fal: FalServer, order: Order
) -> None:
    """A busy vendor's own figure for how long to wait is passed on."""
    fal.next(Fault.BUSY)

    with pytest.raises(Unavailable) as caught:
        await renderer.submit(order, "r1")

    assert caught.value.retry_in == 7


async def test_nobody_at_home_means_not_ordered(order: Order) -> None:
    """When no connection comes about, the order was surely not made and may be sent again."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        renderer = FalRenderer(KEY, f"http://127.0.0.1:{closed.getsockname()[1]}")

        with pytest.raises(Unavailable):
            await renderer.submit(order, "r1")
    await renderer.aclose()


@pytest.mark.parametrize("address", ["", "queue.fal.run", "ftp://queue.fal.run", "http://[::1"])
async def test_an_address_that_is_none_is_said_so(order: Order, address: str) -> None:
    """A mistyped address gives the operator a sentence, not a crash."""
    renderer = FalRenderer(KEY, address)

    with pytest.raises(Misconfigured, match="FAL_QUEUE_URL"):
        await renderer.submit(order, "r1")
    await renderer.aclose()


@pytest.mark.parametrize(
    ("door", "fault"),
    [
        *((STATUS, fault) for fault in (Fault.BUSY, Fault.CRASHED, Fault.NGINX, Fault.TIMED_OUT)),
        *((STATUS, fault) for fault in (Fault.GARBLED, Fault.CUT)),
        # With an error type of FAL's own, a 5xx in place of the result is how a lost clip is told.
        *((RESULT, fault) for fault in (Fault.BUSY, Fault.NGINX, Fault.GARBLED, Fault.CUT)),
    ],
)
async def test_asking_again_heals_passing_trouble(
    renderer: FalRenderer, fal: FalServer, order: Order, fault: Fault, door: str
) -> None:
    """A vendor that stumbles while we ask costs nothing but time; the next look finds the clip."""
    ticket = await renderer.submit(order, "r1")
    fal.next(fault, at=door)

    with pytest.raises(Unavailable):
        await renderer.check(ticket)

    assert isinstance(await renderer.check(ticket), Finished)
    assert fal.posts == 1


async def test_a_gateway_in_the_way_is_not_fals_verdict(
    renderer: FalRenderer, fal: FalServer, order: Order
) -> None:
    """A failed order whose failure cannot be fetched just now is asked for again: it may be charged."""
    fal.next(Fault.BAD_AUDIO)
    ticket = await renderer.submit(order, "r1")
    fal.next(Fault.NGINX, at=RESULT)

    with pytest.raises(Unavailable):
        await renderer.check(ticket)
    with pytest.raises(Failed) as caught:
        await renderer.check(ticket)

    assert caught.value.billed is True


async def test_an_unheard_of_status_is_waited_out(
    renderer: FalRenderer, fal: FalServer, order: Order
) -> None:
    """A word that FAL adds to its protocol does not lose a paid clip."""
    ticket = await renderer.submit(order, "r1")
    fal.next(Fault.UNKNOWN_STATUS)

    with pytest.raises(Unavailable):
        await renderer.check(ticket)


@pytest.mark.parametrize("fault", [Fault.LOCKED, Fault.BAD_KEY, Fault.MOVED])
async def test_an_account_locked_meanwhile_needs_the_operator(
    renderer: FalRenderer, fal: FalServer, order: Order, fault: Fault
) -> None:
    """If the account is locked while a clip is made, the job waits for the operator."""
    ticket = await renderer.submit(order, "r1")
    fal.next(fault, at=STATUS)

    with pytest.raises(Misconfigured):
        await renderer.check(ticket)


@pytest.mark.parametrize(
    ("fate", "verdict", "billed"),
    [
        (Fault.CONTENT_REFUSED, Refused, True),
        (Fault.NO_MEDIA, Refused, True),
        (Fault.BAD_AUDIO, Failed, True),
        (Fault.RUNNER_LOST, Failed, False),
        (Fault.GENERATION_TIMEOUT, Failed, False),
        (Fault.EXPIRED, Failed, True),
        (Fault.NO_VIDEO, Failed, True),
    ],
)
async def test_every_sad_end_has_its_verdict(
    renderer: FalRenderer,
    fal: FalServer,
    order: Order,
    fate: Fault,
    verdict: type[StudioError],
    billed: bool,
) -> None:
    """A clip that will never come is told by why, and whether FAL may charge for it."""
    fal.next(fate)
    ticket = await renderer.submit(order, "r1")

    with pytest.raises(StudioError) as caught:
        await renderer.check(ticket)

    assert (type(caught.value), getattr(caught.value, "billed", None)) == (verdict, billed)


async def test_a_result_that_is_not_ready_is_waited_for(
    renderer: FalRenderer, fal: FalServer, order: Order
) -> None:
    """If FAL says done and then not yet, it is still at work, and we ask again later."""
    fal.next(Fault.TOO_EARLY)
    ticket = await renderer.submit(order, "r1")

    assert await renderer.check(ticket) == Filming()


@pytest.mark.parametrize(
    "slip", [{"prompt": "x" * 1501}, {"negative_prompt": "x" * 501}, {"seconds": 7}, {"resolution": "4k"}]
)
async def test_a_badly_filled_in_order_is_ours_to_pay_nothing_for(
    renderer: FalRenderer, fal: FalServer, order: Order, slip: dict[str, object]
) -> None:
    """FAL finds a bad form only at the end; nothing was filmed and nothing is charged."""
    ticket = await renderer.submit(replace(order, **slip), "r1")  # type: ignore[arg-type]  # any field of it

    with pytest.raises(Failed) as caught:
        await renderer.check(ticket)

    assert caught.value.billed is False
    assert fal.books()["billed"] == 0


async def test_an_order_unknown_to_fal_is_over(renderer: FalRenderer, order: Order) -> None:
    """When FAL has forgotten an order, we stop asking and count it as charged."""
    with pytest.raises(Failed) as caught:
        await renderer.check(renderer.ticket(order.model, "00000000-0000-0000-0000-000000000001"))

    assert caught.value.billed is True


async def test_a_waiting_order_is_taken_back(renderer: FalRenderer, fal: FalServer, order: Order) -> None:
    """An order still in the queue can be cancelled for nothing."""
    fal.pace = Pace(queue_checks=9)
    ticket = await renderer.submit(order, "r1")

    assert await renderer.cancel(ticket) is True
    assert fal.books()["billed"] == 0
    with pytest.raises(Failed):
        await renderer.check(ticket)


async def test_an_order_being_filmed_is_not_taken_back(
    renderer: FalRenderer, fal: FalServer, order: Order
) -> None:
    """What is being filmed gets finished and charged, so it is never called cancelled."""
    fal.pace = Pace(held=True)
    ticket = await renderer.submit(order, "r1")

    assert await renderer.cancel(ticket) is False
    assert isinstance(await renderer.check(ticket), Filming)
    assert fal.books()["billed"] == 1


async def test_cancelling_races_with_the_camera(renderer: FalRenderer, fal: FalServer, order: Order) -> None:
    """If filming begins between our look and our cancellation, we do not claim that it costs nothing."""
    fal.pace = Pace(queue_checks=1, filming_checks=9)
    ticket = await renderer.submit(order, "r1")

    assert await renderer.cancel(ticket) is False
    (ordered,) = fal.orders.by_id.values()
    assert ordered.cancelled == FILMING


async def test_a_finished_or_unknown_order_is_not_taken_back(renderer: FalRenderer, order: Order) -> None:
    """It is too late to cancel a clip that is there, and one that FAL has forgotten."""
    ticket = await renderer.submit(order, "r1")

    assert await renderer.cancel(ticket) is False
    assert await renderer.cancel(renderer.ticket(order.model, "unknown")) is False


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.BUSY, Fault.CRASHED])
async def test_a_cancellation_that_got_lost_may_be_repeated(
    renderer: FalRenderer, fal: FalServer, order: Order, fault: Fault
) -> None:
    """If FAL does not answer a cancellation, we say so rather than guess."""
    fal.pace = Pace(queue_checks=9)
    ticket = await renderer.submit(order, "r1")
    fal.next(fault, at=CANCEL)

    with pytest.raises(Unavailable):
        await renderer.cancel(ticket)

    assert fal.orders.by_id[ticket["request_id"]].phase(fal.pace, 0)[0] != ENDED


_SAD = sorted(set(Fault) - {*_HARMLESS_AT_SUBMIT, Fault.HANG, Fault.TOO_EARLY})


@pytest.mark.parametrize("fault", _SAD)
async def test_no_secret_and_no_word_of_theirs_reaches_the_chat(
    renderer: FalRenderer, fal: FalServer, order: Order, fault: Fault
) -> None:
    """Whatever goes wrong, the sentence we pass on holds no key, no address and none of FAL's wording."""
    fal.next(fault)

    with pytest.raises(StudioError) as caught:
        await renderer.check(await renderer.submit(order, "r1"))

    report = "".join(traceback.format_exception(caught.value))
    assert not [
        word for word in ("http:", "nginx", "runner", "detail", "flagged") if word in caught.value.message
    ]
    assert not [secret for secret in (KEY, "Exhausted", "invalid key", order.prompt) if secret in report]


@pytest.fixture
async def hurried(fal: FalServer) -> AsyncIterator[FalRenderer]:
    """Our adapter without patience."""
    adapter = FalRenderer(KEY, fal.queue_url, fal.api_url, submit_seconds=0.3, ask_seconds=0.3)
    yield adapter
    await adapter.aclose()


async def test_an_order_that_hangs_is_bounded_and_found(
    hurried: FalRenderer, renderer: FalRenderer, fal: FalServer, order: Order
) -> None:
    """A vendor that accepts and never answers keeps us for a bounded time, and the order is not lost."""
    started = datetime.now(UTC)
    fal.next(Fault.HANG)
    with pytest.raises(Unclear):
        await hurried.submit(order, "r1")

    assert await renderer.find(order, "r1", started) is not None


@pytest.mark.parametrize("door", [STATUS, RESULT])
async def test_a_question_that_hangs_is_bounded(
    hurried: FalRenderer, renderer: FalRenderer, fal: FalServer, order: Order, door: str
) -> None:
    """A vendor that never answers a question keeps us for a bounded time."""
    ticket = await renderer.submit(order, "r1")
    fal.next(Fault.HANG, at=door)

    with pytest.raises(Unavailable):
        await hurried.check(ticket)
