"""The studio is killed at every moment of a job, and started again: nothing is lost or paid twice.

The documented number of paid orders is one per shot. This FAL has no queue, so its list is taken for proof
after three seconds; a real one's is not, and the reel would be drawn in place of a second order.
"""

import asyncio
import json
import multiprocessing
import random
import sqlite3
from collections.abc import AsyncIterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from tests.crash.life import Plot, run
from tests.wires.fal import KEY, FalServer
from tests.wires.fal_faults import Fault

KILLED = -9
# Each life is forked from a process that has imported everything, which takes longer than a life.
NURSERY = multiprocessing.get_context("forkserver")
NURSERY.set_forkserver_preload(["tests.crash.life", "tests.crash.season", "aiosqlite", "httpcore"])
TWO_CLIPS = 2 * 750_000


@pytest.fixture
async def fal(tmp_path: Path) -> AsyncIterator[FalServer]:
    """A vendor that outlives the studio."""
    async with FalServer(tmp_path) as server:
        yield server


async def life(folder: Path, fal: FalServer, kill_at: int = 0, plot: Plot = Plot()) -> int:  # noqa: B008 (frozen)
    """One life of the process, a real one, to its end: its exit code."""
    process = NURSERY.Process(target=run, args=(folder, fal.address, KEY, kill_at, plot))
    process.start()
    return await ended(process)


async def ended(process: BaseProcess) -> int:
    """Wait for its end: its exit code."""
    # Not by joining in threads: of two that ask at once one gets the code, and the other 255.
    async with asyncio.timeout(180):
        while (code := process.exitcode) is None:
            await asyncio.sleep(0.02)
    return code


def check(folder: Path) -> None:
    """One job, done, with one hold and one settlement of two clips, delivered once."""
    with sqlite3.connect(folder / "nichereel.db") as database:
        jobs = database.execute("SELECT stage, json_extract(doc, '$.fallback') FROM jobs").fetchall()
        entries = database.execute("SELECT kind, micros FROM entries ORDER BY id").fetchall()
        live = database.execute("SELECT count(*) FROM renders WHERE is_live").fetchone()
    assert jobs == [("done", "")]
    assert entries == [("hold", TWO_CLIPS), ("settle", 0)]
    assert live == (2,)
    lines = [json.loads(line) for line in (folder / "transcript.jsonl").read_text().splitlines()]
    assert len([line for line in lines if "delivery" in line]) == 1


async def lives(folder: Path, fal: FalServer, *kills: int) -> None:
    """Be killed at each of these moments, one a life, then live to the end; and look at the books."""
    folder.mkdir()
    for kill_at in kills:
        assert await life(folder, fal, kill_at) in (KILLED, 0)
    assert await life(folder, fal) == 0
    check(folder)


async def test_killed_at_every_moment(tmp_path: Path, fal: FalServer) -> None:
    """Whatever moment a kill comes at: one reel, one delivery, one order per shot, books equal the bill."""
    whole = tmp_path / "whole"
    whole.mkdir()
    assert await life(whole, fal) == 0
    check(whole)
    moments = int((whole / "moments").read_text())
    assert moments > 30
    gate = asyncio.Semaphore(3)

    async def one(moment: int) -> None:
        async with gate:
            await lives(tmp_path / f"killed-{moment}", fal, moment)

    await asyncio.gather(*(one(moment) for moment in range(1, moments)))

    assert fal.books()["orders"] == 2 * moments
    assert fal.books()["micros"] == TWO_CLIPS * moments


async def test_killed_again_and_again(tmp_path: Path, fal: FalServer) -> None:
    """Three kills in a row, at moments drawn by lot, change nothing of that."""
    lots = random.Random(20261122)
    gate = asyncio.Semaphore(3)

    async def one(number: int) -> None:
        async with gate:
            await lives(tmp_path / f"often-{number}", fal, *(lots.randint(1, 30) for _ in range(3)))

    await asyncio.gather(*(one(number) for number in range(6)))

    assert fal.books()["micros"] == TWO_CLIPS * 6


async def test_accepted_but_the_answer_lost_is_not_paid_twice(tmp_path: Path, fal: FalServer) -> None:
    """FAL takes an order and the connection breaks before its answer: found again, paid once."""
    fal.next(Fault.CUT)

    await lives(tmp_path / "cut", fal)

    assert fal.books()["orders"] == 2


async def test_killed_while_the_answer_is_lost(tmp_path: Path) -> None:
    """FAL takes an order, its answer is lost, and the process dies on top of it: still paid once."""
    gate = asyncio.Semaphore(3)

    async def one(moment: int) -> None:
        folder = tmp_path / f"both-{moment}"
        async with gate, FalServer() as fal:
            fal.next(Fault.CUT)
            await lives(folder, fal, moment)
            assert fal.books()["micros"] == TWO_CLIPS

    await asyncio.gather(*(one(moment) for moment in range(10, 24, 3)))
