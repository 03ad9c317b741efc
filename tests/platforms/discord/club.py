"""A whole bot in front of a fake Discord, with stand-ins for everything else outside."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from adapters.platforms.discord import PLATFORM, Access, Discord, Tongues
from adapters.platforms.discord.postman import Fit
from adapters.storage import default_url, open_store
from adapters.storage.keeping.notebook import SqlNotebook
from adapters.storage.keeping.trust import SqlRecord
from adapters.storage.store import SqlStore
from adapters.vendors.house.tact import Tact
from bot.commands import commands
from bot.desk import FrontDesk
from bot.forecast import Forecast
from bot.parts.platforms import rewording_of
from bot.reporter import Reporter
from bot.voice.cards import outline
from bot.voice.endings import LastWords
from bot.voice.standing import progress
from core.books.account import Terms
from core.books.quota import Quota
from core.learning.learner import Learner
from core.people.moderation import Moderation
from core.people.rules import Rulebook
from core.ports import Writer
from core.reel.archive import Archive
from core.reel.catalogue import ANIMATIC
from core.reel.job import Stage
from core.studio import Studio
from core.work.crew import Crew, Policy
from core.work.runner import Runner
from tests.players import Bench, Scribe
from tests.wires.discord import DiscordServer
from tests.wires.discord_world import LOADING, TOKEN, Interaction, buttons, words

T = TypeVar("T")

GUILD, ANN, BOB, MOD = 111111111111111111, 222222222222222222, 333333333333333333, 444444444444444444
MANAGE_MESSAGES, MANAGE_GUILD = 1 << 13, 1 << 5

_EAGER = Policy(look_again=timedelta(seconds=0.05), checks_per_second=1000)


@dataclass
class Club:
    """A bot that draws its reels. It lives as long as `open`; what it holds outlives that."""

    folder: Path
    server: DiscordServer
    channel: int = 0
    quota: Quota = field(default_factory=lambda: Quota(20, 5_000_000, 50_000_000))
    bench: Bench = field(default_factory=Bench)
    access: dict[str, Any] = field(default_factory=dict)
    writer: Writer = field(default_factory=Scribe)
    fit: Fit | None = None
    link: Callable[[str], str] | None = None
    tongues: Tongues = field(default_factory=Tongues)
    store: SqlStore = field(init=False)
    studio: Studio = field(init=False)
    desk: FrontDesk = field(init=False)
    discord: Discord = field(init=False)

    def __post_init__(self) -> None:
        self.channel = self.server.world.guild(GUILD)

    def clock(self) -> datetime:
        """The time at Discord."""
        return datetime.fromtimestamp(self.server.world.now(), UTC)

    @asynccontextmanager
    async def open(self, *, listens: bool = True) -> AsyncIterator[None]:
        """One life of the process, which ends politely."""
        told: dict[str, Any] = {"api_url": self.server.api, "gateway_url": self.server.gateway, "pace": 0.02}
        access = Access(TOKEN, **(told | self.access))
        async with open_store(default_url(self.folder), self.folder, self.clock) as self.store:
            self.discord = Discord(
                access,
                self.store,
                self.folder / "discord",
                self.fit,
                self.link,
                self.board,
                self.clock,
                rewording_of(self.store),
            )
            reporter = Reporter(
                {PLATFORM: self.discord.postman}, Forecast(self.store, self.clock, progress), _often
            )
            crew = self._crew(reporter)
            runner = Runner(crew)
            moderation = Moderation(SqlRecord(self.store), self.store, self.clock, Tact())
            self.studio = Studio(
                crew, runner, learner=Learner(SqlNotebook(self.store), self.store, self.clock)
            )
            rulebook = Rulebook(self.store)
            menu = commands(
                self.studio,
                self.clock,
                ANIMATIC,
                rulebook,
                moderation=moderation,
                archive=crew.archive,
            )
            self.desk = FrontDesk(self.studio, menu, rulebook)
            work = [asyncio.create_task(runner.run()), asyncio.create_task(reporter.run())]
            if listens:
                work.append(asyncio.create_task(self.listen()))
                await within(self.server.ready(access.shards))
            try:
                yield
            finally:
                for task in work:
                    task.cancel()
                await asyncio.gather(*work, return_exceptions=True)
                await self.discord.close()

    async def listen(self) -> None:
        """Hear people until cancelled."""
        desk = self.desk
        await self.discord.run(desk.answer, desk.suggest, desk.commands, self.tongues, desk.is_quiet)

    async def board(self, job_id: str) -> str:
        """The storyboard of a job in short."""
        job = await self.store.job(job_id)
        return outline(job.storyboard) if job is not None and job.storyboard is not None else ""

    def _crew(self, reporter: Reporter) -> Crew:
        return Crew(
            store=self.store,
            clock=self.clock,
            archive=Archive(self.folder),
            writer=self.writer,
            understudy=Scribe("understudy"),
            renderers={},
            room=self.bench,
            messengers={PLATFORM: self.discord.postman},
            catalogue={},
            last_words=LastWords([], "understudy"),
            terms=Terms(self.quota),
            watch=reporter.watch,
            policy=_EAGER,
        )

    # What people do and see

    async def slash(self, name: str, *, who: int = ANN, at: int = 0, **options: Any) -> dict[str, Any]:
        """Somebody says a command; the message that answers it."""
        it = await self.server.slash(who, at or self.channel, name, **options)
        return await self.answered(it)

    async def press(self, message: dict[str, Any], label: str, who: int = ANN, **more: Any) -> Interaction:
        """Somebody presses a button."""
        return await self.server.press(who, message["id"], buttons(message)[label], **more)

    async def offered(self, name: str, option: str, typed: str) -> list[str]:
        """The values that are offered while somebody types."""
        it = await self.server.type_in(ANN, self.channel, name, option, typed)
        await self.until(lambda: it.choices)
        return [choice["value"] for choice in it.choices]

    async def answered(self, it: Interaction) -> dict[str, Any]:
        """The message that answers it, once it says something."""
        await self.until(lambda: it.original and not self.message(it)["flags"] & LOADING)
        return self.message(it)

    async def opened(self, it: Interaction) -> dict[str, Any]:
        """The form that opens."""
        await self.until(lambda: it.modal is not None)
        assert it.modal is not None
        return it.modal

    def message(self, it: Interaction) -> dict[str, Any]:
        """The message that answers it, as it stands now."""
        return self.server.world.messages[it.original]

    async def has_niche(self, who: int = ANN) -> None:
        """Somebody tells their niche."""
        told = await self.slash("niche", who=who, subject="specialty coffee")
        assert "specialty coffee" in words(told)

    async def reel(self, who: int = ANN, **options: Any) -> dict[str, Any]:
        """Somebody orders a reel, and it comes."""
        message = await self.slash("generate", who=who, idea="how monks invented espresso", **options)
        await self.until(lambda: self.reels())
        await self.closed(who)
        return message

    async def closed(self, who: int = ANN) -> None:
        """All that somebody ordered has ended."""

        async def is_closed() -> bool:
            jobs = await self.studio.jobs(await self.studio.requester(f"discord:{who}"))
            return all(not job.stage.is_open for job in jobs)

        async def wait() -> None:
            while not await is_closed():
                await asyncio.sleep(0.01)

        await within(wait())

    def reels(self) -> list[dict[str, Any]]:
        """The messages that show a reel."""
        return [message for message in self.server.world.messages.values() if message["attachments"]]

    async def stages(self, who: int = ANN) -> list[Stage]:
        """How somebody's jobs stand."""
        return [job.stage for job in await self.studio.jobs(await self.studio.requester(f"discord:{who}"))]

    async def until(self, is_so: Callable[[], object]) -> None:
        """Wait until something is so."""

        async def wait() -> None:
            while not is_so():
                await asyncio.sleep(0.005)

        await within(wait())


async def within(waiting: Awaitable[T], seconds: float = 30) -> T:
    """Wait, but not for ever."""
    async with asyncio.timeout(seconds):
        return await waiting


async def _often(seconds: float) -> None:
    await asyncio.sleep(seconds / 100)
