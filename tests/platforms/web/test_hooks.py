"""Webhooks: who wants to be told is told, surely and safely; who tells us is believed only if genuine."""

import ipaddress
import json
import ssl
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from adapters.platforms.web.telling import SIGNATURE, Address, Teller, is_public, resolve, sign
from adapters.vendors.fal import FalRenderer
from bot.parts.callers import FalCaller
from core.errors import Misconfigured, Unclear
from core.ports import Ticket
from tests.platforms.web.doorway import Doorway, doorway
from tests.vendors.test_fal_webhooks import BODY, Signer

HOST = "hook.example"


class Ear:
    """Somebody's server, over https, that answers as told and remembers what it heard."""

    def __init__(self, folder: Path) -> None:
        self.heard: list[tuple[dict[str, str], str]] = []
        self.status = 200
        self._folder = folder

    async def open(self) -> None:
        certificate, key = _certificate(self._folder)
        self.trust = ssl.create_default_context(cafile=certificate)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._hear)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=context)
        await site.start()
        self.url = f"https://{HOST}:{self._runner.addresses[0][1]}/told"

    async def close(self) -> None:
        await self._runner.cleanup()

    async def _hear(self, request: web.Request) -> web.Response:
        self.heard.append((dict(request.headers), await request.text()))
        headers = {"Location": "https://169.254.169.254/"} if 300 <= self.status < 400 else {}
        return web.Response(status=self.status, headers=headers)


@pytest.fixture
async def ear(tmp_path: Path) -> AsyncIterator[Ear]:
    """A server that listens."""
    ear = Ear(tmp_path)
    await ear.open()
    yield ear
    await ear.close()


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Doorway]:
    """The door, open."""
    async with doorway(tmp_path / "house") as door:
        yield door


async def at_home(_host: str, _port: int) -> Sequence[Address]:
    """Every name is this machine's."""
    return [ipaddress.ip_address("127.0.0.1")]


def teller(door: Doorway, ear: Ear, **how: Any) -> Teller:
    """One that may call this machine, since the test's server is here."""
    told: dict[str, Any] = {"find": at_home, "may_call": lambda _: True, "trust": ear.trust} | how
    return Teller(door.drawers.hooks, door.parlour.clock, **told)


async def registered(door: Doorway, url: str) -> dict[str, Any]:
    """Ann wants that address told."""
    answer = await door.ann.post("/api/hooks", json={"url": url})
    assert answer.status_code == 201, answer.text
    hook: dict[str, Any] = answer.json()
    return hook


async def test_a_hook_is_told_what_ended(door: Doorway, ear: Ear) -> None:
    """Whoever registered hears of every reel that ends, signed with the secret that they alone were shown."""
    hook = await registered(door, ear.url)
    job = await door.video()

    await teller(door, ear).tell_due()

    headers, body = ear.heard[0]
    at = int(door.parlour.clock().timestamp())
    assert json.loads(body)["event"] == "video.completed"
    assert json.loads(body)["id"] == job.id
    assert headers[SIGNATURE] == sign(hook["secret"], at, body)
    assert headers["Host"].startswith(HOST)
    assert (await door.ann.get("/api/hooks")).json()[0]["secret"] is None
    assert (await door.ann.get(f"/api/hooks/{hook['id']}/calls")).json() == []


async def test_nobody_is_told_of_others(door: Doorway, ear: Ear) -> None:
    """A hook hears of its owner's reels only."""
    async with await door.known_as("test:bob") as bob:
        await bob.post("/api/hooks", json={"url": ear.url})
    await door.video()

    assert await teller(door, ear).tell_due() == 0


@pytest.mark.parametrize("status", [500, 302, 404])
async def test_a_deaf_hook_is_told_for_a_day(door: Doorway, ear: Ear, status: int) -> None:
    """What is not taken is told again, ever more slowly, for a day; then it is put aside, to be looked at."""
    hook = await registered(door, ear.url)
    await door.video()
    ear.status = status
    telling, began = teller(door, ear), door.parlour.clock()
    while (due := await door.drawers.hooks.next_due()) is not None:
        assert door.parlour.clock() - began <= timedelta(days=1)
        door.parlour.clock.now = max(due, door.parlour.clock())
        await telling.tell_due()

    calls = (await door.ann.get(f"/api/hooks/{hook['id']}/calls")).json()
    assert [call["is_dead"] for call in calls] == [True]
    assert calls[0]["tries"] == len(ear.heard) > 8


async def test_a_hook_that_comes_back_is_told(door: Doorway, ear: Ear) -> None:
    """Nothing is lost while somebody's server is down."""
    await registered(door, ear.url)
    await door.video()
    telling = teller(door, ear)
    ear.status = 503
    await telling.tell_due()
    ear.status = 204
    door.parlour.clock.move(seconds=10)
    await telling.tell_due()

    assert len(ear.heard) == 2
    assert await door.drawers.hooks.next_due() is None


@pytest.mark.parametrize(
    "inner",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "ff02::1",
    ],
)
async def test_inner_addresses_are_never_called(door: Doorway, ear: Ear, inner: str) -> None:
    """A hook cannot make us call our own machine or network, however its name leads there."""

    async def leads_inside(_host: str, _port: int) -> Sequence[Address]:
        return [ipaddress.ip_address(inner)]

    await registered(door, ear.url)
    await door.video()
    await teller(door, ear, find=leads_inside, may_call=is_public).tell_due()

    assert ear.heard == []
    assert not is_public(ipaddress.ip_address(inner))


async def test_a_name_that_changes_its_mind_is_asked_once(door: Doorway, ear: Ear) -> None:
    """The address that was judged is the one that is called: a name cannot point inside in between."""
    asked: list[str] = []

    async def rebinds(host: str, _port: int) -> Sequence[Address]:
        asked.append(host)
        return [ipaddress.ip_address("203.0.113.9" if len(asked) == 1 else "127.0.0.1")]

    called: list[Address] = []

    def note(address: Address) -> bool:
        called.append(address)
        return False

    await registered(door, ear.url)
    await door.video()
    await teller(door, ear, find=rebinds, may_call=note).tell_due()

    assert asked == [HOST]
    assert [str(address) for address in called] == ["203.0.113.9"]
    assert ear.heard == []


async def test_one_inner_address_among_many_is_enough(door: Doorway, ear: Ear) -> None:
    """A name with a good and a bad address is not called at all."""

    async def mixed(_host: str, _port: int) -> Sequence[Address]:
        return [ipaddress.ip_address("8.8.8.8"), ipaddress.ip_address("127.0.0.1")]

    await registered(door, ear.url)
    await door.video()
    await teller(door, ear, find=mixed, may_call=is_public).tell_due()

    assert ear.heard == []


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/",
        "https://",
        "https://u:p@a.example/",
        "ftp://a.example",
        "https://a.example:0/x",
        "x",
    ],
)
async def test_what_is_no_hook_is_refused(door: Doorway, url: str) -> None:
    """Only https, with a host and without a password in it."""
    assert (await door.ann.post("/api/hooks", json={"url": url})).status_code == 422


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "10.0.0.7", "169.254.169.254", "[::1]", "[fe80::1]"])
async def test_a_private_address_is_refused_at_once(door: Doorway, host: str) -> None:
    """Whoever registers an address that is never called is told so, instead of waiting for ever."""
    answer = await door.ann.post("/api/hooks", json={"url": f"https://{host}/told"})

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert "private" in answer.json()["detail"]
    assert (await door.ann.get("/api/hooks")).json() == []


async def test_a_public_address_by_its_number_is_taken(door: Doorway) -> None:
    """A server without a name can be told as well, when everybody can reach it."""
    assert (await registered(door, "https://8.8.8.8:8443/told"))["url"] == "https://8.8.8.8:8443/told"


async def test_a_name_that_is_none_stops_nobody(door: Doorway, ear: Ear) -> None:
    """A hook whose name cannot even be looked up is tried again later, and the others are told."""
    await registered(door, "https://a..b/told")
    await door.video()

    assert await teller(door, ear, find=resolve).tell_due() == 1
    assert ear.heard == []


def fal_caller(door: Doorway, fal: Signer, user_id: str = "") -> FalCaller:
    """FAL's room at the door, with FAL's keys from this test."""
    renderer = FalRenderer("key", clock=door.parlour.clock)
    drawers = door.drawers
    http = httpx.AsyncClient(transport=httpx.MockTransport(fal.answer))
    clock = door.parlour.clock
    return FalCaller(
        renderer, door.parlour.studio, drawers.shelf, drawers.tokens, clock, http=http, user_id=user_id
    )


async def orphan(door: Doorway) -> str:
    """An order whose answer was lost; the id of its render."""
    door.parlour.vendor.troubles = [Unclear("The answer was lost.")]
    door.parlour.vendor.lists_orders = False
    ordered = await door.ann.post(
        "/api/videos/generate", json={"prompt_id": await door.prompt(video_length=5)}
    )
    await door.parlour.rest()
    job = await door.parlour.store.job(ordered.json()["id"])
    assert job is not None
    return (await door.parlour.store.renders_for(job))[0].id


async def test_fal_introduces_an_order_whose_answer_was_lost(door: Doorway) -> None:
    """A genuine webhook carries the ticket that we never got; again, it changes nothing."""
    fal = Signer(clock=door.parlour.clock)
    render, caller = await orphan(door), fal_caller(door, fal)
    looked: list[str] = []

    async def heard(render_id: str, ticket: Ticket) -> None:
        looked.append(ticket["request_id"])
        assert render_id == render

    door.parlour.studio.heard = heard  # type: ignore[method-assign]
    answers = [await caller(render, fal.headers(), BODY) for _ in range(3)]

    assert answers == [200] * 3
    assert looked == ["r-1"]


async def test_a_webhook_that_could_not_be_kept_is_heard_when_it_comes_again(door: Doorway) -> None:
    """The disk is full as FAL introduces an order: it comes again, and then its ticket is kept."""
    fal = Signer(clock=door.parlour.clock)
    render, caller = await orphan(door), fal_caller(door, fal)
    heard = door.parlour.store.heard

    async def full(*_: object) -> None:
        setattr(door.parlour.store, "heard", heard)  # noqa: B010 - and the disk has room again
        raise Misconfigured("The disk is full.")

    setattr(door.parlour.store, "heard", full)  # noqa: B010 - the one save that fails
    with pytest.raises(Misconfigured):
        await caller(render, fal.headers(), BODY)
    answer = await caller(render, fal.headers(), BODY)
    job = await door.parlour.store.job((await door.drawers.shelf.render(render)).job_id)  # type: ignore[union-attr]
    assert job is not None
    (known,) = await door.parlour.store.renders_for(job)

    assert answer == 200
    assert (known.heard or known.ticket or {})["request_id"] == "r-1"


async def test_a_forged_webhook_is_refused(door: Doorway) -> None:
    """Whoever is not FAL cannot say anything about an order, nor change what FAL said."""
    fal = Signer(clock=door.parlour.clock)
    render, caller = await orphan(door), fal_caller(door, fal)
    before = await door.drawers.shelf.render(render)

    forged = [
        await caller(render, fal.headers() | {"X-Fal-Webhook-Signature": "00" * 64}, BODY),
        await caller(render, fal.headers(), BODY + b" "),
        await caller(render, {}, BODY),
    ]
    unknown = await caller("nosuch", fal.headers(), BODY)

    assert forged == [403] * 3
    assert unknown == 404
    assert await door.drawers.shelf.render(render) == before


async def test_another_account_at_fal_says_nothing(door: Doorway) -> None:
    """Where the account at FAL is known, what FAL signs for somebody else's is refused."""
    fal = Signer(clock=door.parlour.clock)
    render, caller = await orphan(door), fal_caller(door, fal, user_id="me")

    assert await caller(render, fal.headers(user="another"), BODY) == 403
    assert await caller(render, fal.headers(user="me"), BODY) == 200


async def test_nobody_is_called_so_here(door: Doorway) -> None:
    """A door for webhooks of a vendor that is not set up does not exist."""
    assert (await door.client.post("/hooks/fal/abc", content=b"{}")).status_code == 404


def _certificate(folder: Path) -> tuple[str, str]:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "hook.pem", folder / "hook.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return str(certificate), str(secret)
