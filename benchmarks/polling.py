"""The plain way to wait: FAL's own client, and a task for each reel that polls until it is there."""

import asyncio
import time
from pathlib import Path

import fal_client.client
from fal_client import AsyncClient, AsyncRequestHandle

from benchmarks.contest import Reading
from benchmarks.gauges import megabytes
from benchmarks.vendor import KEY, FakeFal, fake_fal
from benchmarks.waiting import Sizes, at_rest, few_at_once, pickup, sizes_of, some
from core.reel.catalogue import WAN_25

_PATIENCE_SECONDS = 30.0
_OUR_INTERVAL = 2500.0


async def own_pace(folder: Path, is_quick: bool) -> Reading:  # noqa: ARG001 (it keeps nothing)
    """A task per reel with FAL's client as it comes."""
    sizes, ended = sizes_of(is_quick), dict[str, asyncio.Event]()
    async with fake_fal() as fal:
        before = megabytes()
        tasks = await _plain_tasks(fal, sizes, fal_client.client.DEFAULT_QUEUE_POLL_INTERVAL, ended)

        async def told(request_id: str) -> float:
            await fal.finish(request_id)
            begun = time.perf_counter()
            waiting = asyncio.ensure_future(ended[request_id].wait())
            await asyncio.wait([waiting], timeout=_PATIENCE_SECONDS)
            return time.perf_counter() - begun

        reading = await at_rest(fal, before, sizes)
        reading |= pickup([await told(each) for each in some(ended, sizes.plain_words)])
        assert not all(task.done() for task in tasks)
    return reading


async def our_pace(folder: Path, is_quick: bool) -> Reading:  # noqa: ARG001 (it keeps nothing)
    """A task per reel that asks as seldom as we do, so that what is left is what a task costs."""
    sizes = sizes_of(is_quick)
    async with fake_fal() as fal:
        before = megabytes()
        tasks = await _plain_tasks(fal, sizes, _OUR_INTERVAL, {})
        # Each asks once at the beginning, which is not yet the waiting.
        await asyncio.sleep(sizes.settling_seconds)
        reading = await at_rest(fal, before, sizes)
        assert not any(task.done() for task in tasks)
    return reading


async def _plain_tasks(
    fal: FakeFal, sizes: Sizes, interval: float, ended: dict[str, asyncio.Event]
) -> list[asyncio.Task[None]]:
    """Order everything, then wait for each in a task; `ended` is set by order."""
    # There is no setting for this: fal_client takes a host only, and speaks HTTPS to it.
    fal_client.client.QUEUE_URL_FORMAT = f"{fal.address}/"
    client = AsyncClient(key=KEY)
    handles: list[AsyncRequestHandle] = []

    async def ask(number: int) -> None:
        form = {"prompt": f"idea {number}", "duration": "10"}
        handles.append(await client.submit(WAN_25.id, form))

    async def wait(handle: AsyncRequestHandle) -> None:
        event = ended.setdefault(handle.request_id, asyncio.Event())
        await handle.get(interval=interval)
        event.set()

    await few_at_once(ask, sizes.waiting)
    return [asyncio.create_task(wait(handle)) for handle in handles]
