"""A line to a vendor: calls with our key and our own time-outs, each made exactly once.

Vendors' own libraries repeat calls after dropped connections, orders among them, and none of the
vendors knows an idempotency key: a repeated order is a second bill.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from adapters.wire import verdicts
from adapters.wire.verdicts import Words
from core.errors import Misconfigured, Unavailable, Unclear

_ORDER = httpx.Timeout(60, connect=10, pool=10)
_ASK = httpx.Timeout(20, connect=10, pool=10)


@dataclass(frozen=True, slots=True)
class Line:
    """How a vendor is called. `order_seconds` and `ask_seconds` bound a whole call.

    The `key` is sent as `scheme` in the header `header`; None for a server that asks for no key.
    """

    http: httpx.AsyncClient
    words: Words
    key: str | None
    scheme: str = "Bearer "
    header: str = "Authorization"
    headers: Mapping[str, str] = field(default_factory=dict)
    order_seconds: float = 75.0
    ask_seconds: float = 30.0

    async def order(self, url: str, **what: Any) -> httpx.Response:
        """A POST that may cost money. Raises Unavailable (surely not sent), Unclear, Misconfigured."""
        try:
            async with asyncio.timeout(self.order_seconds):
                return await self._call("POST", url, {"timeout": _ORDER, **what})
        except httpx.InvalidURL as error:
            raise Misconfigured(self.words.no_address) from error
        except httpx.HTTPError as error:
            raise verdicts.unsent(error, self.words) or Unclear(verdicts.LOST_ANSWER) from error
        except TimeoutError as error:
            raise Unclear(verdicts.LOST_ANSWER) from error

    async def ask(self, url: str, *, method: str = "GET", **what: Any) -> httpx.Response:
        """A call that costs nothing and may be repeated. Raises Unavailable, Misconfigured."""
        try:
            async with asyncio.timeout(self.ask_seconds):
                return await self._call(method, url, {"timeout": _ASK, **what})
        except httpx.InvalidURL as error:
            raise Misconfigured(self.words.no_address) from error
        except httpx.HTTPError as error:
            raise verdicts.unsent(error, self.words) or Unavailable(verdicts.UNREACHABLE) from error
        except TimeoutError as error:
            raise Unavailable(verdicts.UNREACHABLE) from error

    def auth(self) -> dict[str, str]:
        """The header that shows our key. Raises Misconfigured for a key that no header can carry."""
        if self.key is None:
            return {}
        if not (self.key and self.key.isascii() and self.key.isprintable()):
            raise Misconfigured(self.words.bad_key)
        return {self.header: f"{self.scheme}{self.key}"}

    async def _call(self, method: str, url: str, what: dict[str, Any]) -> httpx.Response:
        headers = {**self.auth(), **self.headers, **what.pop("headers", {})}
        # No redirects: they would carry the key elsewhere.
        return await self.http.request(method, url, headers=headers, follow_redirects=False, **what)
