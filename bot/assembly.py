"""Where the house is put together: every part is made here, from the settings, and nowhere else."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from adapters.media.room import RenderHost
from adapters.platforms.console import PLATFORM, Console, Screen
from adapters.platforms.console import REQUESTER as CONSOLE
from adapters.platforms.web.entrance import Entrance
from adapters.platforms.web.postman import PLATFORM as WEB
from adapters.storage import default_url, open_store
from adapters.storage.keeping.doubts import SqlDoubts
from adapters.storage.keeping.notebook import SqlNotebook
from adapters.storage.keeping.papers import SqlPapers
from adapters.storage.keeping.publications import SqlPublications
from adapters.storage.keeping.series import SqlSeries
from adapters.storage.keeping.trust import SqlRecord
from adapters.storage.store import SqlStore
from adapters.vendors.house.planner import HousePlanner
from adapters.vendors.house.tact import Tact
from bot.commands import commands
from bot.commands.publish import Gate
from bot.desk import FrontDesk
from bot.forecast import Forecast
from bot.parts.admin_chat import admin_chat
from bot.parts.bucket import open_bucket
from bot.parts.entrance import make_entrance
from bot.parts.listing import lists_of
from bot.parts.platforms import Platforms, open_platforms
from bot.parts.publishers import publishers
from bot.parts.selling import keep_till, make_till, thanks_by
from bot.parts.sounds import chosen, free_voice
from bot.parts.suppliers import (
    Metered,
    MeteredWriter,
    Suppliers,
    default_model,
    failover,
    open_suppliers,
)
from bot.patience import Patience
from bot.reporter import Reporter
from bot.settings import Settings
from bot.team.gathering import gathered
from bot.team.roles import Chore, Role, Watch
from bot.upkeep.alarm import Alarm
from bot.upkeep.bulletin import Bulletin
from bot.upkeep.collector import sparing_what_stays
from bot.upkeep.heartbeat import beat
from bot.upkeep.tidying import keep_tidy, retention_of
from bot.voice.endings import LastWords
from bot.voice.series import news as series_news
from bot.voice.standing import progress
from core.books.account import Terms
from core.books.quota import Quota
from core.clock import Clock
from core.learning.learner import Learner
from core.people.moderation import Moderation
from core.people.privacy import Sweeper
from core.people.rules import Rulebook
from core.ports import Holder, Messenger, Renderer, Writer
from core.publishing import Press
from core.reel.archive import Archive
from core.reel.job import Job, new_id
from core.reel.sound import Part
from core.series.series import SeriesBook
from core.series.showrunner import Bell, Help, Showrunner
from core.studio import Studio
from core.traffic import Traffic
from core.work.clearing import clear_up
from core.work.crew import Crew, Policy

if TYPE_CHECKING:
    from adapters.files import Bucket

One = TypeVar("One")


def _as_it_is(one: One) -> One:
    return one


@dataclass(frozen=True, slots=True)
class House:
    """A studio at work, and the desk in front of it."""

    studio: Studio
    desk: FrontDesk
    reporter: Reporter
    platforms: Platforms
    holder: Holder | None
    entrance: Entrance
    writer: Writer
    default_model: str
    vendors: Mapping[str, Renderer]
    archive: Archive
    bucket: "Bucket | None"


@asynccontextmanager
async def open_house(
    settings: Settings,
    screen: Screen,
    clock: Clock | None = None,
    metered: Metered = _as_it_is,
    metered_writer: MeteredWriter = _as_it_is,
    role: Role = Role.RUN,
) -> AsyncIterator[House]:
    """The whole house at work; at the end, steps under way are brought to their end and all is closed.

    Without a clock, time is what the store says. Raises Misconfigured when the data folder or the
    database cannot be used, or a setting asks for what is not there; Unavailable when the database
    does not answer.
    """
    folder = settings.data_dir
    async with AsyncExitStack() as stack:
        url = settings.database_url or default_url(folder)
        team = await gathered(url, role)
        store = await stack.enter_async_context(open_store(url, folder, clock, team.teller))
        clock = store.clock
        room = RenderHost()
        stack.push_async_callback(room.close)
        entrance = await make_entrance(settings, store, clock)
        platforms = open_platforms(settings, store, room, entrance.signer, stack)
        console = Console(folder / "console", screen, clock)
        messengers: dict[str, Messenger] = {PLATFORM: console, WEB: entrance.postman, **platforms.messengers}
        suppliers = await open_suppliers(settings, store, stack, metered, metered_writer)
        forecast = Forecast(store, clock, progress, catalogue=suppliers.catalogue)
        # Browsers look on at whoever hears people; chats are written to by whoever works.
        reporter = Reporter({name: one for name, one in messengers.items() if name != WEB}, forecast)
        shown = Reporter({WEB: entrance.postman}, forecast)
        terms, tell = terms_of(settings), admin_chat(settings, messengers, clock)
        alarm, traffic = Alarm(store, terms, suppliers.breakers, clock, tell), Traffic(store, clock)
        bucket, bell = open_bucket(settings, store, clock, stack), Bell()
        archive = Archive(folder, bucket)
        watch = team.watching(
            # A reel is put into the bucket by whoever cut it.
            _all(reporter.watch, *([bucket.watch] if bucket else [])),
            _all(
                shown.watch,
                alarm.watch,
                entrance.tidings.watch,
                traffic.watch,
                bell.watch,
                platforms.watch,
            ),
        )
        crew = _crew(settings, store, room, archive, messengers, suppliers, terms, watch)
        moderation = Moderation(
            SqlRecord(store), store, clock, Tact(), lists_of(settings.moderation_file), settings.admins
        )
        learner = Learner(SqlNotebook(store), store, clock)
        studio = Studio(crew, team.set_to_work(crew), moderation, traffic, learner)
        rulebook, films = Rulebook(store), default_model(settings, suppliers.models)
        book = SqlSeries(store)
        showrunner = _showrunner(crew, studio, book, suppliers, films, moderation, bell)
        kept = retention_of(settings.keep_media_days, settings.keep_words_days)
        sweeper = Sweeper(SqlPapers(store), archive, clock, kept, new_id)
        till = make_till(settings, store, platforms, clock)
        menu = commands(
            studio,
            clock,
            films,
            rulebook,
            entrance.keys,
            moderation,
            tell,
            own=suppliers.keys,
            sweeper=sweeper,
            archive=archive,
            shows=(book, showrunner),
            gate=_gate(settings, crew, store, stack),
            till=till,
            drafts_first=settings.draft_first,
        )
        desk = FrontDesk(studio, menu, rulebook, Patience(clock, {CONSOLE, *settings.admins}))
        clear = partial(clear_up, crew, SqlDoubts(store))
        chores: list[Chore] = [alarm.run, showrunner.run, lambda: keep_tidy(sweeper, clear)]
        if till is not None:
            chores.append(partial(keep_till, till, messengers, thanks_by(store, clock)))
        work = [*team.duties(store, chores), reporter.run(), shown.run(), beat(folder)]
        work.append(Bulletin(suppliers.breakers, store).run(orders=role.works))
        work += [bucket.run()] if bucket is not None else []
        stack.enter_context(sparing_what_stays())
        async with asyncio.TaskGroup() as tasks:
            busy = [tasks.create_task(each) for each in work]
            try:
                yield House(
                    studio,
                    desk,
                    reporter,
                    platforms,
                    team.holder,
                    entrance,
                    suppliers.writer,
                    films,
                    suppliers.films,
                    archive,
                    bucket,
                )
            finally:
                for task in busy:
                    task.cancel()


def _crew(
    settings: Settings,
    store: SqlStore,
    room: RenderHost,
    archive: Archive,
    messengers: Mapping[str, Messenger],
    suppliers: Suppliers,
    terms: Terms,
    watch: Watch,
) -> Crew:
    """Who makes the reels of this house."""
    sounds, players = suppliers.sounds, suppliers.players
    return Crew(
        store=store,
        clock=store.clock,
        archive=archive,
        writer=suppliers.writer,
        understudy=suppliers.understudy,
        renderers=suppliers.renderers,
        room=room,
        messengers=messengers,
        catalogue=suppliers.catalogue,
        last_words=LastWords(suppliers.models, suppliers.understudy.name),
        watch=watch,
        policy=Policy(patience=timedelta(minutes=settings.patience_minutes)),
        terms=terms,
        failover=failover(settings, suppliers.models),
        breakers=suppliers.breakers,
        handle=settings.handle,
        keys=suppliers.keys,
        sounds=sounds,
        voice=chosen(settings, Part.VOICE, sounds, players),
        spare_voice=free_voice(sounds, players),
        composer=chosen(settings, Part.MUSIC, sounds, players),
    )


def _showrunner(
    crew: Crew,
    studio: Studio,
    book: SeriesBook,
    suppliers: Suppliers,
    films: str,
    moderation: Moderation,
    bell: Bell,
) -> Showrunner:
    """Who carries series out, with ideas by Google where that is set up."""
    spare = HousePlanner()
    with_ = Help(
        store=crew.store,
        studio=studio,
        book=book,
        planner=suppliers.google or spare,
        spare=spare,
        messengers=crew.messengers,
        clock=crew.clock,
        words=series_news,
        default_model=films,
        moderation=moderation,
    )
    return Showrunner(with_, bell)


def _gate(settings: Settings, crew: Crew, store: SqlStore, stack: AsyncExitStack) -> Gate | None:
    """Where reels go out into the world, None where nowhere is set up."""
    places = publishers(settings, stack, crew.clock)
    if not places:
        return None
    gate = Gate(
        places, Press(SqlPublications(store), crew.clock), crew.archive, crew.messengers, settings.admins
    )
    stack.push_async_callback(gate.aclose)
    return gate


def terms_of(settings: Settings) -> Terms:
    """The rules that the settings lay down."""
    free = Quota(
        reels_per_day=settings.quota_reels_per_day,
        micros_per_day=settings.quota_dollars_per_day,
        micros_per_month=settings.quota_dollars_per_month,
        reels_per_month=settings.quota_reels_per_month,
        at_once=settings.quota_at_once,
    )
    return Terms(
        free=free,
        trusted=settings.quota_trusted,
        share=settings.quota_share,
        bot=settings.quota_bot,
        asks_above=settings.ask_above,
        admins=settings.admins,
        worth=settings.stars_reel_dollars,
    )


def _all(*watchers: Watch) -> Watch:
    def watch(job: Job, percent: int | None) -> None:
        for each in watchers:
            each(job, percent)

    return watch
