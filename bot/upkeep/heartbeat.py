"""A sign of life: a file that is touched as long as the loop turns, for whoever checks from outside."""

import asyncio
import socket
import time
from contextlib import suppress
from pathlib import Path

_EVERY = 15.0
_DEAD_AFTER = 60.0


async def beat(folder: Path) -> None:
    """Touch the file until cancelled, then take it away."""
    file = _file(folder)
    try:
        while True:
            # A full disk is no reason to stop making reels; the sign just stays away.
            with suppress(OSError):
                file.touch()
            await asyncio.sleep(_EVERY)
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def is_alive(folder: Path, now: float | None = None) -> bool:
    """Whether a process beat there within the last minute; `now` is seconds since 1970."""
    try:
        age = (time.time() if now is None else now) - _file(folder).stat().st_mtime
    except OSError:
        return False
    return age < _DEAD_AFTER


def _file(folder: Path) -> Path:
    # Containers may share the folder; each is asked about itself.
    return folder / f"heartbeat-{socket.gethostname()}"
