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
from functools import partial
from pathlib import Path
from typing import TypeVar

from adapters.vendors.fal import FalRenderer
from benchmarks.contest import Contest, Contestant, Figure, Reading
from benchmarks.gauges import megabytes, percentile
from benchmarks.studio import Place, introduce, open_place
from benchmarks.vendor import KEY, FakeFal, fake_fal
from core.ports import Order, RenderState, Ticket
from core.reel.catalogue import WAN_25
from core.talk import Said
from core.work.crew import Policy

Some = TypeVar("Some")

REQUESTERS, _AT_ONCE = 500, 50
_REST_SECONDS = 3.0

CONTEST = Contest(
    name="waiting",
    module=__name__,
    figures=(
        Figure("memory", "10,000 reels (quick: 500) waiting in rendering: memory", "MB", aim=120),
        Figure("grown", "the same, more than before the first order", "MB"),
        Figure("idle", "the same, processor time while nothing happens", "% of a core", aim=2),
        Figure("looks", "the same, looks at the vendor meanwhile", "/s"),
        Figure("pickup p50", "from the vendor's word to its status being asked, p50", "ms", aim=20),
        Figure("pickup max", "the same, the longest", "ms"),
    ),
    contestants=(
        Contestant("ours", "Nichereel"),
        Contestant("own_pace", "a task each in `fal_client`, at its own pace", "benchmarks.polling"),
        Contestant(
            "our_pace", "a task each in `fal_client`, asking as seldom as we do", "benchmarks.polling"
        ),
    ),
    rounds=1,
    longest=500,
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many wait, how long nothing happens, and how many are then reported as finished."""

    waiting: int
    idle_seconds: float
    words: int
    plain_words: int
    settling_seconds: float


def sizes_of(is_quick: bool) -> Sizes:
    """All of it, or a little."""
    return Sizes(500, 5.0, 20, 1, 10.0) if is_quick else Sizes(10_000, 20.0, 200, 1, 120.0)


class Watched(FalRenderer):
    """FAL, with a note of some of what was ordered, by its turn, and when it was asked after."""

    def __init__(self, address: str, noted: Collection[int]) -> None:
        super().__init__(KEY, address, f"{address}/v1")
        self.ordered = 0
        self._noted = frozenset(noted)
        # A note of each would be measured as ours.
        self.renders: dict[str, str] = {}
        """The id of each noted render by the vendor's id."""
        self.asked: dict[str, asyncio.Event] = {}
        self.is_asking = asyncio.Event()
        self._ordered = asyncio.Event()

    async def submit(self, order: Order, render_id: str) -> Ticket:
        """Order, and remember which render it is."""
        ticket = await super().submit(order, render_id)
        if self.ordered in self._noted:
            self.renders[ticket["request_id"]] = render_id
        self.ordered += 1
        self._ordered.set()
        return ticket

    async def reach(self, number: int) -> None:
        """Wait until so much was ordered."""
        while self.ordered < number:
            self._ordered.clear()
            await self._ordered.wait()

    async def check(self, ticket: Ticket) -> RenderState:
        """Note that it is asked after, and ask."""
        self.is_asking.set()
        if (event := self.asked.get(ticket["request_id"])) is not None:
            event.set()
        return await super().check(ticket)


async def ours(folder: Path, is_quick: bool) -> Reading:
    """Our desk takes all orders; then nothing happens; then the vendor reports some as finished."""
    sizes = sizes_of(is_quick)
    async with fake_fal() as fal:
        renderer = Watched(fal.address, some(range(sizes.waiting), sizes.words + 1))
        async with open_place(folder, policy=Policy(), renderer=renderer, model=WAN_25) as place:
            await introduce(place, (f"bench:{number}" for number in range(REQUESTERS)))
            before = megabytes()
            await few_at_once(partial(order, place), sizes.waiting)
            await renderer.reach(sizes.waiting)
            if not is_quick:
                # The first look comes after 60 % of the usual time; from then on there are some every second.
                await renderer.is_asking.wait()
            reading = await at_rest(fal, before, sizes)
            first, *others = renderer.renders
            await told(first, place, fal, renderer)
            # The fake makes its footage when it is fetched for the first time.
            await place.count.reach(1)
            waits = [await told(each, place, fal, renderer) for each in others]
            await place.count.reach(sizes.words + 1)
        await renderer.aclose()
    return reading | pickup(waits)


async def order(place: Place, number: int) -> None:
    """One of the requesters asks for a reel."""
    who = f"bench:{number % REQUESTERS}"
    said = Said(who, "here", str(number), text=f"/generate idea {number}")
    assert (await place.desk.answer(said)).job_id


async def told(request_id: str, place: Place, fal: FakeFal, renderer: Watched) -> float:
    """The vendor finishes an order and says so; how many seconds pass until it is asked after."""
    asked = renderer.asked[request_id] = asyncio.Event()
    await fal.finish(request_id)
    ticket = renderer.ticket(WAN_25.id, request_id)
    begun = time.perf_counter()
    await place.studio.heard(renderer.renders[request_id], ticket)
    await asked.wait()
    return time.perf_counter() - begun


async def few_at_once(ask: Callable[[int], Awaitable[None]], number: int) -> None:
    """Ask so many times, fifty of them under way at any moment."""
    numbers = iter(range(number))

    async def one_after_another() -> None:
        for each in numbers:
            await ask(each)

    await asyncio.gather(*(one_after_another() for _ in range(_AT_ONCE)))


async def at_rest(fal: FakeFal, before: float, sizes: Sizes) -> Reading:
    """What waiting costs while nothing happens."""
    await asyncio.sleep(_REST_SECONDS)
    memory, looks = megabytes(), await fal.looks()
    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.sleep(sizes.idle_seconds)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    looks = await fal.looks() - looks
    return {"memory": memory, "grown": memory - before, "idle": cpu / wall * 100, "looks": looks / wall}


def pickup(waits: list[float]) -> Reading:
    """How soon the vendor's word was heard, from seconds."""
    return {"pickup p50": percentile(waits, 50) * 1000, "pickup max": max(waits) * 1000}


def some(of: Collection[Some], number: int) -> list[Some]:
    """So many of these, always the same places."""
    return random.Random(7).sample(list(of), number)
