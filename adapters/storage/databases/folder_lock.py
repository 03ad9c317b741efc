"""One process per data folder: two on one SQLite file would do everything twice."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from core.errors import Misconfigured

_TAKEN = "Another Nichereel is running on this data folder. Please stop it first, or set another DATA_DIR."
_CLOSED = "The data folder cannot be written to. Please make it writable for the bot's user, or set DATA_DIR."


@contextmanager
def folder_lock(*folders: Path) -> Iterator[None]:
    """Hold these folders as long as the process lives; the system lets go of them, however that ends.

    Raises Misconfigured when another process holds one, or nothing can be written there.
    """
    with ExitStack() as held:
        # What is said twice would stand in its own way.
        for folder in {folder.resolve() for folder in folders}:
            held.enter_context(_held(folder))
        yield


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = os.open(folder / "nichereel.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Misconfigured(_CLOSED) from error
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Misconfigured(_TAKEN) from error
        yield
    finally:
        os.close(held)
