"""A whole bot in front of a fake Telegram, with stand-ins for everything else outside."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import sqlalchemy as sa
from PIL import Image

from adapters.platforms.telegram import PLATFORM, Access, Hands, Pictures, Telegram, Tempo
from adapters.storage import default_url, open_store
from adapters.storage.keeping.notebook import SqlNotebook
from adapters.storage.keeping.trust import SqlRecord
from adapters.storage.store import SqlStore
from adapters.storage.tables.studio import jobs
from adapters.vendors.house.tact import Tact
from bot.commands import commands
from bot.desk import FrontDesk
from bot.forecast import Forecast
from bot.parts.platforms import rewording_of
from bot.reporter import Reporter
from bot.voice.endings import LastWords
from bot.voice.standing import progress
from core.books.account import Terms
from core.books.quota import Quota
from core.clock import system_clock
from core.errors import Failed
from core.learning.learner import Learner
from core.people.moderation import Moderation
from core.people.rules import Rulebook
from core.ports import Footage, Writer
from core.reel.archive import Archive
from core.reel.catalogue import ANIMATIC, Model
from core.reel.job import Job, Stage
from core.studio import Studio
from core.work.crew import Crew, Policy
from core.work.runner import Runner
from tests.players import FOOTAGE, QUICK, Bench, Scribe, Vendor
from tests.wires.telegram import TelegramServer
from tests.wires.telegram_chats import Private
from tests.wires.telegram_messages import Message
from tests.wires.telegram_places import PATIENCE, Place, What

HASTY = Tempo(((1000, 1),), ((1000, 1),), ((1000, 1),), 0.05, 0.1)
EAGER = Policy(look_again=timedelta(seconds=0.05), checks_per_second=1000)


def _is_reel(message: Message) -> bool:
    return message.video is not None


@dataclass
class Lounge:
    """A bot with a drawing room but no vendor, unless `films`. It lives as long as `open`."""

    folder: Path
    access: Access
    films: bool = False
    fits: bool = True
    quota: Quota = field(default_factory=lambda: Quota(20, 5_000_000, 50_000_000))
    model: Model = QUICK
    vendor: Vendor = field(default_factory=Vendor)
    bench: Bench = field(default_factory=Bench)
    policy: Policy = EAGER
    writer: Writer = field(default_factory=Scribe)
    store: SqlStore = field(init=False)
    studio: Studio = field(init=False)
    telegram: Telegram = field(init=False)
    listening: "asyncio.Task[None]" = field(init=False)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """One life of the process, which ends politely."""
        async with open_store(default_url(self.folder), self.folder) as self.store:
            telegram = self.telegram = Telegram(
                self.access,
                self.store,
                Hands(photograph, self.fit),
                self.folder / "telegram",
                rewording_of(self.store),
            )
            forecast = Forecast(self.store, system_clock, progress, timedelta(0))
            reporter = Reporter({PLATFORM: telegram.postman}, forecast, _often)
            crew = self._crew(telegram, reporter)
            runner = Runner(crew)
            learner = Learner(SqlNotebook(self.store), self.store, system_clock)
            self.studio = Studio(crew, runner, learner=learner)
            rulebook = Rulebook(self.store)
            model = self.model.id if self.films else ANIMATIC
            moderation = Moderation(SqlRecord(self.store), self.store, system_clock, Tact())
            menu = commands(
                self.studio, system_clock, model, rulebook, moderation=moderation, archive=crew.archive
            )
            desk = FrontDesk(self.studio, menu, rulebook)
            heard = (self.studio.counted, self.studio.shared)
            hearing = telegram.run(desk.answer, desk.commands, self._jobs_of, {}, *heard)
            self.listening = asyncio.create_task(hearing)
            work = [self.listening, asyncio.create_task(runner.run()), asyncio.create_task(reporter.run())]
            try:
                yield
            finally:
                for task in work:
                    task.cancel()
                await asyncio.gather(*work, return_exceptions=True)
                await telegram.close()

    async def reel(self, place: Place, which: What = _is_reel) -> Message:
        """The newest reel that was posted here, once everything about it is done."""
        posted = await place.until(which)
        await place.until("Your reel is ready")
        await self.rest()
        return posted

    async def fit(self, reel: Path, limit: int, to: Path) -> Footage:
        """Make a reel smaller, unless `fits` says that it cannot be."""
        if not self.fits:
            raise Failed("The video cannot be made that small.")
        await asyncio.to_thread(to.parent.mkdir, parents=True, exist_ok=True)
        await asyncio.to_thread(to.write_bytes, await asyncio.to_thread(reel.read_bytes))
        return replace(FOOTAGE, size=limit)

    async def closed(self, who: int) -> None:
        """Until nothing of somebody's is under way any more."""
        requester = await self.studio.requester(f"{PLATFORM}:{who}")
        async with asyncio.timeout(PATIENCE):
            while any(job.stage.is_open for job in await self.studio.jobs(requester)):
                await asyncio.sleep(0.01)

    async def rest(self) -> None:
        """Until nothing is being delivered any more."""
        delivering = sa.select(jobs.c.id).where(jobs.c.stage == Stage.DELIVERING.value)
        async with asyncio.timeout(PATIENCE):
            while await self.store.read(delivering):
                await asyncio.sleep(0.01)

    def _crew(self, telegram: Telegram, reporter: Reporter) -> Crew:
        return Crew(
            store=self.store,
            clock=system_clock,
            archive=Archive(self.folder),
            writer=self.writer,
            understudy=Scribe("understudy"),
            renderers={"test": self.vendor} if self.films else {},
            room=self.bench,
            messengers={PLATFORM: telegram.postman},
            catalogue={self.model.id: self.model},
            last_words=LastWords([self.model] if self.films else [], "understudy"),
            terms=Terms(self.quota),
            watch=reporter.watch,
            policy=self.policy,
        )

    async def _jobs_of(self, key: str, limit: int) -> Sequence[Job]:
        return await self.studio.jobs(await self.studio.requester(key), limit)


def hasty(telegram: TelegramServer) -> Access:
    """The way to a Telegram without limits."""
    return Access(telegram.token, telegram.address, tempo=HASTY)


async def photograph(reel: Path) -> Pictures:
    """Two plain pictures of the right sizes."""
    del reel
    return Pictures(_picture(1080, 1920), _picture(180, 320))


async def has_niche(chat: Private, subject: str = "specialty coffee") -> None:
    """Somebody tells their niche."""
    chat.say(f"/niche {subject}")
    await chat.until(f"Your niche: {subject}")


def _picture(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "brown").save(file, "JPEG")
    return file.getvalue()


async def _often(seconds: float) -> None:
    await asyncio.sleep(seconds / 20)
