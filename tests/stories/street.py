"""A studio with the real clients of FAL and Gemini, both vendors next door, and a door for FAL's news."""

import asyncio
import json
import socket
from pathlib import Path

import sqlalchemy as sa
from aiohttp import web

from adapters.storage.door.shelf import SqlShelf
from adapters.storage.door.tokens import SqlTokens
from adapters.storage.store import SqlStore
from adapters.storage.tables.studio import jobs, renders
from adapters.vendors.fal import FalRenderer
from adapters.vendors.gemini import GeminiWriter
from bot.parts.callers import FalCaller
from bot.voice.endings import LastWords
from core.clock import system_clock
from core.reel.catalogue import WAN_25
from core.reel.job import Job
from core.studio import Studio
from tests.wires import fal as fal_wire
from tests.wires import gemini as gemini_wire
from tests.wires.fal import FalServer
from tests.wires.gemini import GeminiServer
from tests.work.house import House

TEN_SECONDS = 1_500_000
IMPATIENT = 2.0
"""Seconds; an order whose answer comes later is never sent again, so a slow machine needs as many."""


class Door:
    """Where FAL's webhooks arrive; `answers` is what each was answered."""

    def __init__(self) -> None:
        self.answers: list[int] = []

    async def open(
        self,
        fal_address: str,
        renderer: FalRenderer,
        studio: Studio,
        store: SqlStore,
        ear: socket.socket | None = None,
    ) -> None:
        """Listen for the orders of a studio, from the FAL at that address; by an `ear` if there is one."""
        keys = f"{fal_address}/.well-known/jwks.json"
        self._caller = FalCaller(renderer, studio, SqlShelf(store), SqlTokens(store), system_clock, keys)
        app = web.Application()
        app.router.add_post("/{render}", self._take)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        ear = ear or socket.create_server(("127.0.0.1", 0))
        await web.SockSite(self._runner, ear).start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        """Listen no more."""
        await self._runner.cleanup()
        await self._caller.aclose()

    async def rung(self, times: int) -> list[int]:
        """What was answered, once somebody has called so often."""
        async with asyncio.timeout(30):
            while len(self.answers) < times:
                await asyncio.sleep(0.01)
        return self.answers

    async def _take(self, request: web.Request) -> web.Response:
        render = request.match_info["render"]
        status = await self._caller(render, request.headers, await request.read())
        self.answers.append(status)
        return web.Response(status=status)


class Street:
    """A studio with both vendors next door; without a `webhook_base` FAL is only asked."""

    def __init__(self, folder: Path, fal: FalServer, gemini: GeminiServer) -> None:
        self.fal, self.gemini = fal, gemini
        self.house = House(folder, model=WAN_25, last_words=LastWords((WAN_25,), "understudy"))
        self.house.renderer = self.renderer = FalRenderer(
            fal_wire.KEY,
            fal.queue_url,
            fal.api_url,
            clock=self.house.clock,
            submit_seconds=IMPATIENT,
            ask_seconds=IMPATIENT,
        )
        self.house.writer = self.writer = GeminiWriter(
            gemini_wire.KEY, base_url=gemini.address, attempts=1, seconds=IMPATIENT
        )

    def tell(self, door: Door) -> None:
        """From now on FAL tells this door."""
        self.renderer._webhook_base = door.address

    async def told(self) -> tuple[Job, str]:
        """One reel is ordered; how its job ended, and what the chat reads."""
        job = await self.house.made("how monks invented espresso")
        return job, self.house.letterbox.posted[job.id].text

    async def balance(self) -> None:
        """All jobs being closed, the books are FAL's bill, besides what the writer cost.

        An order of which nobody can say whether FAL has it counts as ordered.
        """
        found = [json.loads(row.doc) for row in await self.house.store.read(sa.select(renders.c.doc))]
        doubtful = sum(each["price"] for each in found if each["is_missed"])
        closed = [json.loads(row.doc) for row in await self.house.store.read(sa.select(jobs.c.doc))]
        films = await self.house.books() - sum(each["writer_micros"] for each in closed)
        bill = self.fal.books()["micros"]
        assert bill <= films <= bill + doubtful

    async def close(self) -> None:
        """Hang up."""
        await self.renderer.aclose()
        await self.writer.aclose()
