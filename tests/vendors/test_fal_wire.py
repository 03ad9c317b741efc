"""The fake FAL, judged by FAL's own client and by what its documentation promises."""

import asyncio
import base64
import hashlib
import json
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import av
import fal_client
import httpx
import pytest
from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from adapters.vendors.fal import FalRenderer
from core.errors import Unavailable
from core.ports import Finished, Order
from tests.wires.fal import KEY, FalServer
from tests.wires.fal_faults import STATUS, Fault
from tests.wires.fal_orders import WAN, Pace

Letterbox = tuple[str, asyncio.Queue[tuple[dict[str, str], bytes]]]
ARGUMENTS = {"prompt": "a monk pours coffee", "aspect_ratio": "9:16", "duration": "5", "seed": 7}


@pytest.fixture
async def client(fal: FalServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[fal_client.AsyncClient]:
    """FAL's own client, sent to the fake and not made to wait between its repetitions."""
    monkeypatch.setattr("fal_client.client.QUEUE_URL_FORMAT", f"{fal.address}/")
    monkeypatch.setattr("fal_client.client._get_retry_delay", lambda *_: 0)
    client = fal_client.AsyncClient(key=KEY)
    yield client
    # It has no public way to close.
    await (await client._client).aclose()


async def test_their_client_gets_its_clip(client: fal_client.AsyncClient, fal: FalServer) -> None:
    """FAL's client sees queue, filming and clip, as from the real queue."""
    fal.pace = Pace(queue_checks=2, filming_checks=1)
    seen: list[Any] = []
    clip = await client.subscribe(WAN, ARGUMENTS, on_queue_update=seen.append, with_logs=True, interval=0)

    assert [type(status) for status in seen] == [
        fal_client.Queued,
        fal_client.Queued,
        fal_client.InProgress,
        fal_client.Completed,
    ]
    assert [status.position for status in seen[:2]] == [1, 0]
    assert seen[2].logs[0]["level"] == "INFO"
    assert clip["video"]["content_type"] == "video/mp4"
    assert clip["seed"] == 7


async def test_their_client_finds_an_order_by_its_id_alone(client: fal_client.AsyncClient) -> None:
    """Addresses made from application and id, without the sub-path, lead to the order."""
    handle = await client.submit(WAN, ARGUMENTS)

    assert await client.get_handle(WAN, handle.request_id) == handle
    assert isinstance(await client.status(WAN, handle.request_id), fal_client.Completed)
    with pytest.raises(fal_client.FalClientHTTPError) as caught:
        await client.status("fal-ai/another-app", handle.request_id)
    assert caught.value.status_code == 404


async def test_their_client_pays_twice_for_a_lost_answer(
    client: fal_client.AsyncClient, fal: FalServer
) -> None:
    """Why we do not order through it: one lost answer, two orders, two bills."""
    fal.next(Fault.CUT)
    await client.submit(WAN, ARGUMENTS)

    assert fal.books()["billed"] == 2


async def test_their_client_repeats_what_nginx_says_and_only_that(
    client: fal_client.AsyncClient, fal: FalServer
) -> None:
    """A gateway's page is repeated, an error with FAL's request id is not."""
    fal.next(Fault.NGINX, Fault.SHUT)
    await client.submit(WAN, ARGUMENTS)
    assert fal.posts == 3

    fal.next(Fault.RUNNER_DOWN)
    with pytest.raises(fal_client.FalClientHTTPError) as caught:
        await client.submit(WAN, ARGUMENTS)
    assert caught.value.error_type == "runner_scheduling_failure"
    assert fal.posts == 4


async def test_their_client_learns_of_a_refusal_at_the_end(
    client: fal_client.AsyncClient, fal: FalServer
) -> None:
    """Refused content is accepted, completed, and refused only when the result is fetched."""
    fal.next(Fault.CONTENT_REFUSED)
    handle = await client.submit(WAN, ARGUMENTS)
    status = await handle.status()
    assert isinstance(status, fal_client.Completed)
    assert status.error == "Invalid status code: 422"

    with pytest.raises(fal_client.FalClientHTTPError) as caught:
        await handle.get()
    assert caught.value.response.json()["detail"][0]["type"] == "content_policy_violation"


@pytest.mark.parametrize(
    ("slip", "kind"),
    [
        ({"prompt": None}, "missing"),
        ({"prompt": "x" * 1501}, "string_too_long"),
        ({"duration": 5}, "literal_error"),
    ],
)
async def test_a_bad_form_is_found_at_the_end(fal: FalServer, slip: dict[str, object], kind: str) -> None:
    """Missing prompt, over-long prompt and a duration that is no string all come back as 422."""
    async with httpx.AsyncClient(base_url=fal.address, headers={"Authorization": f"Key {KEY}"}) as http:
        card = (await http.post(f"/{WAN}", json=ARGUMENTS | slip)).json()
        result = await http.get(f"{card['response_url']}/response")

    assert result.status_code == 422
    assert result.json()["detail"][0]["type"] == kind


async def test_the_order_of_things_on_the_wire(fal: FalServer) -> None:
    """Status is 202 until the end and 200 then; full paths are understood; every answer has an id."""
    fal.pace = Pace(queue_checks=1)
    async with httpx.AsyncClient(base_url=fal.address, headers={"Authorization": f"Key {KEY}"}) as http:
        card = (await http.post(f"/{WAN}", json=ARGUMENTS)).json()
        early = await http.get(f"/{WAN}/requests/{card['request_id']}")
        waiting = await http.get(card["status_url"], params={"logs": "1"})
        done = await http.get(card["status_url"])
        late = await http.put(card["cancel_url"])
        stranger = await http.get(card["status_url"], headers={"Authorization": "Key other"})

    assert early.status_code == 400
    assert (waiting.status_code, waiting.json()["status"]) == (202, "IN_QUEUE")
    assert (done.status_code, done.json()["logs"]) == (200, None)
    assert (late.status_code, late.json()) == (400, {"status": "ALREADY_COMPLETED"})
    assert stranger.status_code == 401
    assert all(reply.headers["x-fal-request-id"] for reply in (early, waiting, done, late, stranger))


@pytest.fixture
async def letterbox() -> AsyncIterator[Letterbox]:
    """Somebody who receives webhooks: the address, and what arrived."""
    arrived: asyncio.Queue[tuple[dict[str, str], bytes]] = asyncio.Queue()

    async def receive(request: web.Request) -> web.Response:
        await arrived.put((dict(request.headers), await request.read()))
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook/{id}", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}/hook", arrived
    await runner.cleanup()


async def test_a_webhook_may_lie(fal: FalServer, order: Order, letterbox: Letterbox) -> None:
    """A forged webhook does not verify, a replayed one is old, an empty one says why."""
    base, arrived = letterbox
    jwks = fal.hooks.jwks
    fal.next(Fault.HOOK_FORGED, Fault.HOOK_STALE, Fault.HOOK_EMPTY)
    heard = []
    for _ in range(3):
        await _ordered_with_hook(fal, order, base)
        heard.append(await arrived.get())
    (forged, stale, empty), age = heard, time.time() - 300

    assert [_is_signed(jwks, *letter) for letter in heard] == [False, True, True]
    assert int(stale[0]["X-Fal-Webhook-Timestamp"]) < age < int(empty[0]["X-Fal-Webhook-Timestamp"])
    assert json.loads(empty[1])["payload_error"]
    assert json.loads(forged[1])["status"] == "OK"


async def test_a_clip_may_lie_on_its_side(fal: FalServer, order: Order, tmp_path: Path) -> None:
    """A landscape clip is delivered like any other; whoever measures it will notice."""
    fal.next(Fault.LANDSCAPE)
    renderer = FalRenderer(KEY, fal.queue_url, fal.api_url)
    state = await renderer.check(await renderer.submit(order, "r1"))
    assert isinstance(state, Finished)
    await renderer.download(state.url, tmp_path / "clip.mp4")
    await renderer.aclose()

    with av.open(str(tmp_path / "clip.mp4")) as film:
        assert film.streams.video[0].width > film.streams.video[0].height


async def _ordered_with_hook(fal: FalServer, order: Order, base: str) -> dict[str, Any]:
    renderer = FalRenderer(KEY, fal.queue_url, fal.api_url, webhook_base=base)
    ticket = await renderer.submit(order, "r1")
    await renderer.aclose()
    return ticket


def _is_signed(jwks: dict[str, Any], headers: dict[str, str], body: bytes) -> bool:
    names = ("Request-Id", "User-Id", "Timestamp")
    parts = [headers[f"X-Fal-Webhook-{name}"] for name in names]
    text = "\n".join([*parts, hashlib.sha256(body).hexdigest()])
    key = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(jwks["keys"][0]["x"] + "="))
    try:
        key.verify(bytes.fromhex(headers["X-Fal-Webhook-Signature"]), text.encode())
    except InvalidSignature:
        return False
    return True


async def test_a_webhook_is_signed_and_tells_the_outcome(
    fal: FalServer, order: Order, letterbox: Letterbox
) -> None:
    """The webhook verifies against the published key and carries the clip's address."""
    base, arrived = letterbox
    ticket = await _ordered_with_hook(fal, order, base)
    headers, body = await arrived.get()
    async with httpx.AsyncClient() as http:
        jwks = (await http.get(f"{fal.address}/.well-known/jwks.json")).json()

    assert _is_signed(jwks, headers, body)
    assert not _is_signed(jwks, headers, body + b" ")
    assert json.loads(body)["request_id"] == ticket["request_id"]
    assert json.loads(body)["payload"]["video"]["url"].startswith(fal.address)


async def test_a_webhook_may_come_first_or_twice(fal: FalServer, order: Order, letterbox: Letterbox) -> None:
    """A webhook may arrive before the order's own answer, and again."""
    base, arrived = letterbox
    fal.next(Fault.HOOK_FIRST)
    await _ordered_with_hook(fal, order, base)
    assert arrived.qsize() == 1
    await arrived.get()

    fal.next(Fault.HOOK_TWICE)
    await _ordered_with_hook(fal, order, base)
    assert (await arrived.get())[1] == (await arrived.get())[1]


async def test_the_vendor_remembers_across_its_own_death(tmp_path: Path, order: Order) -> None:
    """Run as a process of its own, killed and started again, it still knows every order and the bill."""
    vendor, address = await _started(tmp_path)
    renderer = FalRenderer(KEY, address, f"{address}/v1")
    ticket = await renderer.submit(order, "r1")
    vendor.kill()
    await vendor.wait()
    await renderer.aclose()

    vendor, address = await _started(tmp_path)
    renderer = FalRenderer(KEY, address, f"{address}/v1")
    async with httpx.AsyncClient() as http:
        await http.post(f"{address}/_control/next", json={"fault": "busy", "at": STATUS})
        books = (await http.get(f"{address}/_control/books")).json()
    with pytest.raises(Unavailable):
        await renderer.check(renderer.ticket(order.model, ticket["request_id"]))
    state = await renderer.check(renderer.ticket(order.model, ticket["request_id"]))
    await renderer.aclose()
    vendor.kill()
    await vendor.wait()

    assert isinstance(state, Finished)
    assert (books["orders"], books["billed"], books["micros"]) == (1, 1, 750_000)


async def _started(state: Path) -> tuple[asyncio.subprocess.Process, str]:
    vendor = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.wires.fal", "--state", str(state), stdout=asyncio.subprocess.PIPE
    )
    assert vendor.stdout is not None
    return vendor, (await vendor.stdout.readline()).decode().strip()
