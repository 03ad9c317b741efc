"""The studio is killed while FAL tells it of orders whose answers were lost: none is missed or paid twice."""

import asyncio
import socket
from pathlib import Path

from tests.crash.life import Plot
from tests.crash.test_every_moment import KILLED, TWO_CLIPS, check, life
from tests.wires.fal import FalServer
from tests.wires.fal_faults import Fault

_FIRST = 3
"""The two moments before are those of the writer."""


async def lives(folder: Path, *kills: int) -> int:
    """Be killed at each of these moments, one a life, then live to the end; how many moments that had."""
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as ear:
        plot = Plot(is_proof=False, ear=ear, only=("heard", "write"))
        async with FalServer(folder) as fal:
            fal.next(Fault.CUT, times=2)
            fal.next(Fault.NO_PAYLOADS, times=10_000)
            for kill_at in kills:
                assert await life(folder, fal, kill_at, plot) in (KILLED, 0)
            assert await life(folder, fal, plot=plot) == 0
            check(folder)
            assert (fal.books()["orders"], fal.books()["micros"]) == (2, TWO_CLIPS)
    return int((folder / "moments").read_text())


async def test_what_fal_tells_survives_being_killed(tmp_path: Path) -> None:
    """FAL's list knows nothing, so its word alone saves the clips: whenever a kill comes, it is heard."""
    moments = await lives(tmp_path / "whole")
    assert moments > _FIRST
    gate = asyncio.Semaphore(3)

    async def one(moment: int) -> None:
        async with gate:
            await lives(tmp_path / f"killed-{moment}", moment)

    await asyncio.gather(*(one(moment) for moment in range(_FIRST, _FIRST + 8)))
