"""Which part of the servers this process listens for: two processes on one part would answer twice."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from logging import getLogger
from pathlib import Path

log = getLogger(__name__)

_LOOK_AGAIN = 5.0


@asynccontextmanager
async def held_shards(folder: Path, count: int) -> AsyncIterator[list[int]]:
    """Hold all of `count` shards that nobody else holds; waits while others hold every one.

    The system lets go of them when the process ends, however that happens, and somebody who waits takes over.
    """
    held: dict[int, int] = {}
    try:
        while not held:
            held = {shard: lock for shard in range(count) if (lock := _lock(folder, shard)) is not None}
            if not held:
                log.info("Discord: others listen already; this process waits until one of them ends")
                await asyncio.sleep(_LOOK_AGAIN)
        yield list(held)
    finally:
        for lock in held.values():
            os.close(lock)


def _lock(folder: Path, shard: int) -> int | None:
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / f"shard-{shard}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock
