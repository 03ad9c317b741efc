"""Several processes on one PostgreSQL: one hears people, others make reels, each hears what it must."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from sqlalchemy import URL

from bot.team.gathering import gathered
from bot.team.roles import Role
from core.errors import Misconfigured
from core.reel.job import Stage
from tests.engine.troupe import Troupe, ended, order
from tests.players import Bench
from tests.postgres import Server
from tests.work.test_turns import BATCH, Busy


@pytest.fixture
async def troupe(postgres: Server, template: URL, tmp_path: Path) -> AsyncIterator[Troupe]:
    """Everything that the processes share."""
    database = postgres.new_database(template)
    yield Troupe(database.render_as_string(hide_password=False), tmp_path)
    postgres.drop(database)


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(60):
        while not is_so():
            await asyncio.sleep(0.01)


async def test_what_one_process_hears_another_makes(troupe: Troupe) -> None:
    """An order that came in at the ingress is made by a worker; the ingress hears how it goes and ends."""
    async with troupe.member(Role.INGRESS) as ingress, troupe.member(Role.WORKER) as worker:
        job_id = await order(ingress, "monks")
        job = await ended(ingress, job_id)
        await until(lambda: any(not seen.stage.is_open for seen, _ in ingress.far))

        assert job.stage is Stage.DONE
        assert list(troupe.letterbox.posted) == [job_id]
        assert (ingress.near, worker.far) == ([], [])
        assert worker.near[-1][0].stage is Stage.DONE
        assert (
            await ingress.store.usage("test:ann", ingress.store.clock())
        ).micros_today == troupe.vendor.bill


async def test_many_orders_are_made_once_each(troupe: Troupe) -> None:
    """Of sixty reels that three workers share, each is filmed once, cut once and posted once."""
    async with (
        troupe.member(Role.INGRESS) as ingress,
        troupe.member(Role.WORKER),
        troupe.member(Role.WORKER),
        troupe.member(Role.WORKER),
    ):
        ids = await asyncio.gather(*(order(ingress, f"idea {n}", who=f"w{n % 7}") for n in range(60)))
        stages = {(await ended(ingress, job_id)).stage for job_id in ids}
        await _until_there_are(0, "SELECT count(*) FROM procrastinate_jobs", troupe)

    assert stages == {Stage.DONE}
    assert (troupe.letterbox.posts, len(troupe.vendor.orders)) == (60, 60)
    assert len({render for render, _ in troupe.vendor.orders}) == 60


async def test_nobody_waits_for_a_batch_at_the_cutters(troupe: Troupe) -> None:
    """While a batch of one person waits for the cutters, another's reel is cut as soon as a place is free."""
    troupe.room = bench = Bench(gate=asyncio.Event())
    assert bench.gate is not None
    cutting = "SELECT count(*) FROM jobs WHERE stage = 'cutting'"
    async with troupe.member(Role.INGRESS) as ingress, troupe.member(Role.WORKER):
        anns = [await order(ingress, f"idea {number}") for number in range(12)]
        await _until_there_are(12, cutting, troupe)
        bobs = await order(ingress, "late", who="bob")
        await _until_there_are(13, cutting, troupe)
        bench.gate.set()
        for job_id in (*anns, bobs):
            await ended(ingress, job_id)

    assert [edit.title for edit in bench.edits].index("Late") < 8


@pytest.mark.parametrize(
    ("who", "call"), [("scribe", "write"), ("vendor", "submit"), ("letterbox", "deliver")]
)
async def test_nobody_waits_for_a_batch_of_forty(troupe: Troupe, who: str, call: str) -> None:
    """While forty reels of one person take their time at a worker, another's is taken up at once."""
    busy = Busy(getattr(troupe, who), call)
    setattr(troupe, who, busy)
    async with troupe.member(Role.INGRESS) as ingress, troupe.member(Role.WORKER):
        for number in range(BATCH):
            await order(ingress, f"idea {number}")
        await until(lambda: busy.begun == BATCH)
        bobs = await order(ingress, "late", who="bob")
        await until(lambda: busy.begun == BATCH + 1)
        busy.opens.set()
        job = await ended(ingress, bobs)

    assert job.stage is Stage.DONE


async def test_a_cancel_reaches_whoever_cuts(troupe: Troupe) -> None:
    """Who gives up while another process cuts the reel does not wait for the cut to be over."""
    troupe.room = bench = Bench(gate=asyncio.Event())
    async with troupe.member(Role.INGRESS) as ingress, troupe.member(Role.WORKER):
        job_id = await order(ingress, "monks")
        async with asyncio.timeout(60):
            await bench.started.wait()
        job = await ingress.store.job(job_id)
        assert job is not None
        await ingress.studio.cancel(job)
        job = await ended(ingress, job_id)

    assert job.stage is Stage.CANCELLED


async def test_a_word_of_the_vendor_reaches_a_worker(troupe: Troupe) -> None:
    """What a webhook told the ingress wakes the job at once, whoever makes it."""
    troupe.vendor.is_filming = True
    async with troupe.member(Role.INGRESS) as ingress, troupe.member(Role.WORKER):
        job_id = await order(ingress, "monks")
        await until(lambda: bool(troupe.vendor.orders))
        troupe.vendor.is_filming = False
        render_id, _ = troupe.vendor.orders[0]
        await ingress.studio.heard(render_id, {"number": 1})
        job = await ended(ingress, job_id)

    assert job.stage is Stage.DONE


async def test_a_lost_alarm_rings_again(troupe: Troupe) -> None:
    """A job whose alarm was lost is found by who reminds, and a doubled alarm changes nothing."""
    async with troupe.member(Role.INGRESS) as ingress:
        job_id = await order(ingress, "monks")
        async with await psycopg.AsyncConnection.connect(_plain(troupe.url), autocommit=True) as conn:
            await conn.execute("DELETE FROM procrastinate_jobs")
        other = await order(ingress, "espresso")
        async with await psycopg.AsyncConnection.connect(_plain(troupe.url), autocommit=True) as conn:
            await conn.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args) "
                "SELECT queue_name, task_name, lock, args FROM procrastinate_jobs"
            )
        async with troupe.member(Role.WORKER), troupe.member(Role.WORKER):
            jobs = [await ended(ingress, each) for each in (job_id, other)]

    assert [job.stage for job in jobs] == [Stage.DONE, Stage.DONE]
    assert troupe.letterbox.posts == 2


async def test_an_alarm_is_not_held_back_by_the_dead(troupe: Troupe) -> None:
    """Who heard an alarm and died before the job was theirs keeps nobody else from hearing of it."""
    async with troupe.member(Role.INGRESS) as ingress:
        job_id = await order(ingress, "monks")
        async with await psycopg.AsyncConnection.connect(_plain(troupe.url), autocommit=True) as conn:
            await conn.execute("UPDATE procrastinate_jobs SET status = 'doing'")
            await conn.execute("UPDATE procrastinate_events SET at = at - interval '1 minute'")
        async with troupe.member(Role.WORKER):
            job = await ended(ingress, job_id)

    assert job.stage is Stage.DONE


async def test_a_chore_is_done_by_one(troupe: Troupe) -> None:
    """What one process is enough for is done by one; when it goes, another takes over."""
    async with troupe.member(Role.INGRESS) as second_to_go:
        await until(lambda: len(troupe.chores) == 1)
        async with troupe.member(Role.INGRESS):
            await second_to_go.leave()
            await until(lambda: len(troupe.chores) == 2)

    assert len(troupe.chores) == 2


async def test_a_worker_on_a_file_is_refused(tmp_path: Path) -> None:
    """On SQLite there is one process, and whoever starts a worker is told what it takes."""
    with pytest.raises(Misconfigured, match="nichereel worker shares its work"):
        await gathered(f"sqlite+aiosqlite:///{tmp_path / 'x.db'}", Role.WORKER)


async def _until_there_are(number: int, question: LiteralString, troupe: Troupe) -> None:
    """Wait until the database counts so many."""
    async with asyncio.timeout(60), await psycopg.AsyncConnection.connect(_plain(troupe.url)) as conn:
        await conn.set_autocommit(True)
        while True:
            ((found,),) = await (await conn.execute(question)).fetchall()
            if found == number:
                return
            await asyncio.sleep(0.05)


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg", "postgresql")
