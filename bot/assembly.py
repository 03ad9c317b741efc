"""Where the house is put together: every part is made here, from the settings, and nowhere else."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from adapters.media.room import RenderHost
from adapters.platforms.console import PLATFORM, Console, Screen
from adapters.platforms.console import REQUESTER as CONSOLE
from adapters.platforms.web.entrance import Entrance
from adapters.platforms.web.postman import PLATFORM as WEB
from adapters.storage import default_url, open_store
from adapters.storage.keeping.notebook import SqlNotebook
from adapters.storage.keeping.papers import SqlPapers
from adapters.storage.keeping.publications import SqlPublications
from adapters.storage.keeping.safe import Safe
from adapters.storage.keeping.series import SqlSeries
from adapters.storage.keeping.trust import SqlRecord
from adapters.storage.store import SqlStore
from adapters.vendors.gemini import GeminiWriter
from adapters.vendors.house import HouseWriter
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
from bot.parts.ownkeys import OwnKeys
from bot.parts.platforms import Platforms, open_platforms
from bot.parts.publishers import publishers
from bot.parts.selling import keep_till, make_till, thanks_by
from bot.parts.sounds import chosen, free_voice, sound_vendors
from bot.parts.vendors import model_named, video_vendors
from bot.patience import Patience
from bot.reporter import Reporter
from bot.settings import Settings
from bot.team.gathering import gathered
from bot.team.roles import Chore, Role
from bot.upkeep.alarm import Alarm
from bot.upkeep.collector import spare_what_stays
from bot.upkeep.heartbeat import beat
from bot.upkeep.logs import mask
from bot.upkeep.tidying import keep_tidy, retention_of
from bot.voice.endings import LastWords
from bot.voice.series import news as series_news
from bot.voice.standing import progress
from core.books.account import Terms
from core.books.quota import Quota
from core.clock import Clock
from core.learning.learner import Learner
from core.people.moderation import Moderation
from core.people.ownkeys import Renderers
from core.people.privacy import Sweeper
from core.people.rules import Rulebook
from core.ports import Holder, Messenger, Renderer, Writer
from core.publishing import Press
from core.reel.archive import Archive
from core.reel.catalogue import ANIMATIC, CATALOGUE, Model, read_catalogue
from core.reel.job import Job, new_id
from core.reel.sound import Part, read_sounds
from core.series.showrunner import Bell, Help, Showrunner
from core.studio import Studio
from core.traffic import Traffic
from core.work.breaker import Breaker, Guarded
from core.work.crew import Crew, Policy

if TYPE_CHECKING:
    from adapters.files import Bucket

Watch = Callable[[Job, int | None], None]
Metered = Callable[[Renderer], Renderer]
MeteredWriter = Callable[[Writer], Writer]
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
        store = await stack.enter_async_context(open_store(url, folder, clock, team.tell))
        clock = store.clock
        room = RenderHost()
        stack.push_async_callback(room.close)
        entrance = await make_entrance(settings, store, clock)
        platforms = open_platforms(settings, store, room, entrance.signer, stack)
        console = Console(folder / "console", screen, clock)
        messengers: dict[str, Messenger] = {PLATFORM: console, WEB: entrance.postman, **platforms.messengers}
        catalogue, understudy = read_catalogue(settings.models_file), HouseWriter()
        forecast = Forecast(store, clock, progress, catalogue=catalogue)
        # Browsers look on at whoever hears people; chats are written to by whoever works.
        reporter = Reporter({name: one for name, one in messengers.items() if name != WEB}, forecast)
        shown = Reporter({WEB: entrance.postman}, forecast)
        vendors = video_vendors(settings, catalogue, stack)
        google, planner, bell = _writer(settings, catalogue, stack), HousePlanner(), Bell()
        writer: Writer = metered_writer(google) if google else understudy
        sounds = read_sounds(settings.models_file)
        players = sound_vendors(settings, sounds, stack)
        breakers = {name: Breaker(name, clock) for name in (*vendors, *players)}
        models = tuple(m for m in catalogue.values() if m.vendor in vendors and m.is_offered)
        own = await _own_keys(settings, store, catalogue)
        house = {name: metered(Guarded(one, breakers[name])) for name, one in {**vendors, **players}.items()}
        terms, tell = terms_of(settings), admin_chat(settings, messengers, clock)
        alarm, traffic = Alarm(store, terms, breakers, clock, tell), Traffic(store, clock)
        bucket = open_bucket(settings, store, clock, stack)
        archive = Archive(folder, bucket)
        crew = Crew(
            store=store,
            clock=clock,
            archive=archive,
            writer=writer,
            understudy=understudy,
            renderers=Renderers(house, own.renderer) if own else house,
            room=room,
            messengers=messengers,
            catalogue=catalogue,
            last_words=LastWords(models, understudy.name),
            watch=team.watching(
                # A reel is put into the bucket by whoever cut it.
                _all(reporter.watch, *([bucket.watch] if bucket else [])),
                _all(shown.watch, alarm.watch, entrance.tidings.watch, traffic.watch, bell.watch),
            ),
            policy=Policy(patience=timedelta(minutes=settings.patience_minutes)),
            terms=terms,
            failover=_failover(settings, models),
            breakers=breakers,
            handle=settings.handle,
            keys=own,
            sounds=sounds,
            voice=chosen(settings, Part.VOICE, sounds, players),
            spare_voice=free_voice(sounds, players),
            composer=chosen(settings, Part.MUSIC, sounds, players),
        )
        makers = team.set_to_work(crew)
        moderation = Moderation(
            SqlRecord(store), store, clock, Tact(), lists_of(settings.moderation_file), settings.admins
        )
        learner = Learner(SqlNotebook(store), store, clock)
        studio = Studio(crew, makers, moderation, traffic, learner)
        rulebook, default_model = Rulebook(store), _default_model(settings, models)
        book = SqlSeries(store)
        showrunner = Showrunner(
            Help(
                store=store,
                studio=studio,
                book=book,
                planner=google or planner,
                spare=planner,
                messengers=messengers,
                clock=clock,
                words=series_news,
                default_model=default_model,
                moderation=moderation,
            ),
            bell,
        )
        places = publishers(settings, stack)
        gate = Gate(places, Press(SqlPublications(store), clock), crew.archive, messengers, settings.admins)
        stack.push_async_callback(gate.aclose)
        kept = retention_of(settings.keep_media_days, settings.keep_words_days)
        sweeper = Sweeper(SqlPapers(store), archive, clock, kept, new_id)
        till = make_till(settings, store, platforms, clock)
        menu = commands(
            studio,
            clock,
            default_model,
            rulebook,
            entrance.keys,
            moderation,
            tell,
            own=own,
            sweeper=sweeper,
            archive=crew.archive,
            shows=(book, showrunner),
            gate=gate if places else None,
            till=till,
            drafts_first=settings.draft_first,
        )
        desk = FrontDesk(studio, menu, rulebook, Patience(clock, {CONSOLE, *settings.admins}))
        spare_what_stays()
        async with asyncio.TaskGroup() as tasks:
            chores: list[Chore] = [alarm.run, showrunner.run, lambda: keep_tidy(sweeper)]
            if till is not None:
                chores.append(partial(keep_till, till, messengers, thanks_by(store, clock)))
            work = [*team.duties(store, chores), reporter.run(), shown.run(), beat(folder)]
            work += [bucket.run()] if bucket is not None else []
            busy = [tasks.create_task(each) for each in work]
            try:
                yield House(
                    studio,
                    desk,
                    reporter,
                    platforms,
                    team.holder,
                    entrance,
                    writer,
                    default_model,
                    vendors,
                    archive,
                    bucket,
                )
            finally:
                for task in busy:
                    task.cancel()


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


def gemini(settings: Settings, catalogue: Mapping[str, Model] = CATALOGUE) -> GeminiWriter | None:
    """The writer with a key, None when there is no key. To be closed."""
    if settings.gemini_api_key is None:
        return None
    key = settings.gemini_api_key.get_secret_value()
    told = _told(model=settings.gemini_model, base_url=settings.gemini_base_url)
    return GeminiWriter(key, api_version=settings.gemini_api_version, catalogue=catalogue, **told)


async def _own_keys(settings: Settings, store: SqlStore, catalogue: Mapping[str, Model]) -> OwnKeys | None:
    """People's own keys, all sealed with the newest master key; None where there is no master key."""
    if not settings.key_master:
        return None
    safe = Safe(store, [master.get_secret_value() for master in settings.key_master], mask)
    await safe.rotate()
    return OwnKeys(safe, settings, catalogue)


def _writer(settings: Settings, catalogue: Mapping[str, Model], stack: AsyncExitStack) -> GeminiWriter | None:
    writer = gemini(settings, catalogue)
    if writer is not None:
        stack.push_async_callback(writer.aclose)
    return writer


def _all(*watchers: Watch) -> Watch:
    def watch(job: Job, percent: int | None) -> None:
        for each in watchers:
            each(job, percent)

    return watch


def _default_model(settings: Settings, models: tuple[Model, ...]) -> str:
    if settings.video_model:
        return model_named(settings.video_model, models, "VIDEO_MODEL")
    return models[0].id if models else ANIMATIC


def _failover(settings: Settings, models: tuple[Model, ...]) -> tuple[str, ...]:
    """The ids of the models that take over; the animatic comes last without being named."""
    names = [name for name in settings.failover.split(",") if name.strip()]
    found = (model_named(name, models, "FAILOVER") for name in names)
    return tuple(name for name in found if name != ANIMATIC)


def _told(**settings: str | None) -> dict[str, Any]:
    """Only what was set: for the rest, each adapter knows its own default."""
    return {name: value for name, value in settings.items() if value}
