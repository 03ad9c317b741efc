"""One bot with all its commands behind a real platform, with stand-ins for the vendors."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import yarl
from cryptography.fernet import Fernet
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.platforms.console import REQUESTER, Chat, Console, Screen
from adapters.platforms.discord import Access, Discord, Tongues
from adapters.platforms.telegram import Hands, Sales, Telegram
from adapters.storage.keeping.papers import SqlPapers
from adapters.storage.keeping.safe import Safe
from adapters.storage.keeping.till import SqlPayments
from adapters.storage.keeping.trust import SqlRecord
from adapters.vendors.house.tact import Tact
from bot.commands import commands
from bot.desk import FrontDesk
from bot.parts.ownkeys import OwnKeys
from bot.parts.selling import thanks_by
from bot.patience import Patience
from bot.settings import Settings
from bot.upkeep.logs import mask
from bot.upkeep.tidying import retention_of
from core.books.account import Terms
from core.books.till import Bank, Offer, Till
from core.people.moderation import Moderation
from core.people.privacy import Sweeper
from core.ports import Footage
from core.reel.catalogue import CATALOGUE, WAN_25
from core.reel.job import Job, new_id
from core.studio import Studio
from tests.platforms.telegram.lounge import hasty, photograph
from tests.platforms.visitors import SECONDS, Desktop, Phone, Terminal, Visitor, Voice
from tests.players import FOOTAGE
from tests.stories.parlour import Parlour
from tests.stories.test_buying import Vault
from tests.wires.discord import DiscordServer
from tests.wires.discord_world import TOKEN
from tests.wires.fal import FalServer
from tests.wires.telegram_recording import recorded

ANN, BOSS = 222222222222222222, 444444444444444444


@dataclass
class Plaza(Parlour):
    """`visitor` talks to the bot on `platform`; `boss` runs it. `fal` proves people's own keys."""

    platform: str = "telegram"
    fal: FalServer = field(default_factory=FalServer)
    visitor: Visitor = field(init=False)
    boss: Visitor = field(init=False)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """One life of the process, with one platform."""
        doors = {"telegram": self._telegram, "discord": self._discord, "console": self._console}
        async with doors[self.platform]():
            yield

    async def newest(self) -> Job:
        """The visitor's newest job."""
        return (await self.studio.jobs(await self.studio.requester(self.visitor.key)))[0]

    @asynccontextmanager
    async def _life(self, boss: str) -> AsyncIterator[None]:
        """The bot at work, and telling how it goes."""
        self.terms = Terms(self.quota, asks_above=1_000_000, admins=frozenset({boss}))
        async with super().open():
            telling = asyncio.create_task(self.reporter.run())
            try:
                yield
            finally:
                telling.cancel()
                await asyncio.gather(telling, return_exceptions=True)

    def _furnish(self, bank: Bank) -> Till:
        """Everything that a bot may have is there."""
        there = Settings(fal_queue_url=self.fal.queue_url, fal_api_url=self.fal.api_url, data_dir=self.folder)
        moderation = Moderation(SqlRecord(self.store), self.store, self.clock, Tact())
        self.studio = Studio(self.crew, self.runner, moderation)
        till = Till(SqlPayments(self.store), bank, self.store, self.store, self.clock, (Offer(5, 250),))
        papers, archive, kept = SqlPapers(self.store), self.crew.archive, retention_of(None, None)
        menu = commands(
            self.studio,
            self.clock,
            WAN_25.id,
            self.rulebook,
            moderation=moderation,
            own=OwnKeys(Safe(self.store, [Fernet.generate_key().decode()], mask), there, CATALOGUE),
            sweeper=Sweeper(papers, archive, self.clock, kept, new_id),
            till=till,
        )
        self.desk = FrontDesk(
            self.studio, menu, self.rulebook, Patience(self.clock, {REQUESTER, self.boss.key})
        )
        return till

    @asynccontextmanager
    async def _telegram(self) -> AsyncIterator[None]:
        async with recorded(f"plaza {self.folder.name}") as server:
            self.visitor, self.boss = (Phone(server.user(name).private()) for name in ("Ann", "Boss"))
            async with self._life(self.boss.key):
                hands = Hands(photograph, _fit)
                telegram = Telegram(hasty(server), self.store, hands, self.folder / "telegram")
                self.messengers["telegram"] = telegram.postman
                till = self._furnish(telegram.bank)
                telegram.sell(Sales(till, thanks_by(self.store, self.clock)))
                async with _at_work(telegram.run(self.desk.answer, self.desk.commands, self._jobs_of, {})):
                    yield
                await telegram.close()

    @asynccontextmanager
    async def _discord(self) -> AsyncIterator[None]:
        base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
        async with DiscordServer() as server:
            server.world.patience = 30.0
            self.visitor, self.boss = Desktop(server, ANN), Desktop(server, BOSS)
            access = Access(TOKEN, api_url=server.api, gateway_url=server.gateway, pace=0.02)
            async with self._life(self.boss.key):
                discord = Discord(access, self.store, self.folder / "discord", _fit)
                self.messengers["discord"] = discord.postman
                self._furnish(Vault())
                desk = self.desk
                hearing = discord.run(desk.answer, desk.suggest, desk.commands, Tongues(), desk.is_quiet)
                async with _at_work(hearing):
                    async with asyncio.timeout(SECONDS):
                        await server.ready()
                    yield
                await discord.close()
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, yarl.URL(gateway)

    @asynccontextmanager
    async def _console(self) -> AsyncIterator[None]:
        out = StringIO()
        screen, self.boss = Screen(out), Voice(self, "test:boss")
        async with self._life(self.boss.key):
            self.messengers["console"] = Console(self.folder / "console", screen, self.clock)
            self._furnish(Vault())
            self.visitor = Terminal(Chat(self.desk.answer, self.desk.commands, screen, self.folder), out)
            yield

    async def _jobs_of(self, key: str, limit: int) -> tuple[Job, ...]:
        return await self.studio.jobs(await self.studio.requester(key), limit)


@asynccontextmanager
async def _at_work(listening: Coroutine[object, object, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(listening)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _fit(reel: Path, limit: int, to: Path) -> Footage:
    """Every reel fits already."""
    del reel, limit, to
    return FOOTAGE
