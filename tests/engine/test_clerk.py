"""Alarms are taken and ended several at a time, by the turns and locks of Procrastinate."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from procrastinate import PsycopgConnector
from procrastinate.jobs import Job as Alarm
from procrastinate.jobs import Status
from sqlalchemy import URL

from adapters.engine.clerk import WORD, Clerk
from adapters.engine.schema import lay_out
from tests.postgres import Server, own_server

_TELL = "SELECT pg_notify('procrastinate_queue_v1#steps', %(word)s)"


@pytest.fixture
async def address(postgres: Server, template: URL) -> AsyncIterator[str]:
    """A database that processes share."""
    database = postgres.new_database(template)
    yield database.set(drivername="postgresql").render_as_string(hide_password=False)
    postgres.drop(database)


@pytest.fixture
async def clerk(address: str) -> AsyncIterator[Clerk]:
    """Whoever has three places for steps, and takes two alarms at a time."""
    connector = PsycopgConnector(conninfo=address)
    await connector.open_async()
    yield Clerk(connector, {"steps": 3}, {"steps": 2})
    await connector.close_async()


def _alarm(job_id: str, turn: int) -> Alarm:
    return Alarm(
        id=None, queue="steps", lock=f"steps/{job_id}", queueing_lock=None, task_name="advance",
        task_kwargs={"job_id": job_id}, priority=-turn,
    )  # fmt: skip


async def _taken(clerk: Clerk, number: int) -> list[Alarm | None]:
    worker = await clerk.register_worker()
    return [await clerk.fetch_job(["steps"], worker) for _ in range(number)]


async def test_the_earliest_turns_are_heard_first(clerk: Clerk) -> None:
    """However many alarms are taken at a time, they are heard in the order of their turns, each once."""
    await clerk.batch_defer_jobs_async([_alarm(name, turn) for name, turn in (("c", 3), ("a", 1), ("b", 2))])
    taken = await _taken(clerk, 4)

    assert [alarm and alarm.task_kwargs["job_id"] for alarm in taken] == ["a", "b", "c", None]


async def test_no_more_is_taken_than_there_are_places_for(clerk: Clerk, address: str) -> None:
    """What nobody here has a place for is left to other processes."""
    await clerk.batch_defer_jobs_async([_alarm(f"{turn}", turn) for turn in range(5)])
    await _taken(clerk, 3)
    async with await psycopg.AsyncConnection.connect(address) as connection:
        left = await connection.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        assert await left.fetchone() == (2,)


async def test_a_job_is_advanced_by_one_at_a_time(clerk: Clerk, address: str) -> None:
    """A job's next alarm waits until the one before is done, and then somebody is told of it."""
    await clerk.batch_defer_jobs_async([_alarm("a", 1), _alarm("a", 2)])
    first, held = await _taken(clerk, 2)
    assert first is not None
    assert held is None

    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        await connection.execute('LISTEN "procrastinate_queue_v1#steps"')
        await clerk.finish_job(first, Status.SUCCEEDED, delete_job=True)
        told = [call.payload async for call in connection.notifies(timeout=20, stop_after=1)]

    assert len(told) == 1
    (second,) = await _taken(clerk, 1)
    assert second is not None


async def test_whoever_was_forgotten_is_entered_anew(clerk: Clerk, address: str) -> None:
    """A worker that others took for dead, or that a crash took along, goes on hearing alarms."""
    await clerk.batch_defer_jobs_async([_alarm("a", 1)])
    worker = await clerk.register_worker()
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        await connection.execute("DELETE FROM procrastinate_workers")
    taken = [await clerk.fetch_job(["steps"], worker) for _ in range(2)]

    assert [alarm and alarm.task_kwargs["job_id"] for alarm in taken] == [None, "a"]


async def test_a_crash_of_the_database_stops_nobody() -> None:
    """Who takes alarms, listens and gives signs of life does so again when the database is back."""
    told = asyncio.Queue[str]()

    async def hear(*, channel: str, notification: Any) -> None:
        told.put_nowait(f"{notification['type']} on {channel}")

    with own_server() as server:
        server.start()
        address = server.address.set(drivername="postgresql").render_as_string(hide_password=False)
        await lay_out(address)
        connector = PsycopgConnector(conninfo=address, timeout=1)
        await connector.open_async()
        clerk = Clerk(connector, {"steps": 3}, {"steps": 1})
        listening = asyncio.create_task(clerk.listen_for_jobs(on_notification=hear, queues=["steps"]))
        worker = await clerk.register_worker()
        await clerk.batch_defer_jobs_async([_alarm("a", 1), _alarm("b", 2)])
        heard = await clerk.fetch_job(["steps"], worker)
        assert heard is not None
        await asyncio.to_thread(server.stop)
        away = await clerk.fetch_job(["steps"], worker)
        await clerk.update_heartbeat(worker)
        await clerk.finish_job(heard, Status.SUCCEEDED, delete_job=True)
        await asyncio.to_thread(server.start)
        async with asyncio.timeout(60):
            while (back := await clerk.fetch_job(["steps"], worker)) is None:
                await asyncio.sleep(0.1)
            await clerk.finish_job(back, Status.SUCCEEDED, delete_job=True)
            while told.empty():
                await connector.execute_query_async(_TELL, word=WORD)
                await asyncio.sleep(0.1)
        # What could not be deleted went with the next.
        left = list(await clerk.list_jobs_async())
        listening.cancel()
        await connector.close_async()
        await asyncio.to_thread(server.stop)

    assert (away, back.task_kwargs["job_id"]) == (None, "b")
    assert not left
