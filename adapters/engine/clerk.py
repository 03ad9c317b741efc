"""Alarms are taken, and deleted, several at a time; which ones, and in which order, Procrastinate decides.

Its worker asks for one alarm after the other and ends each by itself: for the database that is more work than
the steps that they stand for. When the database does not answer once, it also stops, after waiting for all
that it is at; the clerk asks again.
"""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping
from logging import getLogger

import psycopg
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as Alarm
from procrastinate.jobs import Status
from procrastinate.manager import JobManager, NotificationCallback

log = getLogger(__name__)

_AGAIN_SECONDS = 1.0
_GATHER_SECONDS = 0.003
"""So long whoever is done waits for others."""

# The function is asked anew for each row, because what it is told comes from the row before.
_TAKE = """
WITH RECURSIVE taken AS (
  SELECT 1 AS number, alarm.*
  FROM procrastinate_fetch_job_v2(%(queues)s::varchar[], %(worker_id)s::bigint) AS alarm
  UNION ALL
  SELECT taken.number + 1, alarm.*
  FROM taken, LATERAL procrastinate_fetch_job_v2(
    %(queues)s::varchar[], CASE WHEN taken.number > 0 THEN %(worker_id)s::bigint END
  ) AS alarm
  WHERE taken.id IS NOT NULL AND taken.number < %(most)s
)
SELECT
  id, status, task_name, priority, lock, queueing_lock, args, scheduled_at, queue_name, attempts, worker_id
FROM taken WHERE id IS NOT NULL ORDER BY number
"""
# Whose next alarm was held back by these can be taken now, of which nobody would hear otherwise.
_DELETE = """
WITH gone AS (
  DELETE FROM procrastinate_jobs WHERE id = ANY(%(ids)s) AND status = 'doing' RETURNING lock, queue_name
)
SELECT pg_notify('procrastinate_queue_v1#' || queue, %(word)s) FROM (
  SELECT DISTINCT gone.queue_name AS queue
  FROM gone JOIN procrastinate_jobs AS held ON held.lock = gone.lock AND held.status = 'todo'
) AS queues
"""
# Who was away for long, or was entered just before a crash, is not known any more.
_ALIVE = """
INSERT INTO procrastinate_workers (id) OVERRIDING SYSTEM VALUE VALUES (%(worker_id)s)
ON CONFLICT (id) DO UPDATE SET last_heartbeat = excluded.last_heartbeat
"""

WORD = '{"type": "job_inserted", "job_id": 0}'
"""By which Procrastinate says on the channel of a queue that there may be something to take."""


class Clerk(JobManager):
    """Takes as many alarms as there are `places` for in a queue, but `at_once` at most."""

    def __init__(
        self, connector: BaseConnector, places: Mapping[str, int], at_once: Mapping[str, int]
    ) -> None:
        super().__init__(connector)
        self._places = places
        self._at_once = at_once
        self._taken: dict[str, deque[Alarm]] = defaultdict(deque)
        self._under_way: Counter[str] = Counter()
        self._done: list[int] = []
        self._deleting: asyncio.Task[None] | None = None

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Alarm | None:
        """The next alarm, for a worker that has a place for it and attends to one queue."""
        (queue,) = queues or ()
        taken = self._taken[queue]
        if not taken:
            taken.extend(await self._take(queue, worker_id))
        if not taken:
            return None
        self._under_way[queue] += 1
        return taken.popleft()

    async def listen_for_jobs(
        self, *, on_notification: NotificationCallback, queues: Iterable[str] | None = None
    ) -> None:
        """Hear of alarms until cancelled."""
        while True:
            try:
                await super().listen_for_jobs(on_notification=on_notification, queues=queues)
            except ConnectorException as trouble:
                _unless_away(trouble)
            await asyncio.sleep(_AGAIN_SECONDS)

    async def update_heartbeat(self, worker_id: int) -> None:
        """Give a sign of life, or the next time."""
        try:
            await self.connector.execute_query_async(query=_ALIVE, worker_id=worker_id)
        except ConnectorException as trouble:
            _unless_away(trouble)

    async def unregister_worker(self, worker_id: int) -> None:
        """Take leave; whoever cannot is found gone by the others."""
        try:
            await super().unregister_worker(worker_id)
        except ConnectorException as trouble:
            _unless_away(trouble)

    async def finish_job(self, job: Alarm, status: Status, delete_job: bool) -> None:
        """Delete an alarm that was heard, together with all others that are done just now."""
        del status, delete_job
        assert job.id is not None
        self._done.append(job.id)
        if self._deleting is None:
            self._deleting = asyncio.create_task(self._delete())
        try:
            await asyncio.shield(self._deleting)
        finally:
            self._under_way[job.queue] -= 1

    async def _take(self, queue: str, worker_id: int) -> Iterable[Alarm]:
        most = min(self._places[queue] - self._under_way[queue], self._at_once[queue])
        try:
            rows = await self.connector.execute_query_all_async(
                query=_TAKE, queues=[queue], worker_id=worker_id, most=most
            )
        except ConnectorException as trouble:
            if isinstance(trouble.__cause__, psycopg.errors.ForeignKeyViolation):
                await self.update_heartbeat(worker_id)
            else:
                _unless_away(trouble)
            return ()
        return map(Alarm.from_row, rows)

    async def _delete(self) -> None:
        await asyncio.sleep(_GATHER_SECONDS)
        done, self._done, self._deleting = self._done, [], None
        try:
            await self.connector.execute_query_async(query=_DELETE, ids=done, word=WORD)
        except ConnectorException as trouble:
            _unless_away(trouble)
            # They go together with the next ones.
            self._done += done


def _unless_away(trouble: ConnectorException) -> None:
    """Raises what is more than a database that does not answer just now."""
    if not isinstance(trouble.__cause__, psycopg.OperationalError):
        raise trouble
    log.warning("The database is away; alarms are heard once it is back")
