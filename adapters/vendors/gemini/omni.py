"""Orders shots from Gemini Omni: each order is one interaction, created once, asked after as often as needed.

Not proven against Google itself (2026-11): whether Omni takes orders in the background, and how it
words a refusal. An answer that is finished at once is taken as well.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from adapters.wire import verdicts
from adapters.wire.addresses import is_https_under, origin
from adapters.wire.footage import Fetcher, fetch
from adapters.wire.pictures import Pictures, nowhere, read
from adapters.wire.verdicts import Words
from core.errors import Failed, Misconfigured, Refused, Unavailable, Unclear
from core.ports import Filming, Finished, Order, RenderState, Ticket, Waiting
from core.reel.catalogue import CATALOGUE, Model
from core.reel.model import VERTICAL

if TYPE_CHECKING:
    from adapters.vendors.gemini.interactions import Interactions

BASE_URL = "https://generativelanguage.googleapis.com"
_WORDS = Words("GEMINI_API_KEY", "GEMINI_BASE_URL")
_GOOGLE = (".googleapis.com",)
_FILES = (".generativelanguage.googleapis.com",)
_FLAGS = ("SAFETY", "CONTENT", "BLOCK", "PROHIBITED", "POLICY")
"""Parts of an error's code that mean a refusal; Google's list of codes is not published (2026-11)."""


class OmniRenderer:
    """Gemini Omni as a Renderer. Close it with `aclose`.

    The library is slow to import, and imported when the first clip is ordered or asked after.
    """

    vendor = "gemini"

    def __init__(
        self,
        key: str,
        base_url: str | None = None,
        api_version: str = "v1",
        *,
        catalogue: Mapping[str, Model] = CATALOGUE,
        submit_seconds: float = 300.0,
        ask_seconds: float = 30.0,
        pictures: Pictures = nowhere,
    ) -> None:
        self._key, self._base = key.strip(), base_url or BASE_URL
        self._api_version, self._catalogue = api_version, catalogue
        self._submit_seconds, self._ask_seconds = submit_seconds, ask_seconds
        self._pictures = pictures
        self._connecting = asyncio.Lock()
        self._connection: Interactions | None = None
        self._http = httpx.AsyncClient()
        self._fetcher = Fetcher(self._http, _WORDS, self._may_fetch, self._headers_for)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()
        if self._connection is not None:
            await self._connection.aclose()

    async def submit(self, order: Order, render_id: str) -> Ticket:  # noqa: ARG002 (Google takes no id of ours)
        """Order one clip with one POST. A second POST is a second bill."""
        if (model := self._catalogue.get(order.model)) is None:
            raise Misconfigured(_WORDS.no_model)
        picture = await read(order.start_image, self._pictures) if order.start_image is not None else None
        connection = await self._connect()
        told = await connection.create(
            order.model,
            order.prompt,
            picture,
            {
                "type": "video",
                "aspect_ratio": VERTICAL,
                "duration": str(model.duration(order.seconds)),
                "resolution": order.resolution,
                "delivery": "uri",
            },
        )
        if not told.id:
            raise Unclear(verdicts.LOST_ANSWER)
        return {"id": told.id}

    async def check(self, ticket: Ticket) -> RenderState:
        """Ask once where the order stands."""
        connection = await self._connect()
        told = await connection.get(ticket["id"])
        match told.status:
            case "queued":
                return Waiting()
            case "completed":
                if not told.uri:
                    raise Failed(verdicts.NO_CLIP, billed=True)
                return Finished(told.uri)
            case "failed" | "incomplete":
                is_billed = told.status == "incomplete"
                if any(flag in code.upper() for code in told.codes for flag in _FLAGS):
                    raise Refused(verdicts.FLAGGED, billed=is_billed)
                raise Failed(verdicts.BROKE_DOWN, billed=is_billed)
            case "cancelled":
                raise Failed(verdicts.CALLED_OFF, billed=True)
            case "budget_exceeded":
                raise Misconfigured(_WORDS.locked)
        # Anything else, and what a later version of the library may name, is work until the deadline.
        return Filming()

    async def find(self, order: Order, render_id: str, since: datetime) -> Ticket | None:  # noqa: ARG002 (the port's)
        """Google does not list interactions, so a lost order stays lost. Always raises Unclear."""
        raise Unclear(verdicts.NOT_TOLD)

    async def cancel(self, ticket: Ticket) -> bool:
        """Ask Google to stop. What that saves is not documented, so it never counts as taken back."""
        connection = await self._connect()
        await connection.cancel(ticket["id"])
        return False

    async def download(self, url: str, to: Path) -> None:
        """Fetch footage into the file `to`, whole or not at all; Google's own files need the key."""
        separator = "&" if "?" in url else "?"
        await fetch(self._fetcher, url if "alt=media" in url else f"{url}{separator}alt=media", to)

    async def ping(self) -> str:
        """Say whether Google knows the model and takes the key. Orders nothing."""
        model = next((m.id for m in self._catalogue.values() if m.vendor == self.vendor and m.is_offered), "")
        connection = await self._connect()
        if not await connection.knows(model):
            raise Unavailable(verdicts.UNREACHABLE)
        return f"Google answers, accepts the key and knows {model}."

    async def _connect(self) -> "Interactions":
        async with self._connecting:
            if self._connection is None:
                self._connection = await asyncio.to_thread(self._open)
        return self._connection

    def _open(self) -> "Interactions":
        from adapters.vendors.gemini.interactions import Interactions

        return Interactions(
            self._key,
            self._base,
            self._api_version,
            _WORDS,
            order_seconds=self._submit_seconds,
            ask_seconds=self._ask_seconds,
        )

    def _may_fetch(self, url: str) -> bool:
        return origin(url) == origin(self._base) or is_https_under(url, _GOOGLE)

    def _headers_for(self, url: str) -> dict[str, Any]:
        """Behind Google's own address its files may lie on any host of Google's."""
        is_ours = origin(url) == origin(self._base)
        is_google = is_https_under(self._base, _GOOGLE) and is_https_under(url, _FILES)
        return {"x-goog-api-key": self._key} if is_ours or is_google else {}
