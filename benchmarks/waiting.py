"""What ten thousand reels cost while their vendor films them, and how soon its word is heard.

The vendor is a fake in a process of its own, spoken to over HTTP; it films until it is told to
finish. Ours looks at its own pace and is told by webhook. The plain way is FAL's own client, one
task per reel, which asks ten times a second unless told otherwise.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import fal_client.client
from fal_client import AsyncClient, AsyncRequestHandle

from adapters.vendors.fal import FalRenderer
from benchmarks.contest import Contest, Contestant, Figure, Reading
from benchmarks.gauges import megabytes, percentile
from benchmarks.studio import introduce, open_place
from benchmarks.vendor import FakeFal, fake_fal
from core.catalogue import WAN_25
from core.ports import Order, RenderState, Ticket
from core.talk import Said
from core.work.crew import Policy
from tests.wires.fal import KEY

_REQUESTERS, _AT_ONCE = 500, 50
_REST_SECONDS, _PATIENCE_SECONDS = 3.0, 60.0
_OUR_INTERVAL = 2500.0

CONTEST = Contest(
    name="waiting",
    module=__name__,
    figures=(
        Figure("memory", "10,000 reels waiting in rendering: memory of the process", "MB", aim=120),
        Figure("grown", "the same, more than before the first order", "MB"),
        Figure("idle", "the same, processor time while nothing happens", "% of a core", aim=2),
        Figure("looks", "the same, looks at the vendor meanwhile", "/s"),
        Figure("pickup p50", "from the vendor's word to its status asked and answered, p50", "ms", aim=20),
        Figure("pickup max", "the same, the longest", "ms"),
    ),
    contestants=(
        Contestant("ours", "Nichereel"),
        Contestant("own_pace", "a task each in `fal_client`, at its own pace"),
        Contestant("our_pace", "a task each in `fal_client`, asking as seldom as we do"),
    ),
    rounds=1,
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many wait, how long nothing happens, and how many are then reported as finished."""

    waiting: int
    idle_seconds: float
    words: int
    plain_words: int


def _sizes(is_quick: bool) -> Sizes:
    return Sizes(500, 5.0, 20, 3) if is_quick else Sizes(10_000, 20.0, 200, 5)


class Watched(FalRenderer):
    """FAL, with a note of what was ordered and when a look was answered."""

    def __init__(self, address: str) -> None:
        super().__init__(KEY, address, f"{address}/v1")
        self.tickets: dict[str, Ticket] = {}
        self.answered: dict[str, asyncio.Event] = {}
        self.looks = 0

    async def submit(self, order: Order, render_id: str) -> Ticket:
        """Order, and remember the ticket."""
        self.tickets[render_id] = await super().submit(order, render_id)
        return self.tickets[render_id]

    async def check(self, ticket: Ticket) -> RenderState:
        """Ask, and note that it was answered."""
        state = await super().check(ticket)
        self.looks += 1
        if (event := self.answered.get(ticket["request_id"])) is not None:
            event.set()
        return state


async def ours(folder: Path, is_quick: bool) -> Reading:
    """Our desk takes all orders; then nothing happens; then the vendor reports some as finished."""
    sizes = _sizes(is_quick)
    async with fake_fal() as fal:
        renderer = Watched(fal.address)
        async with open_place(folder, policy=Policy(), renderer=renderer, model=WAN_25) as place:
            await introduce(place, (f"bench:{number}" for number in range(_REQUESTERS)))
            before = megabytes()

            async def ask(number: int) -> None:
                who = f"bench:{number % _REQUESTERS}"
                said = Said(who, "here", str(number), text=f"/generate idea {number}")
                assert (await place.desk.answer(said)).job_id

            async def told(render_id: str) -> float:
                ticket = renderer.tickets[render_id]
                answered = renderer.answered[ticket["request_id"]] = asyncio.Event()
                await fal.finish(ticket["request_id"])
                begun = time.perf_counter()
                await place.studio.heard(render_id, ticket)
                await answered.wait()
                return time.perf_counter() - begun

            await _few_at_once(ask, sizes.waiting)
            while len(renderer.tickets) < sizes.waiting:
                await asyncio.sleep(0.1)
            reading = await _at_rest(fal, before, sizes)
            waits = [await told(each) for each in _some(renderer.tickets, sizes.words)]
            await place.count.reach(sizes.words)
        await renderer.aclose()
    return reading | _pickup(waits)


async def own_pace(folder: Path, is_quick: bool) -> Reading:  # noqa: ARG001 (it keeps nothing)
    """A task per reel with FAL's client as it comes."""
    sizes, ended = _sizes(is_quick), dict[str, asyncio.Event]()
    async with fake_fal() as fal:
        before = megabytes()
        tasks = await _plain_tasks(fal, sizes, fal_client.client.DEFAULT_QUEUE_POLL_INTERVAL, ended)

        async def told(request_id: str) -> float:
            await fal.finish(request_id)
            begun = time.perf_counter()
            waiting = asyncio.ensure_future(ended[request_id].wait())
            await asyncio.wait([waiting], timeout=_PATIENCE_SECONDS)
            return time.perf_counter() - begun

        reading = await _at_rest(fal, before, sizes)
        reading |= _pickup([await told(each) for each in _some(ended, sizes.plain_words)])
        await _end(tasks)
    return reading


async def our_pace(folder: Path, is_quick: bool) -> Reading:  # noqa: ARG001 (it keeps nothing)
    """A task per reel that asks as seldom as we do, so that what is left is what a task costs."""
    sizes = _sizes(is_quick)
    async with fake_fal() as fal:
        before = megabytes()
        tasks = await _plain_tasks(fal, sizes, _OUR_INTERVAL, {})
        reading = await _at_rest(fal, before, sizes)
        await _end(tasks)
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

    await _few_at_once(ask, sizes.waiting)
    tasks = [asyncio.create_task(wait(handle)) for handle in handles]
    if interval == _OUR_INTERVAL:
        # Each asks once at the beginning; that is not yet the waiting.
        while await fal.looks() < sizes.waiting:
            await asyncio.sleep(0.5)
    return tasks


async def _few_at_once(ask: Callable[[int], Awaitable[None]], number: int) -> None:
    numbers = iter(range(number))

    async def one_after_another() -> None:
        for each in numbers:
            await ask(each)

    await asyncio.gather(*(one_after_another() for _ in range(_AT_ONCE)))


async def _at_rest(fal: FakeFal, before: float, sizes: Sizes) -> Reading:
    """What waiting costs while nothing happens."""
    await asyncio.sleep(_REST_SECONDS)
    memory, looks = megabytes(), await fal.looks()
    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.sleep(sizes.idle_seconds)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    looks = await fal.looks() - looks
    return {"memory": memory, "grown": memory - before, "idle": cpu / wall * 100, "looks": looks / wall}


def _pickup(waits: list[float]) -> Reading:
    return {"pickup p50": percentile(waits, 50) * 1000, "pickup max": max(waits) * 1000}


def _some(of: Collection[str], number: int) -> list[str]:
    return random.Random(7).sample(list(of), number)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
