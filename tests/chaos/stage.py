"""The stage of the chaos: real processes, a real PostgreSQL, fake vendors, and somebody who breaks things."""

import asyncio
import os
import random
import signal
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.postgres import OwnServer
from tests.wires.fal import KEY as FAL_KEY
from tests.wires.fal import FalServer
from tests.wires.gemini import KEY as GEMINI_KEY
from tests.wires.gemini import GeminiServer
from tests.wires.telegram import TelegramServer

HOUSE = Path(__file__).parent.parent.parent
SETTINGS = ("max_connections=150", "fsync=off")
_CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT %s
"""
_HELD = "SELECT id, lease, doc FROM jobs WHERE due_at IS NOT NULL AND split_part(lease, '-', 1) = %s"
_STILL = """
SELECT count(*) FROM jobs JOIN unnest(%s::text[], %s::text[], %s::text[]) AS held (id, lease, doc) USING (id)
WHERE jobs.due_at IS NOT NULL AND jobs.lease IN (held.lease, '') AND jobs.doc = held.doc
"""


@dataclass
class Toll:
    """What was broken, and how long the jobs of each killed worker waited until all were somebody else's."""

    kills: int = 0
    restarts: int = 0
    cuts: int = 0
    takeovers: list[float] = field(default_factory=list)


@dataclass
class Stage:
    """Where the processes run: their database, their vendors, and what they were told."""

    folder: Path
    server: OwnServer
    fal: FalServer
    gemini: GeminiServer
    telegram: TelegramServer
    people: list[int]
    lots: random.Random
    usual: int
    troupe: dict[str, Process] = field(default_factory=dict)
    toll: Toll = field(default_factory=Toll)

    @property
    def address(self) -> str:
        """The database, for whoever looks into it from outside."""
        return self.server.address.set(drivername="postgresql").render_as_string(hide_password=False)

    async def enter(self, name: str, role: str, clock: float = 0) -> None:
        """One more process, under a name, with its clock so many seconds ahead."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.troupe[name] = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.chaos.process", role,
                cwd=HOUSE, env=self._settings(clock), stdout=log, stderr=log,
            )  # fmt: skip

    @property
    def logs(self) -> list[str]:
        """What all processes have logged, whole or cut off."""
        return [log.read_text(errors="replace") for log in self.folder.glob("*.log")]

    async def leave(self) -> None:
        """Everybody goes home."""
        for process in self.troupe.values():
            if process.returncode is None:
                process.terminate()
        for process in self.troupe.values():
            try:
                async with asyncio.timeout(20):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()

    async def kill(self, name: str) -> None:
        """Kill a worker as it is, start another, and look how long its jobs wait."""
        process = self.troupe[name]
        process.send_signal(signal.SIGKILL)
        await process.wait()
        at, held = time.monotonic(), await self.ask(_HELD, str(process.pid))
        self.toll.kills += 1
        await self.enter(name, "worker")
        if held:
            await self._watch(held, at)

    async def ask(self, question: str, *told: Any) -> list[Any]:
        """What the database says, however long it is away."""
        async with asyncio.timeout(60):
            while True:
                try:
                    async with await psycopg.AsyncConnection.connect(self.address, autocommit=True) as conn:
                        return await (await conn.execute(question.encode(), told)).fetchall()
                except psycopg.OperationalError:
                    await asyncio.sleep(0.2)

    async def cut(self, number: int) -> None:
        """Cut some connections to the database."""
        await self.ask(_CUT, number)
        self.toll.cuts += number

    async def restart(self) -> None:
        """The database crashes and comes back, also when nobody waits for that any more."""

        def crash() -> None:
            self.server.stop()
            self.server.start(*SETTINGS)

        await asyncio.to_thread(crash)
        self.toll.restarts += 1

    async def _watch(self, held: list[Any], at: float) -> None:
        """Until each of these is leased to somebody who lives, or went on."""
        ids, leases, docs = map(list, zip(*held, strict=True))
        restarts = self.toll.restarts
        while (await self.ask(_STILL, ids, leases, docs))[0][0]:
            await asyncio.sleep(0.1)
        if restarts == self.toll.restarts:
            self.toll.takeovers.append(time.monotonic() - at)

    def _settings(self, clock: float) -> Mapping[str, str]:
        everybody = ",".join(f"telegram:{each}" for each in self.people)
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "DATABASE_URL": self.server.address.render_as_string(hide_password=False),
            "DATA_DIR": str(self.folder / "data"),
            "TELEGRAM_BOT_TOKEN": self.telegram.token,
            "TELEGRAM_BASE_URL": self.telegram.address,
            "FAL_KEY": FAL_KEY,
            "FAL_QUEUE_URL": self.fal.queue_url,
            "FAL_API_URL": self.fal.api_url,
            "GEMINI_API_KEY": GEMINI_KEY,
            "GEMINI_BASE_URL": self.gemini.address,
            "VOICE_MODEL": "Eleven v3",
            "MUSIC_MODEL": "Stable Audio 2.5",
            "WEB_DOOR": "false",
            # Those who run the bot may ask as much and as fast as they like.
            "ADMINS": everybody,
            "QUOTA_BOT": "",
            "ASK_ABOVE": "",
            "LOG_LEVEL": "warning",
            "CHAOS_CLOCK": str(clock),
            "CHAOS_USUAL": str(self.usual),
        }
