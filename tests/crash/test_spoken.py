"""The studio is killed while a voice is ordered, fetched or cut in: no line is paid twice, none is lost."""

import asyncio
import sqlite3
from pathlib import Path

from tests.crash.life import VOICE, Plot, run
from tests.crash.test_every_moment import KILLED, NURSERY, TWO_CLIPS, ended
from tests.wires.fal import KEY, FalServer

APART = 3
"""Every third moment is enough here; clips are killed at every one."""


async def life(folder: Path, fal: FalServer, kill_at: int = 0) -> int:
    """One life of the process, in which a spoken reel is ordered, to its end: its exit code."""
    process = NURSERY.Process(target=run, args=(folder, fal.address, KEY, kill_at, Plot(is_spoken=True)))
    process.start()
    return await ended(process)


def check(folder: Path, fal: FalServer) -> None:
    """One spoken reel; each line ordered once; what was settled is what FAL charges."""
    with sqlite3.connect(folder / "nichereel.db") as database:
        job = database.execute(
            "SELECT stage, json_extract(doc, '$.fallback'), json_extract(doc, '$.unheard') FROM jobs"
        ).fetchall()
        (spent,) = database.execute("SELECT sum(micros) FROM entries").fetchone()
        kinds = [kind for (kind,) in database.execute("SELECT kind FROM entries ORDER BY id")]
    lines = [o.arguments["text"] for o in fal.orders.by_id.values() if o.app == VOICE.id]
    assert job == [("done", "", "")]
    assert kinds == ["hold", "settle"]
    assert lines
    assert len(lines) == len(set(lines))
    assert spent == fal.books()["micros"] == TWO_CLIPS + VOICE.micros_per_letter * sum(map(len, lines))


async def lives(folder: Path, *kills: int) -> int:
    """Be killed at each of these moments, one a life, then live to the end; how many moments that had."""
    folder.mkdir()
    async with FalServer(folder) as fal:
        for kill_at in kills:
            assert await life(folder, fal, kill_at) in (KILLED, 0)
        assert await life(folder, fal) == 0
        check(folder, fal)
    return int((folder / "moments").read_text())


async def test_a_spoken_reel_survives_being_killed(tmp_path: Path) -> None:
    """Whatever moment a kill comes at, each line is bought once, and the reel speaks."""
    moments = await lives(tmp_path / "whole")
    assert moments > 50
    gate = asyncio.Semaphore(3)

    async def one(moment: int) -> None:
        async with gate:
            await lives(tmp_path / f"killed-{moment}", moment)

    await asyncio.gather(*(one(moment) for moment in range(2, moments, APART)))
