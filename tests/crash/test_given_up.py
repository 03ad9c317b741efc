"""The studio is killed while a reel is cancelled: what FAL takes back is free, what it films is paid once."""

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest

from tests.crash.life import Plot
from tests.crash.test_every_moment import KILLED, TWO_CLIPS, life
from tests.wires.fal import FalServer
from tests.wires.fal_orders import Pace

PLOT = Plot(gives_up=True, only=("cancel", "deliver"))


def check(folder: Path, bill: int) -> None:
    """One job, cancelled, its books closed once with what FAL charges, told once."""
    with sqlite3.connect(folder / "nichereel.db") as database:
        jobs = database.execute("SELECT stage FROM jobs").fetchall()
        entries = database.execute("SELECT account, kind, micros FROM entries ORDER BY id").fetchall()
    assert jobs == [("cancelled",)]
    assert entries == [
        ("console:me", "hold", TWO_CLIPS),
        ("console:me", "settle" if bill else "release", bill - TWO_CLIPS),
    ]
    lines = [json.loads(line) for line in (folder / "transcript.jsonl").read_text().splitlines()]
    assert len([line for line in lines if "delivery" in line]) == 1


async def lives(folder: Path, pace: Pace, *kills: int) -> int:
    """Be killed at each of these moments, one a life, then live to the end; how many moments that had."""
    folder.mkdir()
    async with FalServer(folder, pace=pace, lists_running=True) as fal:
        for kill_at in kills:
            assert await life(folder, fal, kill_at, PLOT) in (KILLED, 0)
        assert await life(folder, fal, plot=PLOT) == 0
        check(folder, fal.books()["micros"])
        assert fal.books()["orders"] == 2
    return int((folder / "moments").read_text())


@pytest.mark.parametrize("pace", [Pace(queue_seconds=3600), Pace(held=True)], ids=["queued", "filming"])
async def test_a_cancelled_reel_survives_being_killed(tmp_path: Path, pace: Pace) -> None:
    """Whatever moment a kill comes at, the person pays what FAL charges, and hears of the end once."""
    moments = await lives(tmp_path / "whole", pace)
    assert moments >= 4
    gate = asyncio.Semaphore(3)

    async def one(moment: int) -> None:
        async with gate:
            await lives(tmp_path / f"killed-{moment}", pace, moment)

    await asyncio.gather(*(one(moment) for moment in range(1, moments + 1)))
