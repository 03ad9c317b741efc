"""An order at FAL from submit to clip, when all goes well."""

import os
from datetime import UTC, datetime
from pathlib import Path

import av
import httpx
import pytest

from adapters.vendors.fal import FalRenderer
from core.errors import Failed, Misconfigured
from core.ports import Filming, Finished, Order, Waiting
from tests.wires.fal import KEY, FalServer
from tests.wires.fal_faults import MEDIA, Fault
from tests.wires.fal_orders import WAN, Pace


async def test_an_order_becomes_a_vertical_clip(
    renderer: FalRenderer, fal: FalServer, order: Order, tmp_path: Path
) -> None:
    """One order costs one clip, and the clip arrives as a playable vertical video with sound."""
    ticket = await renderer.submit(order, "r1")
    state = await renderer.check(ticket)
    assert isinstance(state, Finished)
    await renderer.download(state.url, tmp_path / "clip.mp4")

    with av.open(str(tmp_path / "clip.mp4")) as film:
        assert film.streams.video[0].height > film.streams.video[0].width
        assert len(film.streams.audio) == 1
    assert os.listdir(tmp_path) == ["clip.mp4"]
    assert {"posts": 1, "orders": 1, "billed": 1, "micros": 750_000}.items() <= fal.books().items()


async def test_the_order_says_what_was_approved(renderer: FalRenderer, fal: FalServer, order: Order) -> None:
    """FAL films our prompt and no other: upright, as long and as sharp as quoted, safety check on."""
    await renderer.submit(order, "r1")

    (ordered,) = fal.orders.by_id.values()
    assert ordered.arguments == {
        "prompt": order.prompt,
        "negative_prompt": "text, watermark",
        "aspect_ratio": "9:16",
        "resolution": "1080p",
        "duration": "5",
        "seed": 42,
        "enable_safety_checker": True,
        "enable_prompt_expansion": False,
    }


async def test_progress_is_told(renderer: FalRenderer, fal: FalServer, order: Order) -> None:
    """While it waits we know its place in the queue, then that it is being filmed, then that it is done."""
    fal.pace = Pace(queue_checks=3, filming_checks=2)
    ticket = await renderer.submit(order, "r1")

    states = [await renderer.check(ticket) for _ in range(6)]

    assert states[:5] == [Waiting(2), Waiting(1), Waiting(0), Filming(), Filming()]
    assert isinstance(states[5], Finished)


async def test_a_ticket_survives_a_restart(renderer: FalRenderer, fal: FalServer, order: Order) -> None:
    """Another process with the same ticket gets the same clip, without ordering again."""
    ticket = await renderer.submit(order, "r1")
    second = FalRenderer(KEY, fal.queue_url, fal.api_url)

    assert await renderer.check(ticket) == await second.check(ticket)
    assert fal.posts == 1
    await second.aclose()


async def test_an_order_can_introduce_itself(renderer: FalRenderer, order: Order) -> None:
    """Model and request id are enough to ask after an order."""
    ticket = await renderer.submit(order, "r1")

    assert renderer.ticket(order.model, ticket["request_id"]) == ticket


async def test_the_webhook_carries_our_render(fal: FalServer, order: Order) -> None:
    """With a public address FAL is told where to report, and the address names the render."""
    renderer = FalRenderer(KEY, fal.queue_url, fal.api_url, webhook_base="https://bot.example/hooks/fal/")
    fal.next(Fault.HOOK_LOST)
    await renderer.submit(order, "r1")
    await renderer.aclose()

    (ordered,) = fal.orders.by_id.values()
    assert ordered.hook == "https://bot.example/hooks/fal/r1"


async def test_without_a_public_address_there_is_no_webhook(
    renderer: FalRenderer, fal: FalServer, order: Order
) -> None:
    """A bot behind a router orders without a webhook."""
    await renderer.submit(order, "r1")

    (ordered,) = fal.orders.by_id.values()
    assert ordered.hook is None


async def test_two_accounts_stay_apart(order: Order) -> None:
    """Two people with keys of their own use one bot: neither sees nor pays the other's orders."""
    async with FalServer(keys=("key-a", "key-b")) as fal:
        a = FalRenderer("key-a", fal.queue_url, fal.api_url)
        b = FalRenderer("key-b", fal.queue_url, fal.api_url)
        started = datetime.now(UTC)
        ticket = await a.submit(order, "r1")

        assert (await a.find(order, "r1", started)) == ticket
        assert [ordered.key for ordered in fal.orders.by_id.values()] == ["key-a"]
        assert isinstance(await a.check(ticket), Finished)
        with pytest.raises(Failed):
            await b.check(ticket)
        await a.aclose()
        await b.aclose()


async def test_the_key_is_not_shown_to_the_media_host(
    renderer: FalRenderer, fal: FalServer, order: Order, tmp_path: Path
) -> None:
    """Clips are public; whoever serves them does not get our key, not even after a redirect."""
    state = await renderer.check(await renderer.submit(order, "r1"))
    assert isinstance(state, Finished)
    fal.next(Fault.REDIRECT_HOME, at=MEDIA)
    await renderer.download(state.url, tmp_path / "clip.mp4")

    assert len(fal.media_headers) == 2
    assert KEY not in str(fal.media_headers)


async def test_an_answer_cannot_lead_the_key_astray(
    renderer: FalRenderer, fal: FalServer, order: Order
) -> None:
    """If the answer names a stranger's address, we keep asking FAL, and the order is not lost."""
    fal.next(Fault.FOREIGN_URLS)
    ticket = await renderer.submit(order, "r1")

    assert "evil" not in str(ticket)
    assert isinstance(await renderer.check(ticket), Finished)


async def test_a_gateway_is_not_bypassed(renderer: FalRenderer, fal: FalServer, order: Order) -> None:
    """Behind a gateway every call goes through it, though FAL's answer names FAL's own address."""
    fal.next(Fault.GATEWAY_URLS)
    ticket = await renderer.submit(order, "r1")

    assert isinstance(await renderer.check(ticket), Finished)
    assert fal.calls["status"] == 1


@pytest.mark.parametrize("name", ["status_url", "response_url", "cancel_url"])
async def test_a_forged_ticket_gets_no_key(
    renderer: FalRenderer, fal: FalServer, order: Order, name: str
) -> None:
    """A ticket from a tampered database cannot send our key to a stranger."""
    fal.pace = Pace(queue_checks=9 if name == "cancel_url" else 0)
    ticket = await renderer.submit(order, "r1") | {name: "http://evil.example/x"}

    with pytest.raises(Misconfigured):
        await (renderer.cancel(ticket) if name == "cancel_url" else renderer.check(ticket))


async def test_the_public_queue_may_name_its_spare_hosts() -> None:
    """On FAL's public address, the addresses that FAL gives are kept as given."""
    given = {
        "request_id": "id",
        "response_url": "https://queue.falrun.com/a/b/requests/id",
        "status_url": "https://queue.falrun.com/a/b/requests/id/status",
        "cancel_url": "https://queue.falrun.com/a/b/requests/id/cancel",
    }

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=given)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        renderer = FalRenderer("key", http=http)
        order = Order(model=WAN, prompt="p", negative_prompt="", seconds=5, resolution="720p", seed=1)

        assert await renderer.submit(order, "r1") == given


async def test_the_doctor_learns_that_all_is_well(renderer: FalRenderer, fal: FalServer) -> None:
    """Asking how FAL is costs nothing and orders nothing."""
    assert await renderer.ping() == "FAL's queue answers, and its platform accepts the key."
    assert fal.posts == 0


async def test_the_doctor_learns_of_a_wrong_key(fal: FalServer) -> None:
    """A wrong key is told apart from a vendor that is down."""
    renderer = FalRenderer("wrong", fal.queue_url, fal.api_url)

    with pytest.raises(Misconfigured, match="FAL_KEY"):
        await renderer.ping()
    await renderer.aclose()


@pytest.mark.parametrize("key", ["", "   ", "with\nline", "schlüssel"])
async def test_a_key_that_is_none_is_said_so(fal: FalServer, order: Order, key: str) -> None:
    """A missing or mangled key gives the operator a sentence, not a crash."""
    renderer = FalRenderer(key, fal.queue_url, fal.api_url)

    with pytest.raises(Misconfigured, match="FAL_KEY"):
        await renderer.submit(order, "r1")
    assert fal.posts == 0
    await renderer.aclose()
