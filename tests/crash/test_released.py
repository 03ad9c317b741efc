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


def check(folder: Path) -> None:
    """One job, refused, its hold released once, and told once."""
    with sqlite3.connect(folder / "nichereel.db") as database:
        jobs = database.execute("SELECT stage FROM jobs").fetchall()
        kinds = [kind for (kind,) in database.execute("SELECT kind FROM entries ORDER BY id")]
        (left,) = database.execute("SELECT sum(micros) FROM entries").fetchone()
    assert jobs == [("failed",)]
    assert (kinds, left) == (["hold", "release"], 0)
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
        check(folder)
        assert fal.books()["orders"] == 2
    return int((folder / "moments").read_text())


async def test_a_refusal_survives_being_killed(tmp_path: Path) -> None:
    """Whatever moment a kill comes at, nothing is charged, and the person hears of the refusal once."""
    moments = await lives(tmp_path / "whole")
    assert moments > 15
    gate = asyncio.Semaphore(3)

    async def one(moment: int) -> None:
        async with gate:
            await lives(tmp_path / f"killed-{moment}", moment)

    await asyncio.gather(*(one(moment) for moment in range(2, moments, APART)))
