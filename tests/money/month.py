"""A month of a community in a few seconds: people order, buy, cancel and agree, while everything fails.

The clock is virtual, the database real. The vendor keeps its own book, breaks down, loses answers and
clips, and charges for some of what it never delivers. The process is killed in the middle of its steps.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import sqlalchemy as sa

from adapters.storage.keeping.till import SqlPayments
from adapters.storage.tables.columns import stamp
from adapters.storage.tables.studio import entries, jobs, tallies
from core.books.account import Terms
from core.books.money import MICROS_PER_DOLLAR
from core.books.quota import Quota
from core.books.till import Payment
from core.errors import Failed, Refused, Unavailable, Unclear
from core.ports import Delivery, Finished, Order, RenderState, Ticket, Waiting
from core.reel.brief import Brief
from core.reel.catalogue import ANIMATIC
from core.reel.job import Job, Stage
from core.request import Request
from core.store import Opened, Ruling
from tests.players import QUICK, HandClock, Letterbox
from tests.work.house import COFFEE, House

ZONES = ("UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo", "Pacific/Auckland")
TERMS = Terms(
    free=Quota(3, 4 * MICROS_PER_DOLLAR, 12 * MICROS_PER_DOLLAR, reels_per_month=20, at_once=2),
    share=Quota(2, 3 * MICROS_PER_DOLLAR, at_once=1),
    bot=Quota(micros_per_day=30 * MICROS_PER_DOLLAR, micros_per_month=600 * MICROS_PER_DOLLAR),
    asks_above=2 * MICROS_PER_DOLLAR,
)
BUDGET = {"micros_per_day": 8 * MICROS_PER_DOLLAR, "micros_per_month": 60 * MICROS_PER_DOLLAR}
_A_WHILE = timedelta(minutes=20)
_NOBODY_WAITS = timedelta(days=4)


@dataclass
class Fickle:
    """A video vendor that fails in every way there is, and keeps a true book of what it charges."""

    chance: Random
    clock: HandClock
    vendor: str = QUICK.vendor
    charges: dict[int, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    made: dict[int, datetime] = field(default_factory=dict)
    fates: dict[int, str] = field(default_factory=dict)
    down_until: datetime | None = None
    seen: Counter[str] = field(default_factory=Counter)

    @property
    def bill(self) -> int:
        """What it charges for the whole month, in micro-dollars."""
        return sum(self.charges.values())

    async def submit(self, order: Order, render_id: str) -> Ticket:
        """Enter an order, or not; say so, or not."""
        await asyncio.sleep(0)
        if self.down_until is not None and self.clock.now < self.down_until:
            raise Unavailable("The vendor is down.")
        what = self.chance.choices(["ok", "away", "unsaid", "lost", "refused"], [84, 5, 5, 3, 3])[0]
        self.seen[what] += 1
        if what == "away":
            raise Unavailable("The vendor is busy.")
        if what == "refused":
            raise Refused("The vendor does not film this.")
        if what == "lost":
            raise Unclear("No answer.")
        number = len(self.charges) + 1
        self.charges[number], self.numbers[render_id] = QUICK.price(order.seconds), number
        self.made[number] = self.clock.now
        self.fates[number] = self.chance.choices(["ready", "failed", "charged"], [90, 6, 4])[0]
        await asyncio.sleep(0)
        if what == "unsaid":
            raise Unclear("No answer.")
        return {"number": number}

    async def check(self, ticket: Ticket) -> RenderState:
        """Waiting for a while, then whatever becomes of it."""
        await asyncio.sleep(0)
        number, what = ticket["number"], self.chance.random()
        if what < 0.05:
            raise Unavailable("The vendor is busy.")
        if what < 0.3:
            return Waiting(1)
        fate = self.fates[number]
        self.seen[fate] += 1
        if fate == "failed":
            self.charges[number] = 0
            raise Failed("No clip came of it.")
        if fate == "charged":
            raise Failed("No clip came of it, and it is charged.", billed=True)
        return Finished(f"memory://{number}")

    async def find(self, order: Order, render_id: str, since: datetime) -> Ticket | None:
        """It lists its orders, and which of them came of this attempt."""
        del order
        await asyncio.sleep(0)
        number = self.numbers.get(render_id)
        return {"number": number} if number and self.made[number] >= since else None

    async def cancel(self, ticket: Ticket) -> bool:
        """Half of what is called off is struck from the book, and no clip comes of it then."""
        await asyncio.sleep(0)
        number = ticket["number"]
        if self.charges[number] and self.chance.random() < 0.5:
            return False
        self.charges[number], self.fates[number] = 0, "failed"
        # Whoever is killed here has to ask again, and is told the same.
        await asyncio.sleep(0)
        return True

    async def download(self, url: str, to: Path) -> None:
        """Hand the clip over; the link is dead now and then."""
        await asyncio.sleep(0)
        if self.chance.random() < 0.05:
            raise Unavailable("The link does not answer.")
        await asyncio.to_thread(to.write_text, url)


@dataclass
class Month:
    """So many people in so many groups for so many days; equal seeds order much the same."""

    folder: Path
    people: int = 1000
    groups: int = 40
    days: int = 30
    orders_a_day: int = 80
    seed: int = 1
    jobs: dict[str, Job] = field(default_factory=dict)
    refusals: Counter[str] = field(default_factory=Counter)
    posts: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    paid: int = 0

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        clock = HandClock()
        self.vendor = Fickle(self.chance, clock)
        box = Letterbox(on_post=self._posted)
        self.house = House(self.folder, clock, letterbox=box, renderer=self.vendor, terms=TERMS)

    async def live(self) -> None:
        """Every day people do what people do; two days end with the process killed in its steps."""
        async with self.house.open():
            await self._settle()
        for day in range(self.days):
            async with self.house.open():
                await self._pay()
                for hour in range(24):
                    await self._hour(hour)
                    if hour == 12 and day % 3 == 1:
                        await self._order(self.orders_a_day // 8)
                        self._kill()
                        break
        await self._end()

    async def _settle(self) -> None:
        told = Ruling("test:boss", "settle", "everybody", "", self.house.clock())
        for number in range(0, self.groups, 3):
            await self.house.store.settle(_group(number), {"quota": BUDGET, "zone": ZONES[number % 5]}, told)
        for number in range(1, self.groups, 3):
            await self.house.store.settle(_group(number), {"admins_above": MICROS_PER_DOLLAR}, told)
        for number in range(0, self.people, 4):
            await self.house.store.settle(_person(number), {"zone": ZONES[number % 5]}, told)

    async def _hour(self, hour: int) -> None:
        busy = hour in (8, 12, 13, 19, 20, 21)
        if busy:
            await self._order(self.orders_a_day // 6)
        if self.chance.random() < 0.02:
            self.vendor.down_until = self.house.clock() + timedelta(minutes=self.chance.randrange(5, 90))
        for _ in range(3):
            await self._work()
            await self._change_minds()
            self.house.clock.move(minutes=20)

    async def _order(self, number: int) -> None:
        opened = await asyncio.gather(*(self._one() for _ in range(number)))
        for each in opened:
            if each.job is None:
                self.refusals[f"{each.whose.value}: {each.limit}"] += 1
            else:
                self.jobs[each.job.id] = each.job

    async def _pay(self) -> None:
        """A few buy reels, of which we are told twice; now and then somebody is given their money back."""
        book, now = SqlPayments(self.house.store), self.house.clock()
        for _ in range(3):
            who = _person(self.chance.randrange(self.people // 40))
            payment = Payment(f"charge {self.paid}", who, reels=3, stars=150, at=now)
            self.paid += 1
            await asyncio.gather(book.enter(payment), book.enter(payment))
        charge = f"charge {self.chance.randrange(self.paid)}"
        if await book.take_back(charge, Ruling("test:boss", "repay", charge, "", now)) is not None:
            await book.settle(charge)

    async def _one(self) -> Opened:
        """Somebody orders; a few of all people order most, and there are more ideas than one for many."""
        who = self.chance.randrange(self.people // 40 if self.chance.random() < 0.5 else self.people)
        group = _group(who % self.groups) if self.chance.random() < 0.6 else ""
        brief = Brief(
            niche=COFFEE,
            topic=f"idea {self.chance.randrange(200)}",
            model=ANIMATIC if self.chance.random() < 0.2 else QUICK.id,
            seconds=self.chance.choice([5, 5, 10, 20]),
            take=self.chance.randrange(5),
        )
        requester = await self.house.studio.requester(_person(who))
        key = f"test:{self.chance.getrandbits(64)}"
        return await self.house.studio.order(Request(requester, "here", key, group), brief)

    async def _change_minds(self) -> None:
        """Of what is under way some is agreed to, and some not wanted any more."""
        open_ids = await self.house.store.read(
            sa.select(jobs.c.id, jobs.c.stage).where(jobs.c.due_at.is_not(None))
        )
        for row in open_ids:
            what = self.chance.random()
            if row.stage == Stage.APPROVAL and what < 0.3:
                await self.house.studio.approve(self.jobs[row.id])
            elif what < 0.04:
                await self.house.studio.cancel(self.jobs[row.id])

    async def _work(self) -> None:
        """Until nobody is being worked on, and nobody is due at the present moment."""
        now = stamp(self.house.clock())
        busy = sa.select(jobs.c.id).where(
            jobs.c.due_at.is_not(None), (jobs.c.lease != "") | (jobs.c.due_at <= now)
        )
        self.house.runner.nudge()
        async with asyncio.timeout(120):
            while await self.house.store.read(busy.limit(1)):
                await asyncio.sleep(0.002)

    def _kill(self) -> None:
        """Tear every step off wherever it is."""
        self.kills += 1
        for lane in self.house.runner._lanes.values():
            lane.room = 0
            for task in lane.busy:
                task.cancel()

    async def _end(self) -> None:
        """Nobody orders any more; whatever is under way comes to its end."""
        until = self.house.clock() + _NOBODY_WAITS
        async with self.house.open():
            while self.house.clock() < until and await self.open_jobs():
                await self._work()
                self.house.clock.now += _A_WHILE

    def _posted(self, delivery: Delivery) -> None:
        self.posts[delivery.key] += 1

    async def open_jobs(self) -> int:
        """How many jobs have no end yet."""
        found = await self.house.store.read(sa.select(sa.func.count()).where(jobs.c.due_at.is_not(None)))
        return int(found[0][0])

    async def books(self) -> int:
        """All that the ledger says was spent, by anybody."""
        found = await self.house.store.read(sa.select(sa.func.sum(entries.c.micros)))
        return int(found[0][0])

    async def totals(self) -> list[tuple[str, str, int, int]]:
        """Account, day, reels and micro-dollars of every running total."""
        return [tuple(row) for row in await self.house.store.read(sa.select(tallies))]

    async def lines(self) -> list[tuple[str, str, str, int, int]]:
        """Account, share, day, reels and micro-dollars of every line in the book."""
        columns = entries.c.account, entries.c.share, entries.c.day, entries.c.reels, entries.c.micros
        return [tuple(row) for row in await self.house.store.read(sa.select(*columns))]


def _person(number: int) -> str:
    return f"test:{number}"


def _group(number: int) -> str:
    return f"test:-{number + 1}"
