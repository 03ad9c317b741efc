"""Bought reels: whatever happens at the same moment, none is spent twice, and none is lost."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.storage import open_store
from adapters.storage.keeping.till import SqlPayments
from adapters.storage.store import SqlStore
from adapters.storage.tables.studio import entries, payments
from core.books.account import Terms
from core.books.ledger import BOT, HOUSE, Bill, bought_by, close
from core.books.quota import Limit, Quota
from core.books.till import Payment, State
from core.reel.job import Job, Stage, new_id
from core.store import Change, Opened, Ruling
from tests.databases import url_of
from tests.players import HandClock
from tests.storage.test_terms import new_job

EACH = pytest.mark.usefixtures("each_database")
PEOPLE = ("ann", "bob", "cid")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["open", "open", "open", "pay", "close", "back", "restore", "link", "part", "tomorrow"]
        ),
        st.sampled_from(PEOPLE),
        st.integers(0, 250),
        st.integers(1, 3),
    ),
    max_size=18,
)
QUOTAS = st.builds(
    Quota, reels_per_day=st.none() | st.integers(0, 2), micros_per_day=st.none() | st.integers(0, 200)
)


def payment(clock: HandClock, who: str, reels: int, charge: str) -> Payment:
    """Somebody paid."""
    return Payment(charge, f"test:{who}", reels, 50 * reels, clock())


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(free=QUOTAS, steps=STEPS)
def test_no_bought_reel_is_spent_twice_or_lost(free: Quota, steps: list[tuple[str, str, int, int]]) -> None:
    """Paid, ordered, ended, given back and linked at once, in any order: the balance is that of the book."""
    with TemporaryDirectory() as folder:
        asyncio.run(_live(Path(folder), Terms(free, worth=100), steps))


@pytest.mark.usefixtures("on_postgres")
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(free=QUOTAS, steps=STEPS)
def test_no_bought_reel_is_lost_between_two_processes(
    free: Quota, steps: list[tuple[str, str, int, int]]
) -> None:
    """The same holds when money comes in through another process than orders do, on PostgreSQL."""
    with TemporaryDirectory() as folder:
        asyncio.run(_live(Path(folder), Terms(free, worth=100), steps, processes=2))


async def _live(
    folder: Path, terms: Terms, steps: list[tuple[str, str, int, int]], processes: int = 1
) -> None:
    clock, url = HandClock(), url_of(folder)
    async with AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(open_store(url, folder, clock)) for _ in range(processes)]
        store = stores[0]
        book, burst = SqlPayments(stores[-1]), list[Awaitable[object]]()
        for number, (does, who, micros, reels) in enumerate(steps):
            charge = f"charge-{number % 5}"
            match does:
                case "open":
                    burst.append(_opened(store, new_job(clock, who, micros), terms))
                case "pay":
                    burst += [book.enter(payment(clock, who, reels, charge)) for _ in range(2)]
                case "back":
                    told = Ruling("test:boss", "repay", "somebody", "", clock())
                    burst.append(book.take_back(charge, told))
                case _:
                    await asyncio.gather(*burst)
                    await _check(store)
                    burst = []
                    await _does(store, clock, does, charge, micros)
        await asyncio.gather(*burst)
        await _check(store)


async def _does(store: SqlStore, clock: HandClock, does: str, charge: str, micros: int) -> None:
    """One thing that is done by itself, some time after the others."""
    clock.move(seconds=1)
    match does:
        case "restore":
            await SqlPayments(store).restore(charge, clock())
        case "close":
            await _close_all(store, clock, micros)
        case "link":
            code = new_id()
            await store.issue(code, f"test:{PEOPLE[micros % 3]}", clock() + timedelta(minutes=1))
            await store.redeem(code, "test:cid", clock())
        case "part":
            await store.leave("test:cid")
        case "tomorrow":
            clock.move(days=1)


async def _opened(store: SqlStore, job: Job, terms: Terms) -> Opened:
    """An order that says truly whether there was room, and with what it was paid."""
    account = (await store.requester(job.requester)).account
    opened = await store.open(job.but(account=account), terms)
    if opened.job is not None and opened.job.bought:
        assert opened.job.bought == -(-job.quote // terms.worth)
    assert opened.usage.bought >= 0
    return opened


async def _close_all(store: SqlStore, clock: HandClock, cost: int) -> None:
    found = await store.claim(Stage.PLANNING, 100, clock())
    for claim in found.claims:
        job, own = claim.job, min(cost, claim.job.quote)
        needed = -(-job.reels * own // job.quote) if own else 0
        bill = Bill(needed, own, cost - own)
        ended = job.but(stage=Stage.DONE, bill=bill, closed_at=clock())
        await store.save(claim, Change(ended, None, entries=close(job.hold, bill, clock())))


async def _check(store: SqlStore) -> None:
    """What was paid for and is neither used nor taken back is there, and nothing else."""
    lines = await store.read(sa.select(entries))
    paid = [row for row in await store.read(sa.select(payments)) if row.state == State.PAID]
    taken_short = sum(
        row.reels - row.taken for row in await store.read(sa.select(payments)) if row.state != State.PAID
    )
    left, used, house = Counter[str](), 0, 0
    for line in lines:
        if line.account.startswith("bought/"):
            left[line.account] -= line.reels
            used += line.reels if line.kind != "grant" else 0
        house += line.reels if line.account == HOUSE and line.kind == "grant" else 0
    assert all(number >= 0 for number in left.values())
    assert sum(left.values()) == sum(row.reels for row in paid) + taken_short - used
    assert house == sum(left.values()) + used
    now = HandClock().now
    for who in PEOPLE:
        kept = (await store.usage(f"test:{who}", now)).bought
        assert kept == left[bought_by(f"test:{who}")]
    assert (await store.usage(BOT, now)).bought == 0


@EACH
async def test_the_days_own_come_first_and_the_bought_ones_stay(tmp_path: Path) -> None:
    """The days own go first, bought ones after; dear ones take several; and they outlive more than a year."""
    clock, terms = HandClock(), Terms(Quota(reels_per_day=1), worth=100)
    async with open_store(url_of(tmp_path), tmp_path, clock) as store:
        await SqlPayments(store).enter(payment(clock, "ann", 4, "one"))
        today = [await store.open(new_job(clock, micros=micros), terms) for micros in (90, 90, 250, 90)]
        clock.move(days=400)
        await SqlPayments(store).enter(payment(clock, "ann", 1, "two"))
        later = [await store.open(new_job(clock, micros=100), terms) for _ in range(3)]
        drawn = await store.open(new_job(clock, micros=0), terms)

    assert [each.job.bought if each.job else each.limit for each in today] == [0, 1, 3, Limit.REELS_PER_DAY]
    assert [each.job.bought if each.job else each.limit for each in later] == [0, 1, Limit.REELS_PER_DAY]
    assert [each.usage.reels_today for each in today] == [1, 1, 1, 1]
    assert drawn.limit is Limit.REELS_PER_DAY


@EACH
async def test_what_is_bought_opens_no_door_of_the_houses(tmp_path: Path) -> None:
    """Neither the bot's own limit nor the number of reels at once is for sale."""
    clock = HandClock()
    async with open_store(url_of(tmp_path), tmp_path, clock) as store:
        await SqlPayments(store).enter(payment(clock, "ann", 5, "one"))
        bot = Terms(Quota(reels_per_day=0), bot=Quota(micros_per_day=50), worth=100)
        many = Terms(Quota(reels_per_day=0, at_once=1), worth=100)
        capped = await store.open(new_job(clock, micros=60), bot)
        at_once = [await store.open(new_job(clock, micros=60), many) for _ in range(2)]
        left = (await store.usage("test:ann", clock())).bought

    assert capped.limit is Limit.MICROS_PER_DAY
    assert [each.limit for each in at_once] == [None, Limit.AT_ONCE]
    assert left == 4


@EACH
async def test_a_batch_mixes_the_days_own_and_the_bought(tmp_path: Path) -> None:
    """Of three takes one is the day's and two are bought; where one is missing, none is opened."""
    clock, terms = HandClock(), Terms(Quota(reels_per_day=1), worth=100)
    async with open_store(url_of(tmp_path), tmp_path, clock) as store:
        await SqlPayments(store).enter(payment(clock, "ann", 2, "one"))
        four = [new_job(clock, micros=80) for _ in range(4)]
        refused = await store.open(four[0], terms, four[1:])
        three = [new_job(clock, micros=80) for _ in range(3)]
        opened = await store.open(three[0], terms, three[1:])
        kept = [await store.job(job.id) for job in three]

    assert (refused.limit, refused.usage.bought) == (Limit.REELS_PER_DAY, 2)
    assert opened.usage.bought == 0
    assert [job.bought for job in kept if job is not None] == [0, 1, 1]
