"""Keeps processes on a leash: nobody outlives who started them, and nobody returns from a fork."""

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable

# Numbers from Linux' <sys/prctl.h>.
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent dies (Linux; elsewhere closed pipes must do)."""
    parent = os.getppid()
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of grandchildren whose own parent was killed, so that they can be reaped."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def finish(work: Callable[[], None]) -> None:
    """Do the work of a forked child and end the process, whatever happens; never returns."""
    status = 1
    try:
        work()
        status = 0
    finally:
        if status:
            traceback.print_exc()
        os._exit(status)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
