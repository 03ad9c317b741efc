"""The alarm clock: each alarm says that one job may be advanced. Procrastinate keeps them, our rows decide.

A lost alarm is rung again by the sweep, a doubled one finds nothing to do. Alarms of one job have a
lock in common, so that it is advanced by one process at a time; whose turn is earlier goes first.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from logging import getLogger
from typing import Any

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import Job as Alarm
from procrastinate.jobs import Status
from psycopg_pool import AsyncConnectionPool

from adapters.engine.clerk import WORD, Clerk
from adapters.engine.line import PATIENT
from core.errors import StudioError, Unavailable
from core.news import Due
from core.reel.job import Stage

log = getLogger(__name__)

Advance = Callable[[str], Awaitable[None]]

_LOOK_SECONDS = 1.0
_AGAIN_SECONDS = 1.0
_AWAY_SECONDS = 2.0
_BEAT_SECONDS = 10.0
_FORGET_SECONDS = 60.0
_GONE = "The database does not answer just now."
_TASK = "advance"
_STEPS, _CUTTING = "steps", "cutting"
# What waits for processors is taken one by one, so that it is shared out among all.
_AT_ONCE = {_STEPS: 12, _CUTTING: 1}
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
# What the engine writes by itself may be lost in a crash: then an alarm rings again.
_FORGETFUL = "-c synchronous_commit=off"
_WAKE = "SELECT pg_notify('procrastinate_queue_v1#' || queue, %s) FROM unnest(%s::text[]) AS queue"
_FORSAKEN = "DELETE FROM procrastinate_jobs WHERE status = 'doing' AND lock = ANY(%s)"
_IN_VAIN = (
    f"{_FORSAKEN} AND EXISTS (SELECT FROM procrastinate_events AS event WHERE event.type = 'started' "
    "AND event.job_id = procrastinate_jobs.id AND event.at < clock_timestamp() - interval '5 seconds')"
)
_RUNG = "SELECT lock FROM procrastinate_jobs WHERE status = 'todo' AND lock = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Places:
    """How many jobs a process works on at a time: cutting takes its processors, the rest waits for others.

    The render host cuts two reels at a time; the third is there so that no time is lost.
    """

    steps: int = 48
    cutting: int = 3


class Alarms:
    """Rings in others' transactions, and advances jobs when alarms ring."""

    def __init__(self, address: str) -> None:
        self._app = App(
            connector=PsycopgConnector(
                conninfo=address,
                min_size=1,
                max_size=4,
                # Else it tries ever more seldom, and hears of a server that is back half a minute later.
                reconnect_timeout=_AWAY_SECONDS,
                timeout=_AWAY_SECONDS,
                kwargs={**PATIENT, "options": _FORGETFUL},
                configure=_without_transactions,
                pool_factory=_pool,
            )
        )

    async def ring(self, connection: Any, due: Sequence[Due]) -> None:
        """Have these jobs advanced once the transaction of this psycopg connection is committed.

        What the dead have heard is taken away, and what was heard in vain, so that it holds back nothing.
        Raises psycopg.Error.
        """
        locks = {_lock(each): each for each in due}
        if forsaken := [lock for lock, each in locks.items() if each.is_forsaken]:
            await connection.execute(_FORSAKEN, (forsaken,))
        if overdue := [lock for lock, each in locks.items() if each.is_overdue]:
            await connection.execute(_IN_VAIN, (overdue,))
        rung = {row[0] for row in await (await connection.execute(_RUNG, (list(locks),))).fetchall()}
        alarms = [_alarm(each, lock) for lock, each in locks.items() if lock not in rung]
        if not alarms:
            return
        try:
            await self._app.job_manager.batch_defer_jobs_async(alarms, connection)
        except ProcrastinateException as error:
            raise error.__cause__ or error from error

    async def wake(self, connection: Any, due: Sequence[Due]) -> None:
        """Have whoever rests look for the alarms of these jobs, which were committed. Raises psycopg.Error.

        The engine itself would say so in each transaction, for which all others would have to wait.
        """
        if queues := {_queue(each.stage) for each in due}:
            await connection.execute(_WAKE, (WORD, list(queues)))

    async def work(self, advance: Advance, places: Places) -> None:
        """Advance jobs until cancelled; then let the steps that are under way come to their end."""

        async def run(job_id: str) -> None:
            try:
                await advance(job_id)
            except StudioError as trouble:
                # The job is due all the same, and rings again.
                log.warning("Job %s cannot be advanced just now: %s", job_id, trouble.message)

        self._app.task(name=_TASK)(run)
        rooms = {_STEPS: places.steps, _CUTTING: places.cutting}
        self._app.job_manager = Clerk(self._app.connector, rooms, _AT_ONCE)
        await self._opened()
        try:
            await asyncio.gather(self._attend(_STEPS, places.steps), self._attend(_CUTTING, places.cutting))
        finally:
            await self._app.close_async()

    async def tidy(self) -> None:
        """Take away what dead processes left of alarms that nobody misses. Raises Unavailable."""
        manager = self._app.job_manager
        try:
            for alarm in await manager.get_stalled_jobs(seconds_since_heartbeat=_FORGET_SECONDS):
                if alarm.id is not None:
                    await manager.finish_job_by_id_async(alarm.id, Status.FAILED, delete_job=True)
            await manager.prune_stalled_workers(_FORGET_SECONDS)
        except (ProcrastinateException, psycopg.Error) as error:
            raise Unavailable(_GONE) from error

    async def _opened(self) -> None:
        """Get connections, however long the database is away."""
        while True:
            try:
                await self._app.open_async()
                return
            except (ProcrastinateException, psycopg.Error) as trouble:
                log.warning("Alarms cannot be heard yet: %s", type(trouble).__name__)
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _attend(self, queue: str, places: int) -> None:
        while True:
            try:
                await self._app.run_worker_async(
                    queues=[queue],
                    name=queue,
                    concurrency=places,
                    fetch_job_polling_interval=_LOOK_SECONDS,
                    update_heartbeat_interval=_BEAT_SECONDS,
                    stalled_worker_timeout=_FORGET_SECONDS,
                    delete_jobs="always",
                    install_signal_handlers=False,
                )
            except (ProcrastinateException, psycopg.Error, OSError) as trouble:
                log.warning("Alarms cannot be heard just now: %s", type(trouble).__name__)
            await asyncio.sleep(_AGAIN_SECONDS)


def _pool(**told: Any) -> AsyncConnectionPool:
    """The engine's pool asks the server before each use of a connection whether it is there: too often."""
    return AsyncConnectionPool(**{**told, "check": _check})


async def _check(connection: psycopg.AsyncConnection) -> None:
    """Raises psycopg.OperationalError when the server has hung up; it is not asked for that."""
    # First come the server's last words, then the end.
    connection.pgconn.consume_input()
    connection.pgconn.consume_input()


async def _without_transactions(connection: psycopg.AsyncConnection) -> None:
    await connection.set_autocommit(True)


def _lock(due: Due) -> str:
    """A job on its way to the cutters must not wait for its own last alarm to be over."""
    return f"{_queue(due.stage)}/{due.job_id}"


def _queue(stage: Stage) -> str:
    return _CUTTING if stage is Stage.CUTTING else _STEPS


def _alarm(due: Due, lock: str) -> Alarm:
    return Alarm(
        id=None,
        queue=_queue(due.stage),
        lock=lock,
        queueing_lock=None,
        task_name=_TASK,
        task_kwargs={"job_id": due.job_id},
        # What has the greatest priority goes first, which is the earliest turn, in seconds.
        priority=-int((due.turn - _EPOCH).total_seconds()),
    )
