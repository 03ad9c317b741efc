"""Procrastinate's tables, beside ours in the same database, and brought up to date like them.

It ships what has to be done to older ones as files, whose names are in order, and does not note how far
a database has come: we do, on its table of alarms.
"""

from asyncio import to_thread
from pathlib import Path

import psycopg
from procrastinate.schema import SchemaManager

from adapters.engine.line import dialled
from core.errors import Misconfigured, Unavailable

_ALONE = "SELECT pg_advisory_xact_lock(x'7E12'::int)"
_IS_THERE = "SELECT to_regclass('procrastinate_jobs') IS NOT NULL"
_FORM = "SELECT obj_description('procrastinate_jobs'::regclass)"
_NOTE = "COMMENT ON TABLE procrastinate_jobs IS '{}'"
_FIRST = "03.04.00_50_post_add_retry_failed_job_procedure"
"""The form that Procrastinate 3.10 makes, of which nothing was noted at first."""
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
    """Raises Misconfigured when the engine's tables are not there, or older than it, Unavailable."""
    try:
        async with dialled(address) as connection:
            form = await _form(connection)
    except psycopg.OperationalError as error:
        raise Unavailable(_GONE) from error
    if await to_thread(_steps, form) or not form:
        raise Misconfigured(_BEHIND)


async def lay_out(address: str) -> None:
    """Make the engine's tables or what they lack, whoever else may be about to. Raises StudioError."""
    try:
        async with dialled(address) as connection, connection.transaction():
            await connection.execute(_ALONE)
            form = await _form(connection)
            steps = await to_thread(_steps, form)
            if not form:
                await connection.execute(SchemaManager.get_schema().encode())
            else:
                for step in steps:
                    await connection.execute(await to_thread(step.read_bytes))
            if steps:
                await connection.execute(_NOTE.format(steps[-1].stem).encode())
            await connection.execute(_INDEX)
            await connection.execute(_QUIET)
    except psycopg.errors.InsufficientPrivilege as error:
        raise Misconfigured(_NOT_OURS) from error
    except psycopg.OperationalError as error:
        raise Unavailable(_GONE) from error


async def _form(connection: psycopg.AsyncConnection) -> str:
    """Which step the tables have come to; empty when there are none."""
    row = await (await connection.execute(_IS_THERE)).fetchone()
    if not (row and row[0]):
        return ""
    noted = await (await connection.execute(_FORM)).fetchone()
    return (noted and noted[0]) or _FIRST


def _steps(form: str) -> list[Path]:
    """What is to be done to tables of that form, in order."""
    known = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    return [step for step in known if step.stem > form]
