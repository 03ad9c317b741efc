"""FAL's webhooks: signed, sent again until somebody listens, and as unreliable as wished."""

import asyncio
import base64
import hashlib
import json
import time
from typing import Any

import aiohttp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.wires.fal_faults import Fault
from tests.wires.fal_orders import Ordered

USER = "fal-user-1"
_TRIES = 31


class Hooks:
    """Posts webhooks on behalf of the fake; `jwks` is where receivers find the key."""

    def __init__(self) -> None:
        self._secret = Ed25519PrivateKey.generate()
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: aiohttp.ClientSession | None = None

    @property
    def jwks(self) -> dict[str, Any]:
        raw = self._secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        x = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
        return {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": x}]}

    def post_later(self, order: Ordered, status: int, payload: Any) -> None:
        """Post in the background."""
        task = asyncio.get_running_loop().create_task(self.post(order, status, payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def post(self, order: Ordered, status: int, payload: Any) -> None:
        """Post the outcome of an order to whom it asked for, as often as its fault says."""
        if order.hook is None or order.hook_fate == Fault.HOOK_LOST:
            return
        body = json.dumps(_message(order, status, payload)).encode()
        for _ in range(2 if order.hook_fate == Fault.HOOK_TWICE else 1):
            await self._until_heard(order.hook, body, self._signed(order, body))

    async def close(self) -> None:
        """Stop posting."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    async def _until_heard(self, url: str, body: bytes, headers: dict[str, str]) -> None:
        """A redirect is a final no; everything else but a 2xx is tried again."""
        if self._http is None:
            self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(15))
        for number in range(_TRIES):
            try:
                async with self._http.post(url, data=body, headers=headers, allow_redirects=False) as reply:
                    if reply.status < 400:
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(min(0.05 * 2**number, 5))

    def _signed(self, order: Ordered, body: bytes) -> dict[str, str]:
        sent_at = str(int(time.time()) - (3600 if order.hook_fate == Fault.HOOK_STALE else 0))
        text = "\n".join([order.id, USER, sent_at, hashlib.sha256(body).hexdigest()])
        signature = self._secret.sign(text.encode())
        if order.hook_fate == Fault.HOOK_FORGED:
            signature = bytes(64)
        return {
            "Content-Type": "application/json",
            "X-Fal-Webhook-Request-Id": order.id,
            "X-Fal-Webhook-User-Id": USER,
            "X-Fal-Webhook-Timestamp": sent_at,
            "X-Fal-Webhook-Signature": signature.hex(),
        }


def _message(order: Ordered, status: int, payload: Any) -> dict[str, Any]:
    ids = {"request_id": order.id, "gateway_request_id": order.id}
    if status >= 400:
        return {**ids, "status": "ERROR", "error": f"Invalid status code: {status}", "payload": payload}
    if order.hook_fate == Fault.HOOK_EMPTY:
        words = "Response payload is not JSON serializable."
        return {**ids, "status": "OK", "payload": None, "payload_error": words}
    return {**ids, "status": "OK", "payload": payload}
