"""Several processes' worth of a studio in one: each with its own store and its own part of the team."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.storage import open_store
from adapters.storage.store import SqlStore
from bot.team.gathering import gathered
from bot.team.roles import Role
from bot.team.several import Team
from core.ports import CuttingRoom
from core.reel.archive import Archive
from core.reel.brief import Brief
from core.reel.job import Job
from core.reel.niche import Niche
from core.request import Request
from core.store import Requester
from core.studio import Studio
from core.work.crew import Crew, Policy
from tests.players import QUICK, Bench, Letterbox, Scribe, Vendor

COFFEE = Niche(subject="specialty coffee")


@dataclass
class Member:
    """One process: what it keeps things in, how it is asked, and what it saw."""

    store: SqlStore
    studio: Studio
    team: Team
    task: asyncio.Task[None]
    near: list[tuple[Job, int | None]] = field(default_factory=list)
    far: list[tuple[Job, int | None]] = field(default_factory=list)

    async def leave(self) -> None:
        """Go home politely."""
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@dataclass
class Troupe:
    """A vendor, a chat and a database that all members share."""

    url: str
    folder: Path
    vendor: Vendor = field(default_factory=Vendor)
    letterbox: Letterbox = field(default_factory=Letterbox)
    scribe: Scribe = field(default_factory=Scribe)
    room: CuttingRoom = field(default_factory=Bench)
    chores: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def member(self, role: Role) -> AsyncIterator[Member]:
        """One more process."""
        team = await gathered(self.url, role)
        assert isinstance(team, Team)
        async with AsyncExitStack() as stack:
            store = await stack.enter_async_context(open_store(self.url, self.folder, None, team.teller))
            near, far = list[tuple[Job, int | None]](), list[tuple[Job, int | None]]()
            crew = Crew(
                store=store,
                clock=store.clock,
                archive=Archive(self.folder),
                writer=self.scribe,
                understudy=self.scribe,
                renderers={"test": self.vendor},
                room=self.room,
                messengers={"test": self.letterbox},
                catalogue={QUICK.id: QUICK},
                last_words=lambda job, _used: (f"{job.outcome}", ()),
                watch=team.watching(lambda *news: near.append(news), lambda *news: far.append(news)),
                policy=Policy(checks_per_second=1_000_000),
            )
            studio = Studio(crew, team.set_to_work(crew))
            task = asyncio.create_task(self._at_work(team, store))
            member = Member(store, studio, team, task, near, far)
            stack.push_async_callback(member.leave)
            yield member

    async def _at_work(self, team: Team, store: SqlStore) -> None:
        async def chore() -> None:
            self.chores.append("begun")
            await asyncio.Event().wait()

        await asyncio.gather(*team.duties(store, [chore]))


async def order(member: Member, topic: str, who: str = "ann") -> str:
    """Somebody orders a reel; its job's id."""
    request = Request(Requester(f"test:{who}", f"test:{who}"), "here", f"test:{who}:{topic}")
    opened = await member.studio.order(request, Brief(niche=COFFEE, topic=topic, model=QUICK.id))
    assert opened.job is not None
    return opened.job.id


async def ended(member: Member, job_id: str) -> Job:
    """Wait until a job has ended."""
    async with asyncio.timeout(60):
        while True:
            job = await member.store.job(job_id)
            if job is not None and not job.stage.is_open:
                return job
            await asyncio.sleep(0.02)
