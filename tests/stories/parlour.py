"""A whole bot on a real database, with stand-ins for everything outside: somebody talks, and is answered."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from adapters.storage import default_url, open_store
from adapters.storage.keeping.notebook import SqlNotebook
from adapters.storage.keeping.series import SqlSeries
from adapters.vendors.house.planner import HousePlanner
from bot.commands import commands
from bot.desk import FrontDesk
from bot.forecast import Forecast
from bot.reporter import Reporter
from bot.voice.endings import LastWords
from bot.voice.series import news
from bot.voice.standing import progress
from core.books.account import Terms
from core.learning.learner import Learner
from core.people.rules import Rulebook
from core.ports import Delivery, Messenger, Planner, Renderer
from core.reel.archive import Archive
from core.reel.catalogue import ANIMATIC, CATALOGUE, WAN_25
from core.reel.job import Job
from core.series.showrunner import Bell, Help, Showrunner
from core.studio import Studio
from core.talk import Reply, Said
from core.work.crew import Crew
from core.work.runner import Runner
from tests.leaks import overhear
from tests.players import Vendor
from tests.work.house import House

ANN = "test:ann"


@dataclass
class Parlour(House):
    """`say` is what a person does; `dialog` is a whole conversation."""

    vendor: Vendor = field(default_factory=lambda: Vendor("fal"))
    has_vendor: bool = True
    drafts_first: bool = False
    asked: str = ""

    messengers: dict[str, Messenger] = field(default_factory=dict)
    watchers: list[Callable[[Job, int | None], None]] = field(default_factory=list)

    planner: Planner | None = None
    bell: Bell = field(default_factory=Bell)

    desk: FrontDesk = field(init=False)
    book: SqlSeries = field(init=False)
    showrunner: Showrunner = field(init=False)
    rulebook: Rulebook = field(init=False)
    reporter: Reporter = field(init=False)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """One life of the process."""
        async with open_store(default_url(self.folder), self.folder, self.clock) as self.store:
            renderers: dict[str, Renderer] = {"fal": self.vendor} if self.has_vendor else {}
            self.messengers["test"] = self.letterbox
            self.reporter = Reporter(self.messengers, Forecast(self.store, self.clock, progress))
            self.crew = Crew(
                store=self.store,
                clock=self.clock,
                archive=Archive(self.folder, self.beyond),
                writer=self.writer or self.scribe,
                understudy=self.understudy,
                renderers=renderers,
                room=self.bench,
                messengers=self.messengers,
                catalogue=CATALOGUE,
                last_words=LastWords([WAN_25] if self.has_vendor else [], "understudy"),
                terms=self.terms or Terms(self.quota),
                watch=self._watch,
                policy=self.policy,
            )
            self.runner = Runner(self.crew)
            learner = Learner(SqlNotebook(self.store), self.store, self.clock)
            self.studio = Studio(self.crew, self.runner, learner=learner)
            model = WAN_25.id if self.has_vendor else ANIMATIC
            self.rulebook = Rulebook(self.store)
            self.book = SqlSeries(self.store)
            self.showrunner = Showrunner(self._help(model), self.bell)
            menu = commands(
                self.studio,
                self.clock,
                model,
                self.rulebook,
                archive=self.crew.archive,
                shows=(self.book, self.showrunner),
                drafts_first=self.drafts_first,
            )
            self.desk = FrontDesk(self.studio, menu, self.rulebook)
            working = asyncio.create_task(self.runner.run())
            try:
                yield
            finally:
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)

    def _help(self, model: str) -> Help:
        spare = HousePlanner()
        return Help(
            store=self.store,
            studio=self.studio,
            book=self.book,
            planner=self.planner or spare,
            spare=spare,
            messengers=self.messengers,
            clock=self.clock,
            words=news,
            default_model=model,
        )

    def _watch(self, job: Job, percent: int | None) -> None:
        for watch in (self.reporter.watch, self.bell.watch, *self.watchers):
            watch(job, percent)

    async def say(self, text: str, *, who: str = ANN, key: str = "") -> Reply:
        """Somebody says something; plain words answer what was asked last."""
        self._said = getattr(self, "_said", 0) + 1
        said = Said(who, "here", key or f"{who}:{self._said}", text=text, answers=self.asked)
        reply = await self.desk.answer(said)
        overhear(reply.text)
        self.asked = reply.asks
        return reply

    async def say_in(
        self, group: str, text: str, *, who: str = ANN, is_admin: bool = False, owner: str = ""
    ) -> Reply:
        """Somebody says something in a group, or presses what `owner` may press."""
        self._said = getattr(self, "_said", 0) + 1
        key = f"{group}:{self._said}"
        said = Said(
            who, "here", key, text, group=group, is_private=False, is_admin=is_admin, owner=owner, channel="1"
        )
        return await self.desk.answer(said)

    async def dialog(self, *turns: tuple[str, str]) -> Reply:
        """Say each line, and expect its answer to hold the pattern beside it."""
        assert turns
        for said, wanted in turns:
            reply = await self.say(said)
            assert re.search(wanted, reply.text, re.DOTALL), f"{said!r} was answered {reply.text!r}"
        return reply

    async def reel(self, line: str) -> Delivery:
        """Order a reel with a command, and wait for its last word."""
        reply = await self.say(line)
        assert reply.job_id, reply.text
        await self.ended(reply.job_id)
        return self.letterbox.posted[reply.job_id]


def labels(choices: Sequence[tuple[str, str]]) -> list[str]:
    """What the buttons say."""
    return [label for label, _ in choices]


def command(choices: Sequence[tuple[str, str]], label: str) -> str:
    """What pressing a button says."""
    return dict(choices)[label]
