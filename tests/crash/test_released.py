"""The studio is killed while FAL refuses what was ordered: the hold is given back once, and said once."""

import asyncio
import json
import sqlite3
from pathlib import Path

from tests.crash.test_every_moment import KILLED, life
from tests.wires.fal import FalServer
from tests.wires.fal_faults import Fault

APART = 3
"""Every third moment is enough here; reels that are made are killed at every one."""


def check(folder: Path, bill: int) -> None:
    """One job, refused, its hold released once, told once; what FAL charges is on the house."""
    with sqlite3.connect(folder / "nichereel.db") as database:
        jobs = database.execute("SELECT stage FROM jobs").fetchall()
        entries = database.execute("SELECT account, kind, micros FROM entries ORDER BY id").fetchall()
    (asked, hold, held), (released, release, freed), *house = entries
    assert jobs == [("failed",)]
    assert (asked, hold, release) == (released, "hold", "release")
    assert (held + freed, house) == (0, [("house", "settle", bill)])
    lines = [json.loads(line) for line in (folder / "transcript.jsonl").read_text().splitlines()]
    assert len([line for line in lines if "delivery" in line]) == 1


async def lives(folder: Path, *kills: int) -> int:
    """Be killed at each of these moments, one a life, then live to the end; how many moments that had."""
    folder.mkdir()
    async with FalServer(folder) as fal:
        fal.next(Fault.CONTENT_REFUSED, times=9)
        for kill_at in kills:
            assert await life(folder, fal, kill_at) in (KILLED, 0)
        assert await life(folder, fal) == 0
        check(folder, fal.books()["micros"])
        assert fal.books()["orders"] == 2
    return int((folder / "moments").read_text())


async def test_a_refusal_survives_being_killed(tmp_path: Path) -> None:
    """Whatever moment a kill comes at, the person is charged nothing, and hears of the refusal once."""
    moments = await lives(tmp_path / "whole")
    assert moments > 15
    gate = asyncio.Semaphore(3)

    async def one(moment: int) -> None:
        async with gate:
            await lives(tmp_path / f"killed-{moment}", moment)

    await asyncio.gather(*(one(moment) for moment in range(2, moments, APART)))
