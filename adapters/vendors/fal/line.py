"""The line to FAL: calls with our key and our own time-outs, each made once."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from adapters.vendors.fal import verdicts
from adapters.vendors.fal.addresses import Addresses
from core.errors import Misconfigured, Unavailable, Unclear

_ORDER = httpx.Timeout(60, connect=10, pool=10)
_ASK = httpx.Timeout(20, connect=10, pool=10)


@dataclass(frozen=True, slots=True)
class Line:
    """How FAL is called. `order_seconds` and `ask_seconds` bound a whole call."""

    http: httpx.AsyncClient
    key: str
    addresses: Addresses
    api_url: str
    order_seconds: float
    ask_seconds: float

    async def order(self, model: str, form: Mapping[str, Any], webhook: str | None) -> httpx.Response:
        """The one call that costs money. Raises Unavailable (surely not sent), Unclear, Misconfigured."""
        # FAL may swap in an equivalent model when one is down; the quote was for this one. Its own
        # re-queueing after a runner's failure stays on: same order, and 5xx are not charged.
        headers = self._headers() | {"x-app-fal-disable-fallback": "true"}
        try:
            async with asyncio.timeout(self.order_seconds):
                return await self.http.post(
                    f"{self.addresses.queue}/{model}",
                    json=form,
                    params=None if webhook is None else {"fal_webhook": webhook},
                    headers=headers,
                    timeout=_ORDER,
                    follow_redirects=False,
                )
        except httpx.InvalidURL as error:
            raise Misconfigured(verdicts.NO_ADDRESS) from error
        except httpx.HTTPError as error:
            raise verdicts.unsent(error) or Unclear(verdicts.LOST_ANSWER) from error
        except TimeoutError as error:
            raise Unclear(verdicts.LOST_ANSWER) from error

    async def ask(
        self, url: str, query: Mapping[str, str] | None = None, *, method: str = "GET"
    ) -> httpx.Response:
        """A call that costs nothing and may be repeated. Raises Unavailable, Misconfigured."""
        if not (url.startswith(f"{self.api_url}/") or self.addresses.may_see_key(url)):
            raise Misconfigured(verdicts.NO_ADDRESS)
        try:
            async with asyncio.timeout(self.ask_seconds):
                return await self.http.request(
                    method, url, params=query, headers=self._headers(), timeout=_ASK, follow_redirects=False
                )
        except httpx.InvalidURL as error:
            raise Misconfigured(verdicts.NO_ADDRESS) from error
        except httpx.HTTPError as error:
            raise verdicts.unsent(error) or Unavailable(verdicts.UNREACHABLE) from error
        except TimeoutError as error:
            raise Unavailable(verdicts.UNREACHABLE) from error

    def _headers(self) -> dict[str, str]:
        if not (self.key and self.key.isascii() and self.key.isprintable()):
            raise Misconfigured(verdicts.BAD_KEY)
        return {"Authorization": f"Key {self.key}"}
