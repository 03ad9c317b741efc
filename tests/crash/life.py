"""One life of a studio, as a process of its own that can be killed at any of its moments.

It orders a reel of two shots (the same message in every life) and works until that is delivered.
Every call to the outside and to the storage counts two moments, one before and one after; at the
moment `kill_at` the process kills itself, as `kill -9` would.
"""

import asyncio
import os
import signal
import socket
from dataclasses import dataclass, replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from adapters.platforms.console import Console, Screen
from adapters.storage import default_url, open_store
from adapters.storage.store import SqlStore
from adapters.vendors.fal import FalRenderer, FalSounds
from adapters.vendors.house import HouseWriter
from core.clock import system_clock
from core.reel.archive import Archive
from core.reel.brief import Brief
from core.reel.catalogue import WAN_25
from core.reel.job import Job
from core.reel.niche import Niche
from core.reel.render import RenderStage
from core.reel.sound import read_sounds
from core.request import Request
from core.store import Requester
from core.studio import Studio
from core.work.crew import Crew, Policy
from core.work.runner import Runner
from tests.players import Bench
from tests.stories.street import Door

MODEL = replace(WAN_25, usual_seconds=0)
SILENT = replace(MODEL, has_sound=False)
SOUNDS = read_sounds()
VOICE = replace(SOUNDS["fal-ai/elevenlabs/tts/eleven-v3"], usual_seconds=0)
POLICY = Policy(search=timedelta(seconds=3), look_again=timedelta(seconds=0.1), checks_per_second=1000)
PATIENT = replace(POLICY, search=timedelta(minutes=1))
"""For who hears of its orders: however slow a machine is, the word comes in time."""
# Read once, by the process that every life is forked from.
HOUSE = HouseWriter()
COFFEE = Niche(subject="specialty coffee")


@dataclass(frozen=True, slots=True)
class Plot:
    """What kind of life it is.

    A spoken reel is filmed without sound. With `is_proof` an order that FAL does not list three seconds
    later was never made. FAL tells an `ear`, if there is one. With `gives_up` the person cancels once all
    is ordered. Only calls of `only` count as moments, if there are any.
    """

    is_spoken: bool = False
    is_proof: bool = True
    ear: socket.socket | None = None
    gives_up: bool = False
    only: tuple[str, ...] = ()


class Fate:
    """Counts the moments of this life, and ends it at the one that was asked for."""

    def __init__(self, kill_at: int, only: tuple[str, ...] = ()) -> None:
        self.kill_at, self.only = kill_at, only
        self.moments = 0

    def strikes(self) -> None:
        """One more moment has come."""
        self.moments += 1
        if self.moments == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


class Mortal:
    """Anything outside, with a moment before and after each of its calls."""

    def __init__(self, thing: Any, fate: Fate, *calls: str) -> None:
        self._thing, self._fate, self._calls = thing, fate, calls

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._thing, name)
        if name not in self._calls or (self._fate.only and name not in self._fate.only):
            return found

        async def call(*args: Any, **kwargs: Any) -> Any:
            self._fate.strikes()
            result = await found(*args, **kwargs)
            self._fate.strikes()
            return result

        return call


async def live(folder: Path, fal: str, key: str, fate: Fate, plot: Plot) -> None:
    """Order, and work until the job is closed."""
    async with open_store(default_url(folder), folder) as opened:
        store: Any = Mortal(opened, fate, "open", "save", "claim", "cancel", "heard", "write")
        settled_after = timedelta(seconds=3) if plot.is_proof else timedelta(days=1)
        tell = None if plot.ear is None else f"http://127.0.0.1:{plot.ear.getsockname()[1]}"
        vendor = FalRenderer(key, fal, f"{fal}/v1", settled_after=settled_after, webhook_base=tell)
        speaker = FalSounds(key, fal, f"{fal}/v1", sounds={VOICE.id: VOICE}, settled_after=settled_after)
        model = SILENT if plot.is_spoken else MODEL
        console = Console(folder, Screen(StringIO()))
        crew = Crew(
            store=store,
            clock=system_clock,
            archive=Archive(folder),
            writer=Mortal(HOUSE, fate, "write"),
            understudy=HOUSE,
            renderers={
                "fal": Mortal(vendor, fate, "submit", "check", "download", "find", "cancel"),
                "fal-sound": Mortal(speaker, fate, "submit", "check", "download", "find"),
            },
            room=Mortal(Bench(), fate, "cut", "probe", "hear"),
            messengers={"console": Mortal(console, fate, "deliver", "find")},
            catalogue={model.id: model},
            sounds={VOICE.id: VOICE},
            voice=VOICE if plot.is_spoken else None,
            last_words=lambda job, _used: (f"{job.outcome} {job.fallback}", ()),
            watch=lambda _job, _percent: None,
            policy=PATIENT if plot.ear else POLICY,
        )
        runner = Runner(crew)
        working = asyncio.create_task(runner.run())
        # Every folder asks for something else, so that no studio finds another's orders at FAL.
        brief = Brief(niche=COFFEE, topic=f"monks of {folder.name}", model=model.id, shots=2)
        studio = Studio(crew, runner)
        job_id, door = await _order(studio, brief), Door()
        if plot.ear is not None:
            await door.open(fal, vendor, studio, store, plot.ear)
        async with asyncio.timeout(150):
            while (job := await opened.job(job_id)) is None or job.stage.is_open:
                await asyncio.sleep(0.01)
                if plot.gives_up and job is not None and await _is_ordered(opened, job):
                    await studio.cancel(job)
        if plot.ear is not None:
            await door.close()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await vendor.aclose()
        await speaker.aclose()


async def _order(studio: Studio, brief: Brief) -> str:
    requester = Requester("console:me", "console:me")
    opened = await studio.order(Request(requester, "terminal", "console:message-1"), brief)
    assert opened.job is not None
    return opened.job.id


async def _is_ordered(store: SqlStore, job: Job) -> bool:
    """Whether FAL gave a ticket for each shot, and none was given up yet."""
    renders = await store.renders_for(job)
    return [render.stage for render in renders] == [RenderStage.ORDERED] * 2


def run(folder: Path, fal: str, key: str, kill_at: int, plot: Plot = Plot()) -> None:
    """Live in this process; writes the number of moments into FOLDER/moments at the end."""
    fate = Fate(kill_at, plot.only)
    asyncio.run(live(folder, fal, key, fate, plot))
    (folder / "moments").write_text(str(fate.moments))
