"""How the house is doing as a whole, counted."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from adapters.storage.store import SqlStore
from adapters.storage.tables.columns import stamp
from adapters.storage.tables.studio import jobs
from core.reel.job import Stage


class SqlPulse:
    """Fills `core.door.Pulse`."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def stages(self) -> Mapping[Stage, int]:
        counted = select(jobs.c.stage, func.count().label("number")).group_by(jobs.c.stage)
        found = {Stage(row.stage): row.number for row in await self._store.read(counted)}
        return {stage: found.get(stage, 0) for stage in Stage}

    async def overdue(self, now: datetime) -> float:
        earliest = select(func.min(jobs.c.due_at)).where(jobs.c.stage.in_(_OPEN), jobs.c.lease == "")
        due = (await self._store.read(earliest))[0][0]
        return max(0, stamp(now) - due) / 1_000_000 if due is not None else 0.0


_OPEN = [stage.value for stage in Stage if stage.is_open]
