"""How much longer than its vendor films somebody waits for a reel, from `/generate` to its delivery.

The vendor is a fake in a process of its own, which films two seconds and then calls, if it was told
where. Ours keeps everything on the disk on the way. The plain way is `fal_client.subscribe`, which
asks ten times a second; ours, when it is not called, asks as seldom as it does for any model.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import fal_client.client
import httpx
from fal_client import AsyncClient

from adapters.vendors.fal import FalRenderer
from benchmarks.contest import Contest, Contestant, Figure, Reading
from benchmarks.gauges import percentile
from benchmarks.studio import NICHE, Place, introduce, open_place
from benchmarks.vendor import KEY, fake_fal
from core.ports import Delivery
from core.reel.brief import Brief
from core.reel.catalogue import WAN_25
from core.reel.edit import Edit, Take
from core.reel.prompt import prompts
from core.talk import Said
from core.work.crew import Policy
from tests.players import Bench, Letterbox, Scribe
from tests.stories.street import Door

_FILMING_SECONDS = 2.0
_MODEL = replace(WAN_25, usual_seconds=round(_FILMING_SECONDS))
_CROWDS = {1: 8, 20: 3}
"""How many ask at once, and how often they do."""

CONTEST = Contest(
    name="overhead",
    module=__name__,
    figures=tuple(
        Figure(f"{name} {crowd}", words.format(crowd), "ms")
        for crowd in _CROWDS
        for name, words in (
            ("p50", "from `/generate` to the delivery, beyond the vendor's own time, {} at once, p50"),
            ("max", "the same, the longest ({} at once)"),
        )
    ),
    contestants=(
        Contestant("called", "Nichereel, told by webhook"),
        Contestant("asking", "Nichereel, asking"),
        Contestant("plain", "a task each in `fal_client.subscribe`, nothing kept"),
    ),
    rounds=1,
)

Make = Callable[[int], Awaitable[None]]
"""Orders a reel, by a number that was never used before, and waits until it was delivered."""


async def called(folder: Path, is_quick: bool) -> Reading:
    """FAL calls our door."""
    async with fake_fal(_FILMING_SECONDS) as fal, _open(folder, fal.address) as (place, renderer):
        door = Door()
        await door.open(fal.address, renderer, place.studio, place.store)
        renderer._webhook_base = door.address
        reading = await _measured(_maker(place), is_quick)
        await door.close()
    return reading


async def asking(folder: Path, is_quick: bool) -> Reading:
    """FAL does not know where to call."""
    async with fake_fal(_FILMING_SECONDS) as fal, _open(folder, fal.address) as (place, _):
        return await _measured(_maker(place), is_quick)


async def plain(folder: Path, is_quick: bool) -> Reading:
    """FAL's own client, and the same things around it."""
    scribe, bench, letterbox = Scribe(), Bench(), Letterbox()
    async with fake_fal(_FILMING_SECONDS) as fal, httpx.AsyncClient() as http:
        # There is no setting for this: fal_client takes a host only, and speaks HTTPS to it.
        fal_client.client.QUEUE_URL_FORMAT = f"{fal.address}/"
        client = AsyncClient(key=KEY)

        async def make(number: int) -> None:
            topic = f"idea {number}"
            draft = await scribe.write(Brief(niche=NICHE, topic=topic, model=_MODEL.id))
            form = {"prompt": prompts(draft.storyboard, _MODEL, 1)[0], "duration": "10"}
            result = await client.subscribe(_MODEL.id, form)
            clip, reel = folder / f"{number}.clip.mp4", folder / f"{number}.mp4"
            clip.write_bytes((await http.get(result["video"]["url"])).content)
            edit = Edit((Take(clip),), topic, draft.storyboard.style.mood)
            footage = await bench.cut(edit, reel, lambda _: None)
            await letterbox.deliver("here", Delivery(topic, f"Done: {topic}", reel, footage))

        return await _measured(make, is_quick)


@asynccontextmanager
async def _open(folder: Path, address: str) -> AsyncIterator[tuple[Place, FalRenderer]]:
    catalogue = {_MODEL.id: _MODEL}
    renderer = FalRenderer(KEY, address, f"{address}/v1", catalogue=catalogue)
    async with open_place(folder, policy=Policy(), renderer=renderer, model=_MODEL) as place:
        await introduce(place, (f"bench:{number}" for number in range(max(_CROWDS))))
        yield place, renderer
    await renderer.aclose()


def _maker(place: Place) -> Make:
    delivered: dict[str, asyncio.Event] = {}
    place.letterbox.on_post = lambda delivery: delivered.setdefault(delivery.key, asyncio.Event()).set()

    async def make(number: int) -> None:
        who = f"bench:{number % max(_CROWDS)}"
        said = Said(who, "here", f"bench:{number}", text=f"/generate idea {number}")
        job_id = (await place.desk.answer(said)).job_id
        await delivered.setdefault(job_id, asyncio.Event()).wait()

    return make


async def _measured(make: Make, is_quick: bool) -> Reading:
    reading: Reading = {}
    # The fake makes its footage when it is fetched for the first time.
    await make(0)
    made = 1
    for crowd, times in _CROWDS.items():
        waits: list[float] = []
        for _ in range(1 if is_quick else times):
            waits += await asyncio.gather(*(_beyond(make, made + n) for n in range(crowd)))
            made += crowd
        reading |= {f"p50 {crowd}": percentile(waits, 50), f"max {crowd}": max(waits)}
    return reading


async def _beyond(make: Make, number: int) -> float:
    """Milliseconds that are not the vendor's."""
    begun = time.perf_counter()
    await make(number)
    return (time.perf_counter() - begun - _FILMING_SECONDS) * 1000
