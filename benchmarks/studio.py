"""A whole studio to be measured: the real desk, store and runner, with vendors that answer at once."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.storage import default_url, open_store
from adapters.storage.keeping.notebook import SqlNotebook
from adapters.storage.keeping.trust import SqlRecord
from adapters.storage.store import SqlStore
from adapters.vendors.house.tact import Tact
from bot.commands import commands
from bot.desk import FrontDesk
from bot.team.gathering import gathered
from bot.team.roles import Role
from bot.upkeep.collector import sparing_what_stays
from core.books.account import Terms
from core.books.quota import Quota
from core.learning.learner import Learner
from core.people.moderation import Moderation
from core.ports import Draft, Renderer
from core.reel.archive import Archive
from core.reel.brief import Brief
from core.reel.catalogue import Model
from core.reel.job import Job
from core.reel.niche import Niche
from core.studio import Studio
from core.work.crew import Crew, Policy
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
        self._ended = set[str]()
        self._changed = asyncio.Event()

    def watch(self, job: Job, percent: int | None) -> None:
        """Told of every job that changed."""
        if percent is None and not job.stage.is_open:
            self._ended.add(job.id)
            self._changed.set()

    async def reach(self, number: int) -> None:
        """Wait until so many have ended."""
        while len(self._ended) < number:
            self._changed.clear()
            await self._changed.wait()


@dataclass(frozen=True, slots=True)
class Place:
    """A studio, everything behind it, and everybody outside."""

    studio: Studio
    desk: FrontDesk
    store: SqlStore
    vendor: Vendor
    letterbox: Letterbox
    count: Count = field(default_factory=Count)


@asynccontextmanager
async def open_place(
    folder: Path,
    *,
    url: str = "",
    role: Role = Role.RUN,
    is_working: bool = True,
    policy: Policy | None = None,
    renderer: Renderer | None = None,
    model: Model = QUICK,
) -> AsyncIterator[Place]:
    """A studio on a database of its own, or one of several on the database of this address.

    Instant vendors are looked after at once, whatever their number.
    """
    vendor, letterbox, author, count = Vendor(), Letterbox(), Author(), Count()
    url = url or default_url(folder)
    team = await gathered(url, role)
    async with open_store(url, folder, teller=team.teller) as store:
        crew = Crew(
            store=store,
            clock=store.clock,
            archive=Archive(folder),
            writer=author,
            understudy=author,
            renderers={model.vendor: renderer or vendor},
            room=Bench(),
            messengers={"bench": letterbox},
            catalogue={model.id: model},
            last_words=lambda job, _used: (f"{job.outcome}", ()),
            terms=Terms(QUOTA),
            watch=team.watching(_unseen, count.watch),
            policy=policy or Policy(checks_per_second=10**9),
        )
        moderation = Moderation(SqlRecord(store), store, store.clock, Tact())
        learner = Learner(SqlNotebook(store), store, store.clock)
        studio = Studio(crew, team.set_to_work(crew), moderation, learner=learner)
        desk = FrontDesk(studio, commands(studio, store.clock, model.id))
        with sparing_what_stays():
            working = [asyncio.create_task(each) for each in team.duties(store, [])] if is_working else []
            try:
                yield Place(studio, desk, store, vendor, letterbox, count)
            finally:
                for task in working:
                    task.cancel()
                await asyncio.gather(*working, return_exceptions=True)


def _unseen(job: Job, percent: int | None) -> None:
    """Nobody looks on from near."""


async def introduce(place: Place, keys: Iterable[str]) -> None:
    """Let these requesters say what their videos are about."""
    await asyncio.gather(*(place.store.keep_niche(key, NICHE) for key in keys))
