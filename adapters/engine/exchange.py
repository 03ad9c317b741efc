"""Calls between processes: one tells what changed, and who gave up; the others hear."""

import asyncio
import json
from collections.abc import Callable, Sequence
from logging import getLogger
from typing import Any

import psycopg

from adapters.engine.line import dialled

log = getLogger(__name__)

Heard = Callable[[Sequence[str]], None]

_CHANNEL = "nichereel"
_TELL = "SELECT pg_notify(%s, %s)"
_MOST_BYTES = 7900
"""PostgreSQL takes 8000 in one call."""
_AGAIN_SECONDS = 1.0


class Exchange:
    """What is told is heard by all. Whoever is away misses it."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def tell(self, connection: Any, changed: Sequence[str], given_up: Sequence[str]) -> None:
        """Say over this psycopg connection which jobs changed, and which were given up."""
        for word, ids in (("changed", changed), ("given_up", given_up)):
            for some in _parted(ids):
                await connection.execute(_TELL, (_CHANNEL, json.dumps({word: some})))

    async def listen(self, changed: Heard, given_up: Heard) -> None:
        """Hear of both until cancelled. Neither may wait or raise."""
        while True:
            try:
                async with dialled(self._address) as connection:
                    await connection.execute(f"LISTEN {_CHANNEL}")
                    async for call in connection.notifies():
                        told = json.loads(call.payload)
                        changed(told.get("changed", ()))
                        given_up(told.get("given_up", ()))
            except psycopg.OperationalError:
                log.warning("The other processes cannot be heard just now")
            await asyncio.sleep(_AGAIN_SECONDS)


def _parted(ids: Sequence[str]) -> list[list[str]]:
    """As many at a time as fit into one call."""
    each = max(1, _MOST_BYTES // (max(map(len, ids), default=1) + 4))
    return [list(ids[start : start + each]) for start in range(0, len(ids), each)]
