"""A whole studio on a real database, with stand-ins outside, and a clock in the test's hand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from adapters.storage import open_store
from adapters.storage.store import SqlStore
from adapters.storage.tables.columns import moment, stamp
from adapters.storage.tables.studio import entries, jobs
from core.books.account import Terms
from core.books.quota import Quota, Usage
from core.ports import CuttingRoom, Renderer, Writer
from core.reel.archive import Archive, Beyond
from core.reel.brief import Brief
from core.reel.catalogue import ANIMATIC, Model
from core.reel.job import Job
from core.reel.niche import Niche, Voiced
from core.reel.sound import Part, Sound
from core.request import Request
from core.store import Opened
from core.studio import Studio
from core.talk import Choice
from core.work.breaker import Breaker, Guarded
from core.work.crew import Crew, Policy
from core.work.runner import Runner
from tests.databases import url_of
from tests.players import QUICK, Bench, HandClock, Letterbox, Scribe, Vendor

COFFEE = Niche(subject="specialty coffee")


@dataclass
class House:
    """Everything a story needs; `writer`, `renderer` and `room` take the place of the stand-ins."""

    folder: Path
    clock: HandClock = field(default_factory=HandClock)
    scribe: Scribe = field(default_factory=Scribe)
    understudy: Scribe = field(default_factory=lambda: Scribe("understudy"))
    vendor: Vendor = field(default_factory=Vendor)
    bench: Bench = field(default_factory=Bench)
    letterbox: Letterbox = field(default_factory=Letterbox)
    writer: Writer | None = None
    renderer: Renderer | None = None
    room: CuttingRoom | None = None
    model: Model = QUICK
    last_words: Callable[[Job, Usage | None], tuple[str, tuple[Choice, ...]]] = field(
        default=lambda job, _used: (f"{job.outcome}: {job.words or job.fallback}", ())
    )
    policy: Policy = field(default_factory=Policy)
    stand_ins: tuple[tuple[Model, Renderer], ...] = ()
    """Who films when the first model cannot, in order."""
    sounds: tuple[tuple[Sound, Renderer], ...] = ()
    """Who speaks and composes; of several voices the last is the chosen one."""
    spare_voice: Sound | None = None
    quota: Quota = field(default_factory=Quota)
    terms: Terms | None = None
    handle: str = ""
    beyond: Beyond | None = None
    seen: list[tuple[Job, int | None]] = field(default_factory=list)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """One life of the process."""
        async with open_store(url_of(self.folder), self.folder, self.clock) as self.store:
            first: Renderer = self.renderer or self.vendor
            renderers = {self.model.vendor: first, **{m.vendor: one for m, one in self.stand_ins}}
            renderers |= {sound.vendor: one for sound, one in self.sounds}
            parts = {sound.part: sound for sound, _ in self.sounds}
            models = (self.model, *(model for model, _ in self.stand_ins))
            self.breakers = {name: Breaker(name, self.clock) for name in renderers}
            self.crew = Crew(
                store=self.store,
                clock=self.clock,
                archive=Archive(self.folder, self.beyond),
                writer=self.writer or self.scribe,
                understudy=self.understudy,
                renderers={name: Guarded(one, self.breakers[name]) for name, one in renderers.items()},
                room=self.room or self.bench,
                messengers={"test": self.letterbox},
                catalogue={model.id: model for model in models},
                failover=tuple(model.id for model in models[1:]),
                breakers=self.breakers,
                last_words=self.last_words,
                terms=self.terms or Terms(self.quota),
                watch=lambda job, percent: self.seen.append((job, percent)),
                policy=self.policy,
                handle=self.handle,
                sounds={sound.id: sound for sound, _ in self.sounds},
                voice=parts.get(Part.VOICE),
                spare_voice=self.spare_voice,
                composer=parts.get(Part.MUSIC),
            )
            self.runner = Runner(self.crew)
            self.studio = Studio(self.crew, self.runner)
            working = asyncio.create_task(self.runner.run())
            try:
                yield
            finally:
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)

    store: SqlStore = field(init=False)
    breakers: dict[str, Breaker] = field(init=False)
    crew: Crew = field(init=False)
    runner: Runner = field(init=False)
    studio: Studio = field(init=False)

    async def order(
        self,
        topic: str = "monks",
        *,
        key: str | None = None,
        who: str = "ann",
        drawn: bool = False,
        shots: int = 0,
        take: int = 0,
        seconds: int = 10,
        voice: Voiced = Voiced.AUTO,
    ) -> Opened:
        """Somebody orders a reel."""
        requester = await self.studio.requester(f"test:{who}")
        self._keys = getattr(self, "_keys", 0) + 1
        request = Request(requester, address="here", key=key or f"test:here:{self._keys}")
        model = ANIMATIC if drawn else self.model.id
        niche = COFFEE.model_copy(update={"voice": voice})
        brief = Brief(niche=niche, topic=topic, model=model, shots=shots, take=take, seconds=seconds)
        return await self.studio.order(request, brief)

    async def made(self, topic: str = "monks", **how: object) -> Job:
        """Somebody orders a reel, and it comes to its end."""
        opened = await self.order(topic, **how)  # type: ignore[arg-type]
        assert opened.job is not None
        return await self.ended(opened.job.id)

    async def ended(self, job_id: str, *, within: timedelta = timedelta(hours=12)) -> Job:
        """Let time pass, to the next moment at which something is due, until the job has ended."""
        until = self.clock.now + within
        while True:
            await self.rest()
            job = await self.store.job(job_id)
            assert job is not None
            if not job.stage.is_open:
                return job
            assert self.clock.now < until, f"job {job_id} has not ended: {job.stage} {job.words}"
            await self.doze()

    async def doze(self) -> None:
        """Let time pass until something is due, and ten seconds at least."""
        soonest = (await self.store.read(sa.select(sa.func.min(jobs.c.due_at).label("at"))))[0].at
        self.clock.now = max(moment(soonest or 0), self.clock.now + timedelta(seconds=10))

    async def rest(self) -> None:
        """Until nobody is being worked on, and nobody is due at the present moment."""
        self.runner.nudge()
        busy = sa.select(jobs.c.id).where((jobs.c.lease != "") | (jobs.c.due_at <= stamp(self.clock.now)))
        async with asyncio.timeout(240):
            while await self.store.read(busy):
                await asyncio.sleep(0.001)

    async def balance(self, account: str = "test:ann") -> tuple[int, int]:
        """Reels and micro-dollars that the ledger holds against an account."""
        reels, micros = await self._sum(entries.c.account == account)
        return reels, micros

    async def books(self) -> int:
        """All that was spent, by anybody, in micro-dollars."""
        return (await self._sum(sa.true()))[1]

    async def _sum(self, which: sa.ColumnElement[bool]) -> tuple[int, int]:
        total = sa.select(sa.func.sum(entries.c.reels), sa.func.sum(entries.c.micros)).where(which)
        row = (await self.store.read(total))[0]
        return int(row[0] or 0), int(row[1] or 0)
