"""What the store promises, on either database."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.storage import open_store
from adapters.storage.store import SqlStore
from core.books.account import Terms
from core.books.ledger import Bill, close
from core.books.quota import Limit, Quota
from core.reel.brief import Brief
from core.reel.job import Job, Stage, new_id
from core.reel.niche import Niche
from core.store import Change, Claim, LeaseLost
from tests.databases import url_of
from tests.players import QUICK, HandClock

CLOCK = HandClock()
BRIEF = Brief(niche=Niche(subject="coffee"), topic="monks", model=QUICK.id)

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    """A new database."""
    async with open_store(url_of(tmp_path), tmp_path, CLOCK) as store:
        yield store


def new_job(key: str | None = None, account: str = "ann", quote: int = 100) -> Job:
    """A job that nobody has opened yet."""
    job_id = new_id()
    return Job(
        id=job_id,
        account=account,
        requester=account,
        address="here",
        request_key=key or job_id,
        brief=BRIEF,
        quote=quote,
        opened_at=CLOCK(),
        stage_at=CLOCK(),
    )


async def claim(store: SqlStore) -> Claim:
    """The only job that is due."""
    found = await store.claim(Stage.PLANNING, 10, CLOCK())
    (only,) = found.claims
    return only


async def test_five_hundred_at_once_are_all_kept(store: SqlStore) -> None:
    """Five hundred orders in the same moment are five hundred jobs and holds."""
    opened = await asyncio.gather(*(store.open(new_job(account=f"a{n}"), Terms()) for n in range(500)))

    assert all(o.job is not None for o in opened)
    assert (await store.queue())[0] == {Stage.PLANNING: 500}


async def test_no_race_overspends(store: SqlStore) -> None:
    """Fifty orders at once on an account with room for three open exactly three jobs."""
    quota = Quota(micros_per_day=350)
    opened = await asyncio.gather(*(store.open(new_job(), Terms(quota)) for _ in range(50)))

    assert [o.limit for o in opened].count(Limit.MICROS_PER_DAY) == 47
    assert (await store.usage("ann", CLOCK())).micros_today == 300


@pytest.mark.parametrize(
    ("quota", "limit"),
    [
        (Quota(reels_per_day=0), Limit.REELS_PER_DAY),
        (Quota(micros_per_day=0), Limit.MICROS_PER_DAY),
        (Quota(micros_per_month=99), Limit.MICROS_PER_MONTH),
        (Quota(), None),
        (Quota(reels_per_day=1, micros_per_day=100, micros_per_month=100), None),
    ],
)
async def test_nought_is_none_and_empty_is_unlimited(
    store: SqlStore, quota: Quota, limit: Limit | None
) -> None:
    """A limit of 0 lets nothing through, an empty one everything, an exact one its last reel."""
    assert (await store.open(new_job(), Terms(quota))).limit == limit


async def test_yesterday_does_not_count_today_but_in_the_month(store: SqlStore) -> None:
    """Usage of a day is that day's, usage of the month is all of its days'."""
    await store.open(new_job(), Terms())
    usage = await store.usage("ann", CLOCK() + timedelta(days=1))

    assert (usage.reels_today, usage.micros_today, usage.micros_this_month) == (0, 0, 100)


async def test_a_lease_that_was_taken_over_cannot_save(store: SqlStore) -> None:
    """Whoever lost its lease cannot overwrite what the next one did."""
    await store.open(new_job(), Terms())
    slow = await claim(store)
    CLOCK.move(minutes=16)
    quick = await claim(store)
    await store.save(quick, Change(quick.job, due_at=None))

    with pytest.raises(LeaseLost):
        await store.save(slow, Change(slow.job, due_at=CLOCK()))


async def test_a_wake_that_comes_while_a_job_is_parked_is_not_lost(store: SqlStore) -> None:
    """However a signal and a park meet, the job is due at once, and nobody else gets it meanwhile."""
    await store.open(new_job(), Terms())
    working = await claim(store)
    await store.wake(working.job.id, CLOCK())
    assert not (await store.claim(Stage.PLANNING, 10, CLOCK())).claims
    await store.save(working, Change(working.job, due_at=CLOCK() + timedelta(hours=1)))

    assert (await claim(store)).job.id == working.job.id


async def test_a_thousand_wakes_racing_with_parks_lose_none(store: SqlStore) -> None:
    """Park and wake a hundred jobs at the same moment, over and over: each is found due again."""
    await asyncio.gather(*(store.open(new_job(account=f"a{n}"), Terms()) for n in range(100)))
    for _ in range(10):
        found = await store.claim(Stage.PLANNING, 100, CLOCK())
        assert len(found.claims) == 100
        late = CLOCK() + timedelta(hours=1)
        parks = [store.save(c, Change(c.job, due_at=late)) for c in found.claims]
        wakes = [store.wake(c.job.id, CLOCK()) for c in found.claims]
        await asyncio.gather(*(work for pair in zip(parks, wakes, strict=True) for work in pair))


async def test_whoever_is_about_to_wait_for_a_storyboard_hears_that_it_is_there(store: SqlStore) -> None:
    """Two equal orders in the same moment: the second does not sleep through the first one's storyboard."""
    await asyncio.gather(*(store.open(new_job(account=who), Terms()) for who in ("ann", "bob")))
    first, second = (await store.claim(Stage.PLANNING, 2, CLOCK())).claims
    planned = first.job.but(stage=Stage.RENDERING)
    await store.save(first, Change(planned, due_at=CLOCK(), keeps_lease=True, wakes=(BRIEF.digest,)))
    late = CLOCK() + timedelta(hours=1)
    await store.save(second, Change(second.job, due_at=late, waits_for=BRIEF.digest))

    assert (await claim(store)).job.id == second.job.id


async def test_a_cancel_is_seen_by_whoever_works_on_the_job(store: SqlStore) -> None:
    """A cancel during a step is in the claim that the step's next save gives back."""
    await store.open(new_job(), Terms())
    working = await claim(store)
    await store.cancel(working.job.id, CLOCK())

    assert (await store.save(working, Change(working.job, due_at=CLOCK(), keeps_lease=True))).is_cancelled


async def test_the_books_cannot_be_closed_twice(store: SqlStore) -> None:
    """A second settlement of the same job is impossible in the database, whatever the code does."""
    await store.open(new_job(), Terms())
    working = await claim(store)
    settled = close(working.job.hold, Bill(1, 100, 0), CLOCK())
    await store.save(working, Change(working.job, due_at=CLOCK(), keeps_lease=True, entries=settled))

    with pytest.raises(sa.exc.IntegrityError):
        await store.save(working, Change(working.job, due_at=None, entries=settled))


async def test_one_bad_save_does_not_sink_the_others(store: SqlStore) -> None:
    """What is wrong with one job in a load concerns that job alone."""
    await store.open(new_job(account="bad"), Terms())
    bad = await claim(store)
    settled = close(bad.job.hold, Bill(1, 100, 0), CLOCK())
    await store.save(bad, Change(bad.job, due_at=CLOCK(), keeps_lease=True, entries=settled))

    outcomes = await asyncio.gather(
        store.save(bad, Change(bad.job, due_at=None, entries=settled)),
        store.open(new_job(account="good"), Terms()),
        return_exceptions=True,
    )

    assert isinstance(outcomes[0], sa.exc.IntegrityError)
    assert not isinstance(outcomes[1], BaseException)
