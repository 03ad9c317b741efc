"""FAL's webhooks: only genuine ones are heeded, and heeding one twice does no harm."""

import base64
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from adapters.vendors.fal.webhooks import Notice, Webhooks
from core.errors import Unavailable
from tests.players import HandClock

BODY = json.dumps({"request_id": "r-1", "status": "OK", "payload": {"video": {"url": "x"}}}).encode()


@dataclass
class Signer:
    """FAL with one key, and a clock of its own."""

    clock: HandClock = field(default_factory=HandClock)
    secret: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    is_padded: bool = False
    is_down: bool = False
    asked: int = 0

    def answer(self, _: httpx.Request) -> httpx.Response:
        self.asked += 1
        raw = self.secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        x = base64.urlsafe_b64encode(raw).decode()
        keys = [
            {"kty": "OKP", "crv": "Ed25519", "x": "rubbish"},
            {"kty": "OKP", "x": x if self.is_padded else x.rstrip("=")},
        ]
        return httpx.Response(503) if self.is_down else httpx.Response(200, json={"keys": keys})

    def headers(self, content: bytes = BODY, *, user: str = "me", age: float = 0) -> dict[str, str]:
        sent = str(int(self.clock.now.timestamp() - age))
        message = "\n".join(["r-1", user, sent, hashlib.sha256(content).hexdigest()]).encode()
        return {
            "X-Fal-Webhook-Request-Id": "r-1",
            "X-Fal-Webhook-User-Id": user,
            "X-Fal-Webhook-Timestamp": sent,
            "X-Fal-Webhook-Signature": self.secret.sign(message).hex(),
        }


@pytest.fixture
def fal_signs() -> Signer:
    return Signer()


@pytest.fixture
async def hooks(fal_signs: Signer) -> AsyncIterator[Webhooks]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(fal_signs.answer)) as http:
        yield Webhooks(http=http, clock=fal_signs.clock, user_id="me")


@pytest.mark.parametrize("is_padded", [True, False])
async def test_a_genuine_webhook_is_heeded(hooks: Webhooks, fal_signs: Signer, is_padded: bool) -> None:
    """Whatever way FAL writes its keys, its own words are recognised."""
    fal_signs.is_padded = is_padded

    assert await hooks.read(fal_signs.headers(), BODY) == Notice("r-1", "me", is_fresh=True)


async def test_a_repeat_says_the_same_and_asks_for_no_keys(hooks: Webhooks, fal_signs: Signer) -> None:
    """FAL sends up to thirty-one times; that costs one fetch of the keys, and changes nothing."""
    first = await hooks.read(fal_signs.headers(), BODY)

    assert [await hooks.read(fal_signs.headers(), BODY) for _ in range(30)] == [first] * 30
    assert fal_signs.asked == 1


async def test_a_stale_webhook_only_says_look(hooks: Webhooks, fal_signs: Signer) -> None:
    """A notice older than five minutes is not believed, and is no reason to miss an order either."""
    notice = await hooks.read(fal_signs.headers(age=301), BODY)

    assert notice is not None
    assert not notice.is_fresh


@pytest.mark.parametrize(
    "change",
    [
        {"X-Fal-Webhook-Request-Id": "r-2"},
        {"X-Fal-Webhook-User-Id": "you"},
        {"X-Fal-Webhook-Timestamp": "soon"},
        {"X-Fal-Webhook-Timestamp": "9" * 40},
        {"X-Fal-Webhook-Signature": "zz"},
        {"X-Fal-Webhook-Signature": "00" * 64},
        {"X-Fal-Webhook-Signature": ""},
    ],
)
async def test_what_was_tampered_with_is_ignored(
    hooks: Webhooks, fal_signs: Signer, change: dict[str, str]
) -> None:
    """Nobody but FAL can make us look, whichever part they change."""
    assert await hooks.read(fal_signs.headers() | change, BODY) is None


async def test_another_body_or_another_account_is_ignored(hooks: Webhooks, fal_signs: Signer) -> None:
    """A genuine signature is for one body, and for our own account."""
    assert await hooks.read(fal_signs.headers(), BODY + b" ") is None
    assert await hooks.read(fal_signs.headers(user="you"), BODY) is None


async def test_rubbish_does_not_make_us_ask_for_keys_again_and_again(
    hooks: Webhooks, fal_signs: Signer
) -> None:
    """A flood of forgeries costs FAL one question a minute at most."""
    for _ in range(20):
        await hooks.read(fal_signs.headers() | {"X-Fal-Webhook-Signature": "00" * 64}, BODY)

    assert fal_signs.asked == 1


async def test_a_new_key_is_fetched_when_the_old_ones_do_not_fit(hooks: Webhooks, fal_signs: Signer) -> None:
    """FAL may change its key in the middle of the day."""
    await hooks.read(fal_signs.headers(), BODY)
    fal_signs.secret = Ed25519PrivateKey.generate()
    fal_signs.clock.now += timedelta(minutes=2)

    assert await hooks.read(fal_signs.headers(), BODY) is not None
    assert fal_signs.asked == 2


async def test_without_keys_fal_is_asked_to_come_again(hooks: Webhooks, fal_signs: Signer) -> None:
    """When FAL's keys cannot be had the notice is neither believed nor thrown away."""
    fal_signs.is_down = True

    with pytest.raises(Unavailable):
        await hooks.read(fal_signs.headers(), BODY)
