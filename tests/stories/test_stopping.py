"""The bot is told to stop: what is being handed over just then is handed over to its end."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from core.ports import Delivery
from core.reel.job import Stage
from tests.platforms.web.doorway import doorway
from tests.players import Letterbox
from tests.stories.parlour import Parlour

PATIENCE = 60.0


@dataclass
class Slow(Letterbox):
    """A platform that takes an upload until it is told to have it."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    has_it: asyncio.Event = field(default_factory=asyncio.Event)

    async def deliver(self, address: str, delivery: Delivery) -> str:
        """Take it slowly."""
        self.begun.set()
        await self.has_it.wait()
        return await super().deliver(address, delivery)


async def test_an_upload_under_way_is_finished(tmp_path: Path) -> None:
    """A reel that is being posted when the bot is stopped is posted, once, and its books are closed."""
    platform = Slow()
    parlour = Parlour(tmp_path, letterbox=platform)
    async with AsyncExitStack() as life, asyncio.timeout(PATIENCE):
        await life.enter_async_context(parlour.open())
        await parlour.say("/niche specialty coffee")
        ordered = await parlour.say("/generate how monks invented espresso")
        while not platform.begun.is_set():
            parlour.clock.move(seconds=10)
            parlour.runner.nudge()
            await asyncio.sleep(0.01)
        stopping = asyncio.create_task(life.aclose())
        await asyncio.sleep(0)
        assert not stopping.done()
        platform.has_it.set()
        await stopping
    async with parlour.open():
        job = await parlour.store.job(ordered.job_id)

    assert job is not None
    assert (job.stage, job.receipt, platform.posts) == (Stage.DONE, "message-1", 1)


async def test_an_answer_under_way_is_finished(tmp_path: Path) -> None:
    """Whoever is being answered at the web door when it is shut is answered; nobody new comes in."""
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def figures() -> bytes:
        asked.set()
        await may_answer.wait()
        return b"all of it"

    async with AsyncExitStack() as life, asyncio.timeout(PATIENCE):
        door = await life.enter_async_context(doorway(tmp_path, figures=figures))
        async with httpx.AsyncClient(base_url=door.at, timeout=PATIENCE) as early:
            answering = asyncio.create_task(early.get("/metrics"))
            await asked.wait()
            stopping = asyncio.create_task(life.aclose())
            async with httpx.AsyncClient(base_url=door.at, timeout=PATIENCE) as late:
                while await _is_let_in(late):
                    await asyncio.sleep(0.01)
            may_answer.set()
            answer = await answering
        await stopping

    assert answer.content == b"all of it"


async def _is_let_in(client: httpx.AsyncClient) -> bool:
    try:
        await client.get("/healthz", headers={"Connection": "close"})
    except httpx.TransportError:
        return False
    return True
