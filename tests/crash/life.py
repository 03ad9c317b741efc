"""One life of a studio, as a process of its own that can be killed at any of its moments.

It orders a reel of two shots (the same message in every life) and works until that is delivered.
Every call to the outside and to the storage counts two moments, one before and one after; at the
moment `kill_at` the process kills itself, as `kill -9` would.
"""

import asyncio
import os
import signal
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from adapters.platforms.console import Console, Screen
from adapters.storage import default_url, open_store
from adapters.vendors.fal import FalRenderer, FalSounds
from adapters.vendors.house import HouseWriter
from core.clock import system_clock
from core.reel.archive import Archive
from core.reel.brief import Brief
from core.reel.catalogue import WAN_25
from core.reel.niche import Niche
from core.reel.sound import read_sounds
from core.store import Requester
from core.studio import Request, Studio
from core.work.crew import Crew, Policy
from core.work.runner import Runner
from tests.players import Bench

MODEL = replace(WAN_25, usual_seconds=0)
SILENT = replace(MODEL, has_sound=False)
SOUNDS = read_sounds()
VOICE = replace(SOUNDS["fal-ai/elevenlabs/tts/eleven-v3"], usual_seconds=0)
POLICY = Policy(search=timedelta(seconds=3), look_again=timedelta(seconds=0.1), checks_per_second=1000)
# Read once, by the process that every life is forked from.
HOUSE = HouseWriter()
COFFEE = Niche(subject="specialty coffee")


class Fate:
    """Counts the moments of this life, and ends it at the one that was asked for."""

    def __init__(self, kill_at: int) -> None:
        self.kill_at = kill_at
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
        if name not in self._calls:
            return found

        async def call(*args: Any, **kwargs: Any) -> Any:
            self._fate.strikes()
            result = await found(*args, **kwargs)
            self._fate.strikes()
            return result

        return call


async def live(folder: Path, fal: str, key: str, fate: Fate, *, is_spoken: bool, is_proof: bool) -> None:
    """Order, and work until the job is closed; a spoken reel is filmed without sound.

    With `is_proof` an order that FAL does not list three seconds later was never made.
    """
    async with open_store(default_url(folder), folder) as opened:
        store = Mortal(opened, fate, "open", "save", "claim")
        settled_after = timedelta(seconds=3) if is_proof else timedelta(days=1)
        vendor = FalRenderer(key, fal, f"{fal}/v1", settled_after=settled_after)
        speaker = FalSounds(key, fal, f"{fal}/v1", sounds={VOICE.id: VOICE}, settled_after=settled_after)
        model = SILENT if is_spoken else MODEL
        console = Console(folder, Screen(StringIO()))
        crew = Crew(
            store=store,
            clock=system_clock,
            archive=Archive(folder),
            writer=Mortal(HOUSE, fate, "write"),
            understudy=HOUSE,
            renderers={
                "fal": Mortal(vendor, fate, "submit", "check", "download", "find"),
                "fal-sound": Mortal(speaker, fate, "submit", "check", "download", "find"),
            },
            room=Mortal(Bench(), fate, "cut", "probe", "hear"),
            messengers={"console": Mortal(console, fate, "deliver", "find")},
            catalogue={model.id: model},
            sounds={VOICE.id: VOICE},
            voice=VOICE if is_spoken else None,
            last_words=lambda job, _used: (f"{job.outcome} {job.fallback}", ()),
            watch=lambda _job, _percent: None,
            policy=POLICY,
        )
        runner = Runner(crew)
        working = asyncio.create_task(runner.run())
        # Every folder asks for something else, so that no studio finds another's orders at FAL.
        brief = Brief(niche=COFFEE, topic=f"monks of {folder.name}", model=model.id, shots=2)
        job_id = await _order(Studio(crew, runner), brief)
        async with asyncio.timeout(150):
            while (job := await opened.job(job_id)) is None or job.stage.is_open:
                await asyncio.sleep(0.01)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await vendor.aclose()
        await speaker.aclose()


async def _order(studio: Studio, brief: Brief) -> str:
    requester = Requester("console:me", "console:me")
    opened = await studio.order(Request(requester, "terminal", "console:message-1"), brief)
    assert opened.job is not None
    return opened.job.id


def run(
    folder: Path, fal: str, key: str, kill_at: int, is_spoken: bool = False, is_proof: bool = True
) -> None:
    """Live in this process; writes the number of moments into FOLDER/moments at the end."""
    fate = Fate(kill_at)
    asyncio.run(live(folder, fal, key, fate, is_spoken=is_spoken, is_proof=is_proof))
    (folder / "moments").write_text(str(fate.moments))
