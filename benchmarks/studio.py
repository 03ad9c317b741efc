"""A whole studio to be measured: the real desk, store and runner, with vendors that answer at once."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.storage import default_url, open_store
from adapters.storage.store import SqlStore
from bot.commands import commands
from bot.desk import FrontDesk
from bot.upkeep.collector import spare_what_stays
from core.books.account import Terms
from core.books.quota import Quota
from core.clock import system_clock
from core.ports import Draft, Renderer
from core.reel.archive import Archive
from core.reel.brief import Brief
from core.reel.catalogue import Model
from core.reel.job import Job
from core.reel.niche import Niche
from core.studio import Studio
from core.work.crew import Crew, Policy
from core.work.runner import Runner
from tests.players import QUICK, Bench, Letterbox, Vendor, storyboard

NICHE = Niche(subject="specialty coffee")
QUOTA = Quota(reels_per_day=100_000, micros_per_day=10**12, micros_per_month=10**12)
"""So generous that it never says no, but it is looked up and counted for every order."""


class Author:
    """A writer who answers at once, and forgets."""

    name = "author"

    async def write(self, brief: Brief) -> Draft:
        """A storyboard about the brief's topic."""
        return Draft(storyboard(brief.topic), self.name)


class Count:
    """Counts the jobs that have ended."""

    def __init__(self) -> None:
        self.ended = 0
        self._changed = asyncio.Event()

    def watch(self, job: Job, percent: int | None) -> None:
        """Told of every job that changed."""
        if percent is None and not job.stage.is_open:
            self.ended += 1
            self._changed.set()

    async def reach(self, number: int) -> None:
        """Wait until so many have ended."""
        while self.ended < number:
            self._changed.clear()
            await self._changed.wait()


@dataclass(frozen=True, slots=True)
class Place:
    """A studio, everything behind it, and everybody outside."""

    studio: Studio
    desk: FrontDesk
    store: SqlStore
    runner: Runner
    vendor: Vendor
    letterbox: Letterbox
    count: Count = field(default_factory=Count)


@asynccontextmanager
async def open_place(
    folder: Path,
    *,
    is_working: bool = True,
    policy: Policy | None = None,
    renderer: Renderer | None = None,
    model: Model = QUICK,
) -> AsyncIterator[Place]:
    """A studio on a database of its own. Instant vendors are looked after at once, whatever their number."""
    vendor, letterbox, author, count = Vendor(), Letterbox(), Author(), Count()
    async with open_store(default_url(folder), folder) as store:
        crew = Crew(
            store=store,
            clock=system_clock,
            archive=Archive(folder),
            writer=author,
            understudy=author,
            renderers={model.vendor: renderer or vendor},
            room=Bench(),
            messengers={"bench": letterbox},
            catalogue={model.id: model},
            last_words=lambda job, _used: (f"{job.outcome}", ()),
            terms=Terms(QUOTA),
            watch=count.watch,
            policy=policy or Policy(checks_per_second=10**9),
        )
        runner = Runner(crew)
        studio = Studio(crew, runner)
        desk = FrontDesk(studio, commands(studio, system_clock, model.id))
        spare_what_stays()
        working = [asyncio.create_task(runner.run())] if is_working else []
        try:
            yield Place(studio, desk, store, runner, vendor, letterbox, count)
        finally:
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)


async def introduce(place: Place, keys: Iterable[str]) -> None:
    """Let these requesters say what their videos are about."""
    await asyncio.gather(*(place.store.keep_niche(key, NICHE) for key in keys))
