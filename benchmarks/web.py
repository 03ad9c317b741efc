"""How long the web door takes to show the grid to somebody who has made ten thousand reels."""

import time
from datetime import timedelta
from pathlib import Path

import httpx
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.tables.columns import stamp
from adapters.storage.tables.door import performances
from adapters.storage.tables.rows import job_row
from adapters.storage.tables.studio import jobs
from benchmarks.contest import Contest, Contestant, Figure, Reading
from benchmarks.gauges import percentile
from core.books.ledger import day_of
from core.door import Deed
from core.reel.job import Job, Stage
from tests.platforms.web.doorway import ANN, Doorway, doorway

_REELS, _QUICK_REELS = 10_000, 1_000
_LOOKS, _WARM_UP = 300, 20
_LOAD = 500
_FAILED_EVERY = 200
_SHARED, _DAYS_SEEN = 24, 100

CONTEST = Contest(
    name="web",
    module=__name__,
    figures=(
        Figure("p95", "grid of 10,000 reels, first page, p95", "ms", aim=30),
        Figure("p50", "the same, p50", "ms"),
        Figure("p95 deep", "the same, a page far down, p95", "ms", aim=30),
        Figure("p95 failed", "the same, the failed ones among them, p95", "ms", aim=30),
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
            deep = await _looked(browser, f"/?before=reel{reels // 2}")
            failed = await _looked(browser, "/?show=failed")
            size = len((await browser.get("/")).content)
    return {
        "p95": percentile(first, 95),
        "p50": percentile(first, 50),
        "p95 deep": percentile(deep, 95),
        "p95 failed": percentile(failed, 95),
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
    """So many reels like this one, one a minute until now; some failed, and the newest are seen by many."""
    now = door.parlour.clock.now
    known = (await door.parlour.store.read(select(jobs).where(jobs.c.id == like.id)))[0]._mapping
    rows = []
    for number in range(reels):
        at = now - timedelta(minutes=number)
        made = like.but(id=f"reel{number}", request_key=f"k{number}", opened_at=at)
        if number % _FAILED_EVERY == 0:
            made = made.but(stage=Stage.FAILED, outcome=Stage.FAILED, reel=None)
        own = {"id": made.id, "request_key": made.request_key, "opened_at": stamp(at)}
        rows.append({**known, **own, **job_row(made)})
    for start in range(0, reels, _LOAD):
        load = rows[start : start + _LOAD]

        async def work(conn: AsyncConnection, load: list[dict[str, object]] = load) -> None:
            await conn.execute(insert(jobs), load)

        await door.parlour.store.write(work)
    for number in range(_SHARED):
        await door.drawers.shelf.share(like.but(id=f"reel{number}"), now)
    visits = [
        {"job_id": f"reel{number}", "deed": Deed.VIEW, "day": day_of(now - timedelta(days=ago)), "number": 7}
        for number in range(_SHARED)
        for ago in range(_DAYS_SEEN)
    ]
    await door.parlour.store.write(lambda conn: conn.execute(insert(performances), visits))
