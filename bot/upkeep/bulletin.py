"""Which vendors are passed over, told by those who order from them to whoever only hears people."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from logging import getLogger

from core.errors import StudioError
from core.ports import Notes
from core.work.breaker import Breaker

log = getLogger(__name__)

_PACE = 10.0


class Bulletin:
    """Posts what the `breakers` of this process say, or has them say what was posted."""

    def __init__(self, breakers: Mapping[str, Breaker], notes: Notes) -> None:
        self._breakers = breakers
        self._notes = notes
        self._posted: dict[str, datetime | None] = {}

    async def run(self, *, orders: bool) -> None:
        """Post where it is this process that orders, else read, until cancelled."""
        while True:
            try:
                await (self.post() if orders else self.read())
            except StudioError as trouble:
                log.warning("Which vendors are passed over is not known just now: %s", trouble.message)
            await asyncio.sleep(_PACE)

    async def post(self) -> None:
        """Tell what has changed here. Raises StudioError."""
        for vendor, breaker in self._breakers.items():
            until = breaker.open_until
            if self._posted.get(vendor) != until:
                await self._notes.note(_key(vendor), until.isoformat() if until is not None else "")
                self._posted[vendor] = until

    async def read(self) -> None:
        """Have the breakers here say what those elsewhere do. Raises StudioError."""
        posted = await self._notes.noted(*map(_key, self._breakers))
        for vendor, breaker in self._breakers.items():
            until = posted.get(_key(vendor))
            breaker.told(datetime.fromisoformat(until) if until else None)


def _key(vendor: str) -> str:
    return f"passed over/{vendor}"
