"""How many reels a second one, two and four workers take through all stages when no vendor takes any time.

Ours are real processes that share PostgreSQL with an ingress that takes the orders, as `nichereel worker`
and `nichereel ingress` are put together; each commit is on the disk. Celery has as many processes, Redis
keeps its queue in memory, and each job is five tasks that follow each other, without books.
"""

import asyncio
import json
import os
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import LiteralString

from psycopg import AsyncConnection

from adapters.storage import migrate
from benchmarks import stages
from benchmarks.contest import Contest, Contestant, Figure, Reading, root
from benchmarks.gauges import spent
from benchmarks.peers import peer
from benchmarks.studio import Place, introduce, open_place
from bot.team.gathering import lay_out
from bot.team.roles import Role
from core.talk import Said
from tests.players import QUICK
from tests.postgres import OwnServer, Server, own_server

NUMBERS = (1, 2, 4)
_JOBS, _QUICK_JOBS, _REQUESTERS, _CROWD = 400, 100, 50, 200
_WARM_UP = 50
_COUNTING_SECONDS = 1.5
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"

CONTEST = Contest(
    name="workers",
    module=__name__,
    figures=tuple(
        Figure(f"{name} {number}", words.format(f"{number} worker{'s' if number > 1 else ''}"), unit)
        for number in NUMBERS
        for name, words, unit in (
            ("rate", "reels per second through all stages, {}", "/s"),
            ("cpu", "the same, processor time for each, servers included ({})", "ms"),
            ("commits", "the same, transactions for each ({})", ""),
            ("size", "the same, what each leaves in the database, vacuumed ({})", "kB"),
        )
    ),
    contestants=(
        Contestant("ours", "Nichereel on PostgreSQL, the ledger included"),
        Contestant("celery", "Celery on Redis, nothing but the queue kept"),
        Contestant("sqlite", "Nichereel on SQLite, one process"),
        Contestant("plain", "a task per job in one process, nothing kept"),
    ),
    rounds=3,
    longest=240,
)


async def ours(folder: Path, is_quick: bool) -> Reading:
    """Each number of workers on a database of its own; afterwards the books are checked."""
    reading: Reading = {}
    with own_server() as server:
        server.start("max_connections=150")
        try:
            for number in NUMBERS:
                here = folder / str(number)
                here.mkdir()
                reading |= await _shared(server, here, number, _QUICK_JOBS if is_quick else _JOBS)
        finally:
            server.stop()
    return reading


async def celery(folder: Path, is_quick: bool) -> Reading:
    """The same numbers of processes."""
    jobs = _QUICK_JOBS if is_quick else _JOBS
    return await peer("benchmarks.celery_peer", folder, jobs, *NUMBERS)


async def sqlite(folder: Path, is_quick: bool) -> Reading:
    """One process that does everything."""
    return _alone(await stages.ours(folder, is_quick))


async def plain(folder: Path, is_quick: bool) -> Reading:
    """The plainest way."""
    return _alone(await stages.in_memory(folder, is_quick))


def _alone(reading: Reading) -> Reading:
    return {f"{key} 1": value for key, value in reading.items()}


async def _shared(server: OwnServer, folder: Path, number: int, jobs: int) -> Reading:
    url = Server(server.address).new_database().render_as_string(hide_password=False)
    await migrate(url, folder)
    await lay_out(url)
    async with (
        open_place(folder, url=url, role=Role.INGRESS) as place,
        AsyncExitStack() as stack,
        await AsyncConnection.connect(url.replace("+psycopg", ""), autocommit=True) as base,
    ):
        await introduce(place, (_who(number) for number in range(_REQUESTERS)))
        workers = [await stack.enter_async_context(_worker(url, folder)) for _ in range(number)]
        small = await _kilobytes(base)
        await _ordered(place, range(_WARM_UP))
        everybody, commits = (os.getpid(), server.pid), await _commits(base)
        begun, before = time.perf_counter(), spent(*everybody)
        await _ordered(place, range(_WARM_UP, _WARM_UP + jobs))
        reading = {
            "rate": jobs / (time.perf_counter() - begun),
            "cpu": (spent(*everybody) - before) / jobs * 1000,
            "commits": (await _commits(base) - commits) / jobs,
        }
        await _checked(place, workers, _WARM_UP + jobs)
        reading["size"] = (await _kilobytes(base) - small) / (_WARM_UP + jobs)
    return {f"{key} {number}": value for key, value in reading.items()}


async def _commits(base: AsyncConnection) -> float:
    """How many transactions the database has seen, once all have been counted."""
    await asyncio.sleep(_COUNTING_SECONDS)
    return await _one(base, "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")


async def _kilobytes(base: AsyncConnection) -> float:
    """What the database takes when nothing is in it that was overwritten or deleted."""
    tables = await (await base.execute(_TABLES)).fetchall()
    await base.execute(f"VACUUM FULL {', '.join(name for (name,) in tables)}".encode())
    return await _one(base, "SELECT pg_database_size(current_database())") / 1000


async def _one(base: AsyncConnection, question: LiteralString) -> float:
    row = await (await base.execute(question)).fetchone()
    assert row is not None
    return float(row[0])


async def _ordered(place: Place, numbers: range) -> None:
    """Order these and wait until all there are have ended."""

    async def ask(number: int) -> None:
        said = Said(_who(number), "here", str(number), text=f"/generate idea {number}")
        reply = await place.desk.answer(said)
        assert reply.job_id, reply.text

    for first in range(numbers.start, numbers.stop, _CROWD):
        await asyncio.gather(*(ask(n) for n in range(first, min(first + _CROWD, numbers.stop))))
    await place.count.reach(numbers.stop)


async def _checked(place: Place, workers: list[Process], jobs: int) -> None:
    """Each reel was ordered and posted once, and the books say so."""
    counts = [json.loads((await worker.communicate(b""))[0]) for worker in workers]
    assert [sum(each) for each in zip(*counts, strict=True)] == [jobs, jobs], counts
    used = [await place.store.usage(_who(n), place.store.clock()) for n in range(_REQUESTERS)]
    assert sum(usage.micros_today for usage in used) == jobs * QUICK.price(10)


@asynccontextmanager
async def _worker(url: str, folder: Path) -> AsyncIterator[Process]:
    command = (sys.executable, "-m", "benchmarks.worker", url, str(folder))
    process = await asyncio.create_subprocess_exec(*command, cwd=root(), stdin=PIPE, stdout=PIPE)
    try:
        assert process.stdout is not None
        await process.stdout.readline()
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _who(number: int) -> str:
    return f"bench:{number % _REQUESTERS}"
