"""A studio with its web door open, on a real port, and a client that stands before it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from adapters.platforms.web.entrance import Access, Entrance
from adapters.platforms.web.rates import Rates
from adapters.platforms.web.server import open_port, serve
from adapters.platforms.web.web import Staff, app_of
from adapters.storage.door.cabinet import Cabinet, cabinet
from bot.commands import commands
from bot.desk import FrontDesk
from bot.parts.web import TONGUE
from bot.voice.standing import progress
from core.books.account import Terms
from core.books.quota import Quota
from core.drafting import Drafting
from core.ports import Writer
from core.reel.archive import Beyond
from core.reel.catalogue import ANIMATIC, WAN_25
from core.reel.job import Job
from tests.stories.parlour import ANN, Parlour

__all__ = ["ANN", "Doorway", "doorway"]

SECRET = "a secret of this test"
WISH = {
    "niche": "AI Technology",
    "platform": "instagram",
    "video_length": 30,
    "tone": "cinematic",
    "goal": "engagement",
}


@dataclass
class Doorway:
    """`at` is the address, `client` shows no token, `ann` hers."""

    parlour: Parlour
    web: Entrance
    drawers: Cabinet
    at: str
    client: httpx.AsyncClient
    ann: httpx.AsyncClient = field(init=False)

    async def token(self, who: str = ANN, *, may_order: bool = True) -> str:
        """A new token of somebody's."""
        return (await self.web.keys.token(who, may_order=may_order))[0]

    async def known_as(self, who: str, *, may_order: bool = True) -> httpx.AsyncClient:
        """A client with a token of somebody's."""
        shown = {"Authorization": f"Bearer {await self.token(who, may_order=may_order)}"}
        return httpx.AsyncClient(base_url=self.at, headers=shown, timeout=30)

    async def inside(self, who: str = ANN) -> httpx.AsyncClient:
        """A browser in which somebody came in by a link."""
        answer = await self.client.post(httpx.URL(self.web.keys.invitation(who)).path)
        assert answer.status_code == 303, answer.text
        cookies = dict(answer.cookies)
        self.client.cookies.clear()
        return httpx.AsyncClient(base_url=self.at, cookies=cookies, timeout=30)

    async def prompt(self, **wish: Any) -> str:
        """Ann has a prompt written; its id."""
        answer = await self.ann.post("/api/prompts/generate", json=WISH | wish)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def video(self, **wish: Any) -> Job:
        """Ann orders a video by the API, and it comes to its end."""
        answer = await self.ann.post("/api/videos/generate", json={"prompt_id": await self.prompt(**wish)})
        assert answer.status_code == 202, answer.text
        return await self.parlour.ended(answer.json()["id"])


@asynccontextmanager
async def doorway(
    folder: Path,
    access: Access | None = None,
    *,
    has_vendor: bool = True,
    limit: int = 10_000,
    quota: Quota | None = None,
    terms: Terms | None = None,
    beyond: Beyond | None = None,
    writer: Writer | None = None,
    **staff: Any,
) -> AsyncIterator[Doorway]:
    """One life of the process, with its door open on a free port of this machine."""
    parlour = Parlour(
        folder, has_vendor=has_vendor, quota=quota or Quota(), terms=terms, beyond=beyond, writer=writer
    )
    async with parlour.open():
        drawers = cabinet(parlour.store)
        at = open_port("127.0.0.1", 0)
        address = f"http://127.0.0.1:{at.getsockname()[1]}"
        web = Entrance(access or Access(port=at.getsockname()[1]), drawers, SECRET, parlour.clock)
        parlour.messengers["web"] = web.postman
        parlour.watchers.append(web.tidings.watch)
        told: dict[str, Any] = {
            "studio": parlour.studio,
            "drafting": Drafting(parlour.crew.writer, drawers.prompts, parlour.clock, parlour.studio),
            "default_model": WAN_25.id if has_vendor else ANIMATIC,
            "archive": parlour.crew.archive,
            "doing": progress,
            "figures": _nothing,
            "is_ready": _always,
            "tongue": TONGUE,
        }
        archive = parlour.crew.archive
        menu = commands(
            parlour.studio, parlour.clock, told["default_model"], parlour.rulebook, web.keys, archive=archive
        )
        desk = FrontDesk(parlour.studio, menu, parlour.rulebook)
        told |= {"answer": desk.answer, "commands": desk.commands}
        app = app_of(web, Staff(**told | staff), Rates(limit))
        serving = asyncio.create_task(serve(app, at, web.tidings.close))
        try:
            async with httpx.AsyncClient(base_url=address, timeout=30) as client:
                door = Doorway(parlour, web, drawers, address, client)
                async with await door.known_as(ANN) as door.ann:
                    yield door
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)


async def _nothing() -> bytes:
    return b""


async def _always() -> bool:
    return True
