"""How long the web door takes to show the grid to somebody who has made ten thousand reels."""

import time
from datetime import timedelta
from pathlib import Path

import httpx
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.schema import jobs, stamp
from benchmarks.contest import Contest, Contestant, Figure, Reading
from benchmarks.gauges import percentile
from core.job import Job
from tests.platforms.web.doorway import ANN, Doorway, doorway

_REELS, _QUICK_REELS = 10_000, 1_000
_LOOKS, _WARM_UP = 300, 20
_LOAD = 500

CONTEST = Contest(
    name="web",
    module=__name__,
    figures=(
        Figure("p95", "grid of 10,000 reels, first page, p95", "ms", aim=30),
        Figure("p50", "the same, p50", "ms"),
        Figure("p95 deep", "the same, a page far down, p95", "ms", aim=30),
        Figure("bytes", "the first page, without pictures", "kB", aim=100),
    ),
    contestants=(Contestant("grid", "Nichereel"),),
    rounds=3,
)


async def grid(folder: Path, is_quick: bool) -> Reading:
    """The page as a browser gets it, over a connection that stays open."""
    reels = _QUICK_REELS if is_quick else _REELS
    async with doorway(folder, limit=1_000_000) as door:
        await _fill(door, await door.video(), reels)
        async with await door.inside(ANN) as browser:
            first = await _looked(browser, "/")
            half = door.parlour.clock.now - timedelta(minutes=reels // 2)
            deep = await _looked(browser, f"/?before={half.isoformat().replace('+', '%2B')}")
            size = len((await browser.get("/")).content)
    return {
        "p95": percentile(first, 95),
        "p50": percentile(first, 50),
        "p95 deep": percentile(deep, 95),
        "bytes": size / 1000,
    }


async def _looked(browser: httpx.AsyncClient, path: str) -> list[float]:
    """How long each look took, in milliseconds."""
    took = []
    for number in range(_WARM_UP + _LOOKS):
        began = time.perf_counter()
        (await browser.get(path)).raise_for_status()
        if number >= _WARM_UP:
            took.append((time.perf_counter() - began) * 1000)
    return took


async def _fill(door: Doorway, like: Job, reels: int) -> None:
    """So many reels like this one, one a minute until now."""
    now = door.parlour.clock.now
    known = (await door.parlour.store.read(select(jobs).where(jobs.c.id == like.id)))[0]._mapping
    rows = []
    for number in range(reels):
        at = now - timedelta(minutes=number)
        made = like.but(id=f"reel{number}", request_key=f"k{number}", opened_at=at)
        own = {"id": made.id, "request_key": made.request_key, "opened_at": stamp(at)}
        rows.append({**known, **own, "doc": made.model_dump_json()})
    for start in range(0, reels, _LOAD):
        load = rows[start : start + _LOAD]

        async def work(conn: AsyncConnection, load: list[dict[str, object]] = load) -> None:
            await conn.execute(insert(jobs), load)

        await door.parlour.store.write(work)
