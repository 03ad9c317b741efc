"""Several processes on one PostgreSQL: nobody overspends, nothing is lost, the dead are inherited from.

Each store here has connections and a life of its own, just as a process has.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage import migrate, open_store, troubles
from adapters.storage.databases.watch import Watch
from adapters.storage.door.hooks import SqlHooks
from adapters.storage.store import SqlStore
from adapters.storage.tables.columns import stamp
from adapters.storage.tables.studio import entries, jobs, processes, tallies
from adapters.storage.transactions.calls import announce
from adapters.storage.transactions.claims import claim_these
from adapters.storage.transactions.items import ClaimThis
from adapters.storage.transactions.news import everybody_due, lately_due
from core.books.account import Terms
from core.books.ledger import Bill, close
from core.books.quota import Limit, Quota
from core.door import Webhook
from core.errors import Unavailable
from core.reel.job import Job, Stage
from core.store import Change, Claim, LeaseLost
from tests.databases import url_of
from tests.postgres import own_server
from tests.storage.test_store import CLOCK, new_job

pytestmark = pytest.mark.usefixtures("on_postgres")

_CUT = sa.text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[list[SqlStore]]:
    """Three processes on one database."""
    async with AsyncExitStack() as stack:
        opened = [open_store(url_of(tmp_path), tmp_path, CLOCK) for _ in range(3)]
        yield [await stack.enter_async_context(each) for each in opened]


async def settle(store: SqlStore, claim: Claim) -> None:
    """A job comes to its end, and is paid for."""
    closed = claim.job.but(stage=Stage.DONE)
    bill = close(claim.job.hold, Bill(1, claim.job.quote, 0), CLOCK())
    await store.save(claim, Change(closed, due_at=None, entries=bill))


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something that is sure to come."""
    async with asyncio.timeout(60):
        while not await is_so():
            await asyncio.sleep(0.05)


async def test_no_race_between_processes_overspends(stores: list[SqlStore]) -> None:
    """Sixty orders at once, by three processes, on an account with room for three open exactly three."""
    quota = Quota(micros_per_day=350)
    opened = await asyncio.gather(*(stores[n % 3].open(new_job(), Terms(quota)) for n in range(60)))

    assert [o.limit for o in opened].count(Limit.MICROS_PER_DAY) == 57
    assert (await stores[0].usage("ann", CLOCK())).micros_today == 300


async def test_the_same_request_through_two_processes_is_one_job(stores: list[SqlStore]) -> None:
    """A message that reaches two processes is one reel, and the other is told so."""
    opened = await asyncio.gather(*(store.open(new_job("chat:1"), Terms()) for store in stores * 5))

    assert len({each.job.id for each in opened if each.job is not None}) == 1
    assert [each.is_repeat for each in opened].count(False) == 1


async def test_a_job_is_worked_on_by_one_process(stores: list[SqlStore]) -> None:
    """However three processes grab, each job is leased once, and none is left over."""
    await asyncio.gather(*(stores[0].open(new_job(account=f"a{n}"), Terms()) for n in range(90)))
    got = list[str]()
    while len(got) < 90:
        found = await asyncio.gather(*(store.claim(Stage.PLANNING, 7, CLOCK()) for store in stores))
        got += [claim.job.id for each in found for claim in each.claims]

    assert len(set(got)) == 90


async def test_no_wake_is_lost_between_processes(stores: list[SqlStore]) -> None:
    """One process parks a hundred jobs while two others wake them, over and over: all are found due."""
    await asyncio.gather(*(stores[0].open(new_job(account=f"a{n}"), Terms()) for n in range(100)))
    for _ in range(5):
        found = await stores[0].claim(Stage.PLANNING, 100, CLOCK())
        assert len(found.claims) == 100
        late = CLOCK() + timedelta(hours=1)
        parks = [stores[0].save(c, Change(c.job, due_at=late)) for c in found.claims]
        wakes = [stores[1 + n % 2].wake(c.job.id, CLOCK()) for n, c in enumerate(found.claims)]
        await asyncio.gather(*(work for pair in zip(parks, wakes, strict=True) for work in pair))


async def test_whoever_settles_while_others_order_waits_in_no_circle(stores: list[SqlStore]) -> None:
    """Orders, ends, wakes and cancels of three processes at the same moment all go through, and add up."""
    chance, working = Random(7), list[Claim]()
    await asyncio.gather(*(stores[0].open(new_job(account=f"a{n % 9}"), Terms()) for n in range(120)))
    for store in stores:
        working += (await store.claim(Stage.PLANNING, 40, CLOCK())).claims
    assert len(working) == 120
    mixed = [settle(chance.choice(stores), claim) for claim in working]
    mixed += [chance.choice(stores).wake(claim.job.id, CLOCK()) for claim in working]
    mixed += [chance.choice(stores).cancel(claim.job.id, CLOCK()) for claim in working]
    orders = [chance.choice(stores).open(new_job(account=f"a{n % 9}"), Terms()) for n in range(60)]
    chance.shuffle(mixed)
    await asyncio.gather(*mixed, *orders)
    booked = await stores[0].read(
        sa.select(entries.c.account, sa.func.sum(entries.c.micros)).group_by("account")
    )
    added_up = await stores[0].read(
        sa.select(tallies.c.account, sa.func.sum(tallies.c.micros))
        .where(tallies.c.account != "bot")
        .group_by("account")
    )

    assert sorted(tuple(row) for row in booked) == sorted(tuple(row) for row in added_up)
    assert sum(row[1] for row in booked) == 180 * 100


async def test_cut_connections_lose_and_double_nothing(stores: list[SqlStore]) -> None:
    """While connections are cut over and over, every order is one job and every end is booked once."""
    cuts = list[int]()

    async def cut(conn: AsyncConnection) -> None:
        cuts.append((await conn.execute(_CUT)).scalar_one())

    async def cut_often() -> None:
        for _ in range(12):
            await asyncio.sleep(0.03)
            await stores[2].write(cut)

    async def live(number: int) -> None:
        store = stores[number % 2]
        opened = await store.open(new_job(account=f"a{number % 5}"), Terms())
        assert opened.job is not None
        assert not opened.is_repeat

    async def work(store: SqlStore) -> int:
        found = (await store.claim(Stage.PLANNING, 5, CLOCK())).claims
        await asyncio.gather(*(settle(store, claim) for claim in found))
        return len(found)

    cutting, ended = asyncio.create_task(cut_often()), 0
    await asyncio.gather(*(live(n) for n in range(100)))
    async with asyncio.timeout(120):
        while ended < 100:
            ended += sum(await asyncio.gather(*map(work, stores[:2])))
    await cutting
    (lines, micros), *_ = await stores[0].read(sa.select(sa.func.count(), sa.func.sum(entries.c.micros)))
    ((left,),) = await stores[0].read(sa.select(sa.func.count()).where(jobs.c.due_at.is_not(None)))

    assert sum(cuts) >= len(stores)
    assert (ended, left) == (100, 0)
    assert (lines, micros) == (200, 100 * 100)


async def test_a_hook_is_told_by_one_process(stores: list[SqlStore]) -> None:
    """Three processes look for calls at the same moment: each call is given once, and again in a minute."""
    kept = [SqlHooks(store) for store in stores]
    await kept[0].register(Webhook("h1", "ann", "https://hook.example", "secret", CLOCK()))
    await stores[0].write(lambda conn: announce(conn, [new_job().but(stage=Stage.DONE) for _ in range(30)]))
    given = await asyncio.gather(*(hooks.due(CLOCK(), 20) for hooks in kept))
    later = await kept[0].due(CLOCK() + timedelta(minutes=1), 99)

    assert sorted(call.id for each in given for call in each) == sorted(call.id for call in later)
    assert len(later) == 30


async def test_the_jobs_of_a_dead_process_are_taken_over(stores: list[SqlStore]) -> None:
    """Whoever gave no sign of life loses its jobs to the others; if it lives after all, it cannot save."""
    dead, alive, _ = stores
    await dead.open(new_job(), Terms())
    (working,) = (await dead.claim(Stage.PLANNING, 1, CLOCK())).claims
    assert not (await alive.claim(Stage.PLANNING, 1, CLOCK())).claims
    owner, _, _ = working.lease.partition(":")
    silent = sa.update(processes).where(processes.c.id == owner).values(beat_at=0)
    taken = list[Claim]()

    async def is_taken_over() -> bool:
        await alive.write(lambda conn: conn.execute(silent))
        taken.extend((await alive.claim(Stage.PLANNING, 1, CLOCK())).claims)
        return bool(taken)

    await until(is_taken_over)

    assert taken[0].job.id == working.job.id
    with pytest.raises(LeaseLost):
        await dead.save(working, Change(working.job, due_at=CLOCK()))


async def test_who_was_killed_is_known_by_its_connection(stores: list[SqlStore]) -> None:
    """Whose connection is gone is inherited from though a sign of life was given some seconds ago."""
    store = stores[0]
    await store.open(new_job(), Terms())
    assert (await store.claim(Stage.PLANNING, 1, CLOCK())).claims
    lately = "CAST(extract(epoch FROM clock_timestamp() - interval '5 seconds') * 1000000 AS bigint)"
    enter = sa.text(f"INSERT INTO processes (id, beat_at) VALUES ('killed', {lately})")
    # As long as it is there it is never silent for as long as it takes to be dead by that alone.
    renew = sa.text(f"UPDATE processes SET beat_at = {lately} WHERE id = 'killed'")
    await store.write(lambda conn: conn.execute(sa.update(jobs).values(lease="killed:1")))
    await store.write(lambda conn: conn.execute(enter))

    async def is_taken_over() -> bool:
        await store.write(lambda conn: conn.execute(renew))
        return bool((await stores[1].claim(Stage.PLANNING, 1, CLOCK())).claims)

    await until(is_taken_over)


async def test_who_waits_for_cutters_hides_no_timer(stores: list[SqlStore]) -> None:
    """With thousands who wait for cutters, a later reel whose vendor is to be asked is still called."""
    opened = await stores[0].open(new_job(), Terms())
    assert opened.job is not None
    copy = {
        "id": sa.text("jobs.id || n"),
        "request_key": sa.text("jobs.id || n"),
        "stage": sa.text("'cutting'"),
    }
    queue = sa.insert(jobs).from_select(
        list(jobs.c.keys()),
        sa.select(*(copy.get(column.name, column) for column in jobs.columns)).join(
            sa.text("generate_series(1, 2500) AS n"), sa.true()
        ),
    )
    now = CLOCK() + timedelta(hours=1)
    told = {"stage": "rendering", "turn_at": stamp(now), "due_at": stamp(now)}
    timer = sa.update(jobs).where(jobs.c.stage == "planning").values(told)
    await stores[0].write(lambda conn: conn.execute(queue))
    await stores[0].write(lambda conn: conn.execute(timer))
    called = await stores[0].write(lambda conn: everybody_due(conn, now))
    of_late = await stores[0].write(lambda conn: lately_due(conn, now))

    assert opened.job.id in {each.job_id for each in called}
    assert {each.stage for each in called} == {Stage.CUTTING, Stage.RENDERING}
    assert [each.job_id for each in of_late] == [opened.job.id]


async def test_the_dead_are_leased_nothing(stores: list[SqlStore]) -> None:
    """Who was taken for dead and does not know it gets no job, which nobody would inherit from it."""
    opened = await stores[0].open(new_job(), Terms())
    assert opened.job is not None
    buried = [ClaimThis(opened.job.id, CLOCK(), "buried:1")]

    assert await stores[0].write(lambda conn: claim_these(conn, buried)) == [None]
    assert await stores[1].take(opened.job.id, CLOCK()) is not None


async def test_whoever_leaves_hands_its_jobs_over_at_once(tmp_path: Path, stores: list[SqlStore]) -> None:
    """A process that is stopped politely leaves nobody waiting for it to be given up."""
    async with open_store(url_of(tmp_path), tmp_path, CLOCK) as leaving:
        await leaving.open(new_job(), Terms())
        assert len((await leaving.claim(Stage.PLANNING, 1, CLOCK())).claims) == 1

    assert len((await stores[0].claim(Stage.PLANNING, 1, CLOCK())).claims) == 1


async def test_time_is_what_the_database_says(tmp_path: Path) -> None:
    """Without a clock of its own, a process goes by the database's."""
    async with open_store(url_of(tmp_path), tmp_path) as store:
        before = store.clock()
        ((told,),) = await store.read(sa.select(sa.func.clock_timestamp()))
        after = store.clock()

    slack = timedelta(seconds=5)
    assert before - slack <= told <= after + slack


def test_who_waits_too_long_for_a_connection_is_told_so() -> None:
    """When all connections that read are in use for very long, that is passing trouble like any other."""
    with pytest.raises(Unavailable), troubles.translated():
        raise NoConnection


def test_a_clock_that_is_a_minute_off_does_no_harm() -> None:
    """A watch shows the database's time, however wrong the machine's clock is, and runs on by itself."""
    count = 100.0
    watch = Watch(lambda: count)
    told = datetime(2001, 1, 1, tzinfo=UTC)
    asked_at = watch.begin()
    count += 2
    watch.set(told, asked_at)
    count += 9

    assert watch() == told + timedelta(seconds=10)


async def test_a_restart_of_the_database_is_waited_out(tmp_path: Path) -> None:
    """While PostgreSQL crashes and comes back, orders go on; each is one job in the end, and one hold."""
    with own_server() as server:
        server.start()
        url = server.address.render_as_string(hide_password=False)
        await migrate(url, tmp_path)
        async with open_store(url, tmp_path, CLOCK) as store:

            async def restart() -> None:
                await asyncio.to_thread(server.stop)
                await asyncio.to_thread(server.start)

            async def order(job: Job) -> None:
                while True:
                    try:
                        assert (await store.open(job, Terms())).job is not None
                        return
                    except Unavailable:
                        await asyncio.sleep(0.1)

            restarting, ordered = asyncio.create_task(restart()), 0
            async with asyncio.timeout(120):
                while not restarting.done() or ordered == 0:
                    await asyncio.gather(*(order(new_job(account=f"a{n}")) for n in range(5)))
                    ordered += 5
            await restarting
            ((open_jobs,),) = await store.read(sa.select(sa.func.count()).select_from(jobs))
            ((holds,),) = await store.read(sa.select(sa.func.count()).select_from(entries))

    assert (open_jobs, holds) == (ordered, ordered)
