"""Where the house is put together: every part is made here, from the settings, and nowhere else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from adapters.media.room import RenderHost
from adapters.platforms.console import PLATFORM, Console, Screen
from adapters.storage import default_url, open_store
from adapters.vendors.fal import FalRenderer
from adapters.vendors.gemini import GeminiWriter
from adapters.vendors.house import HouseWriter
from bot.collector import spare_what_stays
from bot.commands import commands
from bot.desk import FrontDesk
from bot.forecast import Forecast
from bot.heartbeat import beat
from bot.platforms import Platforms, open_platforms
from bot.reporter import Reporter
from bot.settings import Settings
from bot.voice.endings import LastWords
from bot.voice.standing import progress
from core.archive import Archive
from core.catalogue import ANIMATIC, CATALOGUE
from core.clock import Clock, system_clock
from core.errors import Misconfigured
from core.ports import Messenger, Renderer, Writer
from core.quota import Quota
from core.studio import Studio
from core.work.crew import Crew, Policy
from core.work.runner import Runner


@dataclass(frozen=True, slots=True)
class House:
    """A studio at work, and the desk in front of it."""

    studio: Studio
    desk: FrontDesk
    reporter: Reporter
    platforms: Platforms


@asynccontextmanager
async def open_house(settings: Settings, screen: Screen, clock: Clock = system_clock) -> AsyncIterator[House]:
    """The whole house at work; at the end, steps under way are brought to their end and all is closed.

    Raises Misconfigured when the data folder or the database cannot be used, or a setting asks for
    what is not there.
    """
    folder = settings.data_dir
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(
            open_store(settings.database_url or default_url(folder), folder, clock)
        )
        room = RenderHost()
        stack.push_async_callback(room.close)
        platforms = open_platforms(settings, store, room, stack)
        console = Console(folder / "console", screen, clock)
        messengers: dict[str, Messenger] = {PLATFORM: console, **platforms.messengers}
        reporter = Reporter(messengers, Forecast(store, clock, progress))
        renderers, understudy = _renderers(settings, stack), HouseWriter()
        models = tuple(model for model in CATALOGUE.values() if model.vendor in renderers)
        crew = Crew(
            store=store,
            clock=clock,
            archive=Archive(folder),
            writer=_writer(settings, stack) or understudy,
            understudy=understudy,
            renderers=renderers,
            room=room,
            messengers=messengers,
            catalogue=CATALOGUE,
            last_words=LastWords(models, understudy.name, quota_of(settings)),
            watch=reporter.watch,
            policy=Policy(patience=timedelta(minutes=settings.patience_minutes)),
        )
        runner = Runner(crew)
        studio = Studio(crew, runner, quota_of(settings))
        desk = FrontDesk(studio, commands(studio, clock, _default_model(settings, studio)))
        spare_what_stays()
        async with asyncio.TaskGroup() as tasks:
            busy = [tasks.create_task(work) for work in (runner.run(), reporter.run(), beat(folder))]
            try:
                yield House(studio, desk, reporter, platforms)
            finally:
                for task in busy:
                    task.cancel()


def quota_of(settings: Settings) -> Quota:
    """The rule that the settings lay down."""
    return Quota(
        reels_per_day=settings.quota_reels_per_day,
        micros_per_day=settings.quota_dollars_per_day,
        micros_per_month=settings.quota_dollars_per_month,
    )


def gemini(settings: Settings) -> GeminiWriter | None:
    """The writer with a key, None when there is no key. To be closed."""
    if settings.gemini_api_key is None:
        return None
    key = settings.gemini_api_key.get_secret_value()
    told = _told(model=settings.gemini_model, base_url=settings.gemini_base_url)
    return GeminiWriter(key, api_version=settings.gemini_api_version, **told)


def fal(settings: Settings) -> FalRenderer | None:
    """The video vendor with a key, None when there is no key. To be closed."""
    if settings.fal_key is None:
        return None
    told = _told(queue_url=settings.fal_queue_url, api_url=settings.fal_api_url)
    return FalRenderer(settings.fal_key.get_secret_value(), **told)


def _writer(settings: Settings, stack: AsyncExitStack) -> Writer | None:
    writer = gemini(settings)
    if writer is not None:
        stack.push_async_callback(writer.aclose)
    return writer


def _renderers(settings: Settings, stack: AsyncExitStack) -> dict[str, Renderer]:
    renderer = fal(settings)
    if renderer is None:
        return {}
    stack.push_async_callback(renderer.aclose)
    return {renderer.vendor: renderer}


def _default_model(settings: Settings, studio: Studio) -> str:
    known = {ANIMATIC: ANIMATIC}
    for model in studio.models:
        known |= {model.id: model.id, model.label.casefold(): model.id}
    if not settings.video_model:
        return studio.models[0].id if studio.models else ANIMATIC
    if (found := known.get(settings.video_model.casefold())) is None:
        there = ", ".join([*(model.label for model in studio.models), ANIMATIC])
        raise Misconfigured(f"VIDEO_MODEL names no model that can be ordered here. There is: {there}.")
    return found


def _told(**settings: str | None) -> dict[str, Any]:
    """Only what was set: for the rest, each adapter knows its own default."""
    return {name: value for name, value in settings.items() if value}
