"""A studio that makes a series is killed at every moment of a day: one reel of it, and nothing told twice."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.series.series import PLANNED_AHEAD, Series
from tests.crash.season import begin, run
from tests.crash.test_every_moment import KILLED, NURSERY, ended
from tests.wires.fal import KEY, FalServer

ONE_CLIP = 750_000


@pytest.fixture
async def fal(tmp_path: Path) -> AsyncIterator[FalServer]:
    """A vendor that outlives the studio."""
    async with FalServer(tmp_path) as server:
        yield server


async def lives(folder: Path, fal: FalServer, *kills: int) -> None:
    """Be killed at each of these moments, one a life, then live until nothing is due; and look at it all."""
    folder.mkdir()
    await begin(folder)
    for number, kill_at in enumerate((*kills, 0)):
        process = NURSERY.Process(target=run, args=(folder, fal.address, KEY, kill_at, number))
        process.start()
        assert await ended(process) == (KILLED if kill_at else 0)
    check(folder)


def check(folder: Path) -> None:
    """One reel, paid once; every idea still there, once; nothing told twice, and nothing left to tell."""
    with sqlite3.connect(folder / "nichereel.db") as database:
        jobs = database.execute("SELECT stage, request_key FROM jobs").fetchall()
        entries = database.execute("SELECT kind, micros FROM entries ORDER BY id").fetchall()
        ((doc,),) = database.execute("SELECT doc FROM series").fetchall()
    series = Series.model_validate_json(doc)
    (episode,) = series.episodes
    assert jobs == [("done", series.key(episode))]
    assert entries == [("hold", ONE_CLIP), ("settle", 0)]
    assert len(set(series.topics)) == len(series.topics) == PLANNED_AHEAD
    assert (series.begun, series.news, series.owed) == (None, None, 0)
    lines = [json.loads(line) for line in (folder / "transcript.jsonl").read_text().splitlines()]
    told = [line["delivery"] for line in lines if "delivery" in line]
    assert sorted(told) == sorted([episode.job_id, "series-season-0"])


async def test_killed_at_every_moment(tmp_path: Path, fal: FalServer) -> None:
    """Whatever moment a kill comes at, while it plans, orders or tells: one reel of that day, paid once."""
    await lives(tmp_path / "whole", fal)
    moments = int((tmp_path / "whole" / "moments").read_text())
    assert moments > 15
    gate = asyncio.Semaphore(3)

    async def one(moment: int) -> None:
        async with gate:
            await lives(tmp_path / f"killed-{moment}", fal, moment)

    await asyncio.gather(*(one(moment) for moment in range(1, moments)))

    assert fal.books()["orders"] == moments
    assert fal.books()["micros"] == ONE_CLIP * moments
