"""People's own keys at work: a client of its own for each call, and none that outlives it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.vendors.gemini import GeminiWriter
from bot.parts.vendors import told
from bot.settings import Settings
from core.clock import Clock, system_clock
from core.errors import Misconfigured, StudioError
from core.ports import Draft, Order, Renderer, RenderState, Ticket, Writer
from core.reel.archive import Archive
from core.reel.brief import Brief
from core.reel.catalogue import Model

if TYPE_CHECKING:
    from adapters.storage.keeping.safe import Safe
    from adapters.vendors.fal import FalRenderer

FAL, GEMINI = "fal", "gemini"
VENDORS = (FAL, GEMINI)

Client = Callable[[], AbstractAsyncContextManager[Renderer]]


class OwnRenderer:
    """A renderer whose every call has a client of its own, which knows the key only for that long."""

    def __init__(self, vendor: str, client: Client) -> None:
        self.vendor = vendor
        self._client = client

    async def submit(self, order: Order, render_id: str) -> Ticket:
        """As the vendor."""
        async with self._client() as client:
            return await client.submit(order, render_id)

    async def check(self, ticket: Ticket) -> RenderState:
        """As the vendor."""
        async with self._client() as client:
            return await client.check(ticket)

    async def find(self, order: Order, render_id: str, since: datetime) -> Ticket | None:
        """As the vendor."""
        async with self._client() as client:
            return await client.find(order, render_id, since)

    async def cancel(self, ticket: Ticket) -> bool:
        """As the vendor."""
        async with self._client() as client:
            return await client.cancel(ticket)

    async def download(self, url: str, to: Path) -> None:
        """As the vendor."""
        async with self._client() as client:
            await client.download(url, to)


class OwnWriter:
    """Gemini on somebody's own key; what it costs is theirs."""

    name = "gemini"

    def __init__(self, client: Callable[[], AbstractAsyncContextManager[GeminiWriter]]) -> None:
        self._client = client

    async def write(self, brief: Brief) -> Draft:
        """As Gemini."""
        try:
            async with self._client() as client:
                draft = await client.write(brief)
        except StudioError as trouble:
            trouble.micros = 0
            raise
        return Draft(draft.storyboard, draft.writer, 0, draft.note)


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """Fills `core.people.ownkeys.Keys`."""

    safe: "Safe"
    settings: Settings
    catalogue: Mapping[str, Model]
    clock: Clock = system_clock

    async def has(self, account: str, vendor: str) -> bool:
        """Whether we have a key of this account for that vendor."""
        return vendor in await self.safe.vendors(account)

    async def writer(self, account: str) -> Writer | None:
        """Gemini on the account's own key, if it has one."""
        if not await self.has(account, GEMINI):
            return None
        return OwnWriter(lambda: self._opened_gemini(account))

    def renderer(self, vendor: str, account: str) -> Renderer:
        """FAL on the account's own key. Raises Misconfigured for another vendor."""
        if vendor != FAL:
            raise Misconfigured("There are no keys of people's own for this vendor.")
        return OwnRenderer(f"{vendor}@{account}", lambda: self._opened_fal(account))

    async def prove(self, vendor: str, key: str) -> str:
        """Ask the vendor about a key; one sentence. Raises Misconfigured, Unavailable, Failed."""
        if vendor == GEMINI:
            async with self._gemini(key) as writer:
                return await writer.ping()
        async with self._fal(key) as renderer:
            return await renderer.ping()

    @asynccontextmanager
    async def _opened_fal(self, account: str) -> AsyncIterator[Renderer]:
        async with self._fal(await self.safe.key(account, FAL)) as client:
            yield client

    @asynccontextmanager
    async def _opened_gemini(self, account: str) -> AsyncIterator[GeminiWriter]:
        async with self._gemini(await self.safe.key(account, GEMINI)) as client:
            yield client

    @asynccontextmanager
    async def _fal(self, key: str) -> AsyncIterator["FalRenderer"]:
        from adapters.vendors.fal import FalRenderer

        where = told(queue_url=self.settings.fal_queue_url, api_url=self.settings.fal_api_url)
        pictures = Archive(self.settings.data_dir).picture
        client = FalRenderer(key, **where, catalogue=self.catalogue, pictures=pictures, clock=self.clock)
        try:
            yield client
        finally:
            await client.aclose()

    @asynccontextmanager
    async def _gemini(self, key: str) -> AsyncIterator[GeminiWriter]:
        s = self.settings
        where = told(model=s.gemini_model, base_url=s.gemini_base_url)
        client = GeminiWriter(key, **where, api_version=s.gemini_api_version, catalogue=self.catalogue)
        try:
            yield client
        finally:
            await client.aclose()
