"""A closed job is announced: a call to each hook of its requester, in the transaction that closes it."""

from collections.abc import Sequence
from typing import Any

from pydantic_core import to_json
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.tables.columns import stamp
from adapters.storage.tables.door import calls, hooks
from core.reel.job import Job


async def announce(conn: AsyncConnection, closed: Sequence[Job]) -> None:
    """Let every hook of these jobs' requesters be told that they ended."""
    if not closed:
        return
    wanting = select(hooks.c.id, hooks.c.requester).where(
        hooks.c.requester.in_([job.requester for job in closed])
    )
    found = (await conn.execute(wanting)).all()
    rows = [_news(hook.id, job) for job in closed for hook in found if hook.requester == job.requester]
    if rows:
        await conn.execute(insert(calls), rows)


def _news(hook_id: str, job: Job) -> dict[str, Any]:
    at = stamp(job.stage_at)
    body = {
        "event": f"video.{job.status.value}",
        "id": job.id,
        "status": job.status.value,
        "at": job.stage_at,
    }
    return {
        "hook_id": hook_id,
        "body": to_json(body).decode(),
        "tries": 0,
        "opened_at": at,
        "due_at": at,
    }
