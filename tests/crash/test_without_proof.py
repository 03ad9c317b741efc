"""The studio is killed around its orders, and FAL's list proves nothing: no order is sent a second time."""

import asyncio
import json
import sqlite3
from pathlib import Path

from tests.crash.life import Plot, run
from tests.crash.test_every_moment import KILLED, NURSERY, TWO_CLIPS, ended
from tests.wires.fal import KEY, FalServer
from tests.wires.fal_faults import Fault

APART = 3
"""Every third moment is enough here; where the list is proof, all are killed at."""


async def life(folder: Path, fal: FalServer, kill_at: int = 0) -> int:
    """One life of the process, for which a missing order is no proof, to its end: its exit code."""
    process = NURSERY.Process(target=run, args=(folder, fal.address, KEY, kill_at, Plot(is_proof=False)))
    process.start()
    return await ended(process)


def check(folder: Path, fal: FalServer) -> bool:
    """One job, told once; each shot ordered once at most, all of it booked. Whether it is drawn."""
    with sqlite3.connect(folder / "nichereel.db") as database:
        ((stage, fallback),) = database.execute("SELECT stage, json_extract(doc, '$.fallback') FROM jobs")
        kinds = [kind for (kind,) in database.execute("SELECT kind FROM entries WHERE account != 'house'")]
        (books,) = database.execute("SELECT sum(micros) FROM entries").fetchone()
        missed = "SELECT count(*) FROM renders WHERE json_extract(doc, '$.is_missed')"
        (doubtful,) = database.execute(missed).fetchone()
    lines = [json.loads(line) for line in (folder / "transcript.jsonl").read_text().splitlines()]
    prompts = [order.arguments["prompt"] for order in fal.orders.by_id.values()]
    assert (stage, kinds) == ("done", ["hold", "release" if fallback else "settle"])
    assert len([line for line in lines if "delivery" in line]) == 1
    assert len(prompts) == len(set(prompts)) <= 2
    assert bool(fallback) == bool(doubtful)
    assert books == fal.books()["micros"] + doubtful * TWO_CLIPS // 2
    return bool(fallback)


async def lives(folder: Path, *kills: int, fault: Fault | None = None) -> tuple[int, bool]:
    """Be killed at these moments, one a life, then live to the end: its moments, whether it is drawn."""
    folder.mkdir()
    async with FalServer(folder) as fal:
        if fault is not None:
            fal.next(fault)
        for kill_at in kills:
            assert await life(folder, fal, kill_at) in (KILLED, 0)
        assert await life(folder, fal) == 0
        is_drawn = check(folder, fal)
    return int((folder / "moments").read_text()), is_drawn


async def test_no_kill_makes_a_second_order(tmp_path: Path) -> None:
    """Whatever moment a kill comes at, no shot is ordered twice; one that may be at FAL is on the house."""
    moments, _ = await lives(tmp_path / "whole")
    gate = asyncio.Semaphore(3)

    async def one(moment: int) -> bool:
        async with gate:
            return (await lives(tmp_path / f"killed-{moment}", moment))[1]

    drawn = await asyncio.gather(*(one(moment) for moment in range(1, moments, APART)))

    assert any(drawn)
    assert not all(drawn)


async def test_a_lost_answer_is_found_where_it_is_listed(tmp_path: Path) -> None:
    """FAL takes an order, its answer is lost, and the process dies: found in the list, and filmed."""
    _, is_drawn = await lives(tmp_path / "cut", 14, fault=Fault.CUT)

    assert not is_drawn
