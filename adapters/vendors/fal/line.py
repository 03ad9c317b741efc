"""The line to FAL: what our orders carry beside the form, and which addresses may see the key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from adapters.vendors.fal.addresses import Addresses
from adapters.vendors.fal.verdicts import WORDS
from adapters.wire.line import Line as Wire
from core.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Line:
    """How FAL is called."""

    wire: Wire
    addresses: Addresses
    api_url: str

    async def order(self, model: str, form: Mapping[str, Any], webhook: str | None) -> httpx.Response:
        """The one call that costs money. Raises Unavailable (surely not sent), Unclear, Misconfigured."""
        return await self.wire.order(
            f"{self.addresses.queue}/{model}",
            json=form,
            params=None if webhook is None else {"fal_webhook": webhook},
            # FAL may swap in an equivalent model when one is down; the quote was for this one. Its own
            # re-queueing after a runner's failure stays on: same order, and 5xx are not charged.
            headers={"x-app-fal-disable-fallback": "true"},
        )

    async def ask(
        self, url: str, query: Mapping[str, str] | None = None, *, method: str = "GET"
    ) -> httpx.Response:
        """A call that costs nothing and may be repeated. Raises Unavailable, Misconfigured."""
        if not (url.startswith(f"{self.api_url}/") or self.addresses.may_see_key(url)):
            raise Misconfigured(WORDS.no_address)
        return await self.wire.ask(url, method=method, params=query)
