"""Procrastinate's tables, beside ours in the same database."""

import psycopg
from procrastinate.schema import SchemaManager

from adapters.engine.line import dialled
from core.errors import Misconfigured, Unavailable

_ALONE = "SELECT pg_advisory_xact_lock(x'7E12'::int)"
_IS_THERE = "SELECT to_regclass('procrastinate_jobs') IS NOT NULL"
# Alarms are looked for by their lock all the time, for which Procrastinate 3.10 has no index.
_INDEX = (
    "CREATE INDEX IF NOT EXISTS nichereel_alarms ON procrastinate_jobs (lock) "
    "WHERE status IN ('todo', 'doing')"
)
# Whoever rings says so when it is committed, since a word in a transaction has all others wait for it.
_QUIET = "ALTER TABLE procrastinate_jobs DISABLE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1"
_GONE = "The database does not answer just now."
_BEHIND = (
    "The database is not laid out for several processes. Please run this once, then start again: "
    "nichereel migrate"
)
_NOT_OURS = "The database does not let us make the engine's tables. Please give its user the right to."


async def check(address: str) -> None:
    """Raises Misconfigured when the engine's tables are not there, Unavailable."""
    try:
        async with dialled(address) as connection:
            row = await (await connection.execute(_IS_THERE)).fetchone()
    except psycopg.OperationalError as error:
        raise Unavailable(_GONE) from error
    if not (row and row[0]):
        raise Misconfigured(_BEHIND)


async def lay_out(address: str) -> None:
    """Make the engine's tables if they are not there, whoever else may be about to. Raises StudioError."""
    try:
        async with dialled(address) as connection, connection.transaction():
            await connection.execute(_ALONE)
            row = await (await connection.execute(_IS_THERE)).fetchone()
            if not (row and row[0]):
                await connection.execute(SchemaManager.get_schema().encode())
            await connection.execute(_INDEX)
            await connection.execute(_QUIET)
    except psycopg.errors.InsufficientPrivilege as error:
        raise Misconfigured(_NOT_OURS) from error
    except psycopg.OperationalError as error:
        raise Unavailable(_GONE) from error
