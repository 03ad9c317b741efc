"""Webhooks from FAL: whether one is genuine, and which order it speaks of. It only ever says "look now".

The signature is Ed25519 over request id, user id, time and the body's hash, with keys that FAL
publishes (FAL's webhook page, 2026).
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from adapters.vendors.fal.verdicts import WORDS
from adapters.wire.line import Line
from adapters.wire.verdicts import UNREADABLE, body, of_question
from core.clock import Clock, system_clock
from core.errors import Unavailable

KEYS_URL = "https://rest.fal.ai/.well-known/jwks.json"
_HEADER = "x-fal-webhook-"
_WINDOW = timedelta(minutes=5)
_KEPT = timedelta(hours=24)
_ASKED_APART = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Notice:
    """A genuine webhook. `is_fresh` is False for one older than five minutes: look, believe nothing.

    Whether FAL signs its repeats anew is not documented, so an old one is no forgery.
    """

    request_id: str
    user_id: str
    is_fresh: bool


class Webhooks:
    """Checks webhooks against FAL's keys, which are fetched once a day, or when none of them fits."""

    def __init__(
        self,
        keys_url: str = KEYS_URL,
        *,
        http: httpx.AsyncClient,
        clock: Clock = system_clock,
        user_id: str = "",
    ) -> None:
        self._line = Line(http, WORDS, None)
        self._keys_url, self._clock, self._user_id = keys_url, clock, user_id
        self._keys: tuple[Ed25519PublicKey, ...] = ()
        self._fetched_at: datetime | None = None

    async def read(self, headers: Mapping[str, str], content: bytes) -> Notice | None:
        """The notice, None for anything that FAL did not sign, or signed for another account.

        The same notice may come many times, and before our order has its ticket; each says the same.
        Raises Unavailable when FAL's keys cannot be had, so that FAL sends it again.
        """
        told = {name.lower(): value for name, value in headers.items()}
        request, user, sent, signature = (
            told.get(f"{_HEADER}{part}", "") for part in ("request-id", "user-id", "timestamp", "signature")
        )
        try:
            at, signed = datetime.fromtimestamp(int(sent), UTC), bytes.fromhex(signature)
        except (ValueError, OverflowError, OSError):
            return None
        if not request or (self._user_id and user != self._user_id):
            return None
        message = "\n".join([request, user, sent, hashlib.sha256(content).hexdigest()]).encode()
        if not await self._is_genuine(signed, message):
            return None
        return Notice(request, user, abs(self._clock() - at) <= _WINDOW)

    async def _is_genuine(self, signed: bytes, message: bytes) -> bool:
        if self._age() > _KEPT:
            await self._fetch()
        if _fits(self._keys, signed, message):
            return True
        # The key may be new; whoever sends rubbish must not make us ask FAL each time.
        if self._age() < _ASKED_APART:
            return False
        await self._fetch()
        return _fits(self._keys, signed, message)

    def _age(self) -> timedelta:
        return timedelta.max if self._fetched_at is None else self._clock() - self._fetched_at

    async def _fetch(self) -> None:
        reply = await self._line.ask(self._keys_url)
        if (verdict := of_question(reply, WORDS)) is not None:
            raise Unavailable(UNREADABLE) from verdict
        listed = body(reply).get("keys")
        found = [_key(item) for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
        self._keys = tuple(key for key in found if key is not None)
        if not self._keys:
            raise Unavailable(UNREADABLE)
        self._fetched_at = self._clock()


def _key(item: Mapping[str, object]) -> Ed25519PublicKey | None:
    """A key of the set; its 32 bytes come as base64 for URLs, with padding or without."""
    text = str(item.get("x", "")).rstrip("=")
    try:
        return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error):
        return None


def _fits(keys: tuple[Ed25519PublicKey, ...], signed: bytes, message: bytes) -> bool:
    for key in keys:
        try:
            key.verify(signed, message)
        except InvalidSignature:
            continue
        return True
    return False
