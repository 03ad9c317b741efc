"""The storm: reels are ordered while workers die, the database crashes and connections are cut.

    python -m tests.chaos.storm --jobs 2000 --workers 3

prints what was broken and what came of it, and fails when anything is amiss.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.crowd import Crowd
from tests.chaos.stage import SETTINGS, Stage
from tests.leaks import leaks, overheard
from tests.postgres import own_server
from tests.wires.fal import FalServer
from tests.wires.fal_orders import Pace
from tests.wires.gemini import GeminiServer
from tests.wires.telegram import TelegramServer

LATE = 2
"""How it ends when all is well but that dead workers' jobs waited too long, as on a busy machine."""

_TAKEOVER_SECONDS = 10
_ANSWER_SECONDS, _ROUNDS = 15, 4
_OPEN = "SELECT count(*) FROM jobs WHERE due_at IS NOT NULL"
_JOBS = "SELECT count(*), count(DISTINCT request_key) FROM jobs"
_KEYS = "SELECT request_key FROM jobs"
_STAGES = "SELECT stage, count(*) FROM jobs GROUP BY stage"
_BOOKS = "SELECT coalesce(sum(micros), 0) FROM entries"
_WRITTEN = "SELECT coalesce(sum((doc::json->>'writer_micros')::bigint), 0) FROM jobs"
_DRAWN = "SELECT count(*) FROM jobs WHERE doc::json->>'fallback' <> ''"
_FEARED = """
SELECT (doc::json->>'price')::bigint, doc::json->'order'->>'prompt', (doc::json->'order'->>'seed')::bigint
FROM renders WHERE (doc::json->>'is_billed')::boolean AND doc::json->>'ticket' IS NULL
"""
_FIRST_AFTER = 8
"""The first breakage of each kind comes after so small a part of its time, while there is much to break."""
_RECEIPTS = "SELECT doc::json->>'receipt' FROM jobs"


@dataclass(frozen=True, slots=True)
class Weather:
    """How many reels of how many people, how many workers, and how many seconds lie between two breakages.

    The storm is over when nearly all reels are made, or after so many `kills` and a crash, if that is told.
    """

    jobs: int = 2000
    people: int = 200
    workers: int = 3
    kill: float = 6.0
    cut: float = 4.0
    restart: float = 45.0
    seed: int = 20261123
    kills: int | None = None
    usual: int = 120

    def is_spent(self, stage: Stage) -> bool:
        """Whether enough was broken."""
        toll = stage.toll
        return self.kills is not None and toll.kills >= self.kills and toll.restarts > 0


@dataclass(frozen=True, slots=True)
class Account:
    """What came of it. `orders` are FAL's, `distinct` those that differ; `posted` counts films in chats.

    `feared` is what was booked for orders that FAL could not be asked about, and had not got. `again` counts
    orders that could not be opened and were repeated, `unheard` those whom nobody had told so; `leaked`
    counts what no log and no chat may show.
    """

    asked: int
    jobs: int
    stages: dict[str, int]
    orders: int
    distinct: int
    billed: int
    booked: int
    feared: int
    posted: int
    doubled: int
    unsent: int
    drawn: int
    kills: int
    restarts: int
    cuts: int
    takeovers: tuple[float, ...]
    seconds: float
    again: int
    unheard: int
    leaked: int

    @property
    def faults(self) -> list[str]:
        """What must not be."""
        wrong = {
            "reels are missing": self.jobs != self.asked,
            "reels have not ended well": self.stages != {"done": self.asked},
            "the books are not FAL's bill": self.booked != self.billed + self.feared,
            "somebody was not answered": bool(self.unheard),
            "a reel was posted twice": bool(self.doubled),
            "a reel was not posted, and nobody knows": self.posted + self.unsent < self.asked,
            "an order was paid twice": self.orders != self.distinct,
            "nothing was killed, or nothing crashed, before the end": not (self.kills and self.restarts),
            "a log or a chat shows what it must not": bool(self.leaked),
        }
        return [words for words, is_so in wrong.items() if is_so]

    @property
    def is_late(self) -> bool:
        """Whether a dead worker's jobs waited longer than they should; that depends on the machine, too."""
        return max(self.takeovers, default=0.0) > _TAKEOVER_SECONDS


@asynccontextmanager
async def raised(folder: Path, weather: Weather) -> AsyncIterator[Stage]:
    """The stage, with one ingress and its workers; the last worker's clock is a minute ahead."""
    async with AsyncExitStack() as stack:
        server = stack.enter_context(own_server())
        server.start(*SETTINGS)
        stack.callback(server.stop)
        fal = await stack.enter_async_context(
            FalServer(folder, pace=Pace(queue_seconds=0.5, filming_seconds=1.5), lists_running=True)
        )
        gemini = await stack.enter_async_context(GeminiServer())
        telegram = await stack.enter_async_context(TelegramServer())
        people = [telegram.user(f"P{number}").id for number in range(weather.people)]
        (folder / "data").mkdir()
        stage = Stage(
            folder, server, fal, gemini, telegram, people, random.Random(weather.seed), weather.usual
        )
        stack.push_async_callback(stage.leave)
        await stage.enter("migrate", "migrate")
        assert await stage.troupe.pop("migrate").wait() == 0
        await stage.enter("ingress", "ingress")
        for number in range(weather.workers):
            await stage.enter(f"worker-{number}", "worker", 60 if number == weather.workers - 1 else 0)
        yield stage


async def rage(stage: Stage, weather: Weather) -> None:
    """Break something over and over, until cancelled."""

    async def every(seconds: float, what: str) -> None:
        pause = seconds / _FIRST_AFTER
        while True:
            await asyncio.sleep(pause)
            pause = seconds * stage.lots.uniform(0.5, 1.5)
            match what:
                case "kill":
                    # The one whose clock is wrong lives, so that it does harm if it can.
                    await stage.kill(f"worker-{stage.lots.randrange(weather.workers - 1)}")
                case "cut":
                    await stage.cut(stage.lots.randint(1, 5))
                case _:
                    await stage.restart()

    await asyncio.gather(
        every(weather.kill, "kill"), every(weather.cut, "cut"), every(weather.restart, "restart")
    )


async def weathered(folder: Path, weather: Weather) -> Account:
    """Order everything, let the storm rage until half of it is done, then wait for the rest and add up."""
    begun = time.monotonic()
    async with raised(folder, weather) as stage:
        crowd = Crowd(stage.telegram, stage.people)
        crowd.order(weather.jobs)
        while not (await stage.ask(_JOBS))[0][0]:
            await asyncio.sleep(0.2)
        storm = asyncio.ensure_future(rage(stage, weather))
        while not (storm.done() or weather.is_spent(stage)) and await _ended(stage) < weather.jobs * 9 // 10:
            await asyncio.sleep(1)
        storm.cancel()
        await asyncio.gather(storm, return_exceptions=True)
        rounds = 0
        while await _ended(stage) < weather.jobs and rounds < _ROUNDS:
            await asyncio.sleep(1)
            is_quiet = not (await stage.ask(_OPEN))[0][0]
            if is_quiet and crowd.order_again({row[0] for row in await stage.ask(_KEYS)}):
                await asyncio.sleep(_ANSWER_SECONDS)
                rounds += 1
        return await _added_up(stage, weather, crowd, time.monotonic() - begun)


async def _ended(stage: Stage) -> int:
    """How many jobs there are that are not open any more."""
    ((there, _),) = await stage.ask(_JOBS) if await _is_laid_out(stage) else [(0, 0)]
    return int(there - (await stage.ask(_OPEN))[0][0]) if there else 0


async def _is_laid_out(stage: Stage) -> bool:
    return bool((await stage.ask("SELECT to_regclass('jobs') IS NOT NULL"))[0][0])


async def _added_up(stage: Stage, weather: Weather, crowd: Crowd, seconds: float) -> Account:
    ((jobs, _),) = await stage.ask(_JOBS)
    books, written = (await stage.ask(_BOOKS))[0][0], (await stage.ask(_WRITTEN))[0][0]
    orders = stage.fal.orders.by_id.values()
    distinct = {(order.app, str(sorted(order.arguments.items()))) for order in orders}
    films = {
        f"{chat.id}/{message.id}"
        for chat in stage.telegram.chats.values()
        for message in chat.messages
        if message.video is not None
    }
    receipts = [row[0] for row in await stage.ask(_RECEIPTS)]
    unsent = receipts.count(None)
    return Account(
        asked=weather.jobs,
        jobs=jobs,
        stages=dict(await stage.ask(_STAGES)),
        orders=len(orders),
        distinct=len(distinct),
        billed=stage.fal.books()["micros"],
        booked=int(books - written),
        feared=await _feared(stage),
        posted=len(films),
        # A film that no job knows of was posted once too often, or by one that could not be sure.
        doubled=max(0, len(films - set(receipts)) - unsent),
        unsent=unsent,
        drawn=(await stage.ask(_DRAWN))[0][0],
        kills=stage.toll.kills,
        restarts=stage.toll.restarts,
        cuts=stage.toll.cuts,
        takeovers=tuple(round(each, 1) for each in stage.toll.takeovers),
        seconds=round(seconds),
        again=crowd.again,
        unheard=crowd.unheard,
        leaked=len(overheard) + sum(len(leaks(log)) for log in stage.logs),
    )


async def _feared(stage: Stage) -> int:
    """What was set aside for orders without a ticket that FAL knows nothing of."""
    ordered = [order.arguments for order in stage.fal.orders.by_id.values()]
    known = {(each.get("prompt") or each.get("text"), each.get("seed") or 0) for each in ordered}
    return sum(price for price, *what in await stage.ask(_FEARED) if tuple(what) not in known)


def main() -> int:
    """Let it rage as the command line says; 1 when something is amiss, else 2 when something was late."""
    usual = Weather()
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.storm")
    parser.add_argument("--jobs", type=int, default=usual.jobs)
    parser.add_argument("--people", type=int, default=usual.people)
    parser.add_argument("--workers", type=int, default=usual.workers)
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--kills", type=int, help="after so many, and a crash, nothing is broken any more")
    parser.add_argument("--usual", type=int, default=usual.usual, help="how long films are said to take")
    parser.add_argument("--logs", type=Path, help="a folder that keeps what the processes said")
    told = parser.parse_args()
    weather = Weather(
        told.jobs, told.people, told.workers, seed=told.seed, kills=told.kills, usual=told.usual
    )
    with tempfile.TemporaryDirectory() as folder:
        account = asyncio.run(weathered(told.logs or Path(folder), weather))
    print(account)
    late = ["A dead worker's jobs waited for more than ten seconds."] if account.is_late else []
    print("\n".join([*account.faults, *late]) or "Nothing is amiss.")
    return 1 if account.faults else LATE if late else 0


if __name__ == "__main__":
    sys.exit(main())
