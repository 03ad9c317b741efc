"""What readings are made of: percentiles, memory, and the machine they were taken on. Linux only."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

_PARENT, _TIMES = 1, slice(11, 15)
"""Where /proc/PID/stat says who started a process, and what it and its reaped children took (proc(5))."""


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of the values do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, round(len(ranked) * percent / 100))]


def megabytes(*roots: int) -> float:
    """The memory in RAM of these processes and all below them, or of this one; MB of 1,000,000 bytes."""
    pages = 0
    for pid in _family(roots) if roots else ["self"]:
        with suppress(FileNotFoundError, ProcessLookupError):
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def spent(*roots: int) -> float:
    """Seconds of processor time that these processes and all below them have taken, living or reaped."""
    ticks = sum(sum(map(int, fields[_TIMES])) for fields in _family(roots).values())
    return ticks / os.sysconf("SC_CLK_TCK")


def _family(roots: Sequence[int]) -> dict[int, list[str]]:
    """What /proc says of these processes and all below them."""
    there: dict[int, list[str]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        # Whoever ends meanwhile is counted by who reaps it.
        with suppress(FileNotFoundError, ProcessLookupError):
            there[int(path.parent.name)] = path.read_text().rpartition(") ")[2].split()
    found = {pid: there[pid] for pid in roots if pid in there}
    while below := {
        pid: fields for pid, fields in there.items() if int(fields[_PARENT]) in found and pid not in found
    }:
        found |= below
    return found


def machine() -> str:
    """What the figures depend on, in one line: where, when, and how busy it was before."""
    cores, load, now = os.cpu_count(), os.getloadavg()[0], datetime.now(UTC)
    return (
        f"{cores} cores ({_processor()}), {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; "
        f"{now:%Y-%m-%d %H:%M} UTC, load at the start {load:.1f}"
    )


def _processor() -> str:
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return names[0].partition(": ")[2] if names else platform.machine()
