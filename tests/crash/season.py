"""One life of a studio that makes a series, as a process of its own that can be killed at any of its moments.

A reel of the series is due, and no idea is planned yet. The process works until the reel is delivered, all
is told, and nothing more is due. Its moments are those before and after whatever the series writes or asks.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

from adapters.platforms.console import ADDRESS, REQUESTER, Console, Screen
from adapters.storage import default_url, open_store
from adapters.storage.keeping.series import SqlSeries
from adapters.storage.store import SqlStore
from adapters.vendors.fal import FalRenderer
from adapters.vendors.house import HouseWriter
from adapters.vendors.house.planner import HousePlanner
from bot.voice.series import news
from core.clock import system_clock
from core.reel.archive import Archive
from core.reel.brief import Look
from core.reel.niche import Niche
from core.series.series import Series
from core.series.showrunner import Bell, Help, Showrunner
from core.series.timetable import EVERY_DAY, Timetable
from core.studio import Studio
from core.work.crew import Crew
from core.work.runner import Runner
from tests.crash.life import MODEL, POLICY, Fate, Mortal
from tests.players import Bench

_UNTOLD = timedelta(minutes=3)
"""After so long nobody else is taken to be telling the news: each life begins so much later."""


async def begin(folder: Path) -> None:
    """A series is entered whose reel was due an hour ago."""
    now = system_clock()
    due = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    series = Series(
        id="season",
        requester=REQUESTER,
        address=ADDRESS,
        niche=Niche(subject=f"specialty coffee of {folder.name}"),
        timetable=Timetable("UTC", EVERY_DAY, due.hour),
        seconds=5,
        look=Look.AUTO,
        model=MODEL.id,
        budget=100_000_000,
        asks_first=False,
        began_at=now - timedelta(days=1),
        due_at=due,
    )
    async with open_store(default_url(folder), folder) as store:
        await SqlSeries(store).enter(series)


async def live(folder: Path, fal: str, key: str, fate: Fate, clock: Callable[[], datetime]) -> None:
    """Do what is due, until nothing is."""
    async with open_store(default_url(folder), folder, clock) as opened:
        store, book = Mortal(opened, fate, "open"), SqlSeries(opened)
        vendor = FalRenderer(key, fal, f"{fal}/v1", settled_after=timedelta(seconds=3))
        console = Console(folder, Screen(StringIO()))
        crew = Crew(
            store=store,
            clock=clock,
            archive=Archive(folder),
            writer=HouseWriter(),
            understudy=HouseWriter(),
            renderers={"fal": vendor},
            room=Bench(),
            messengers={"console": console},
            catalogue={MODEL.id: MODEL},
            last_words=lambda job, _used: (f"{job.outcome} {job.fallback}", ()),
            watch=lambda _job, _percent: None,
            policy=POLICY,
        )
        runner = Runner(crew)
        help_ = Help(
            store=store,
            studio=Studio(crew, runner),
            book=Mortal(book, fate, "change"),
            planner=Mortal(HousePlanner(), fate, "ideas"),
            spare=HousePlanner(),
            messengers={"console": Mortal(console, fate, "deliver", "find")},
            clock=clock,
            words=news,
            default_model=MODEL.id,
        )
        showrunner = Showrunner(help_, Bell())
        work = [asyncio.create_task(runner.run()), asyncio.create_task(showrunner.run())]
        async with asyncio.timeout(150):
            while not await _is_quiet(book, opened):
                await asyncio.sleep(0.01)
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        await vendor.aclose()


async def _is_quiet(book: SqlSeries, store: SqlStore) -> bool:
    """Whether its reel is delivered, and all is told."""
    (series,) = await book.of(REQUESTER)
    jobs = await store.jobs_of(REQUESTER, 9)
    return bool(jobs) and not series.is_busy and not any(job.stage.is_open for job in jobs)


def run(folder: Path, fal: str, key: str, kill_at: int, number: int) -> None:
    """Live in this process, the so-manieth life; writes the number of moments into FOLDER/moments."""
    fate = Fate(kill_at)
    asyncio.run(live(folder, fal, key, fate, lambda: system_clock() + number * _UNTOLD))
    (folder / "moments").write_text(str(fate.moments))
