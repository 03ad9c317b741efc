"""Contestants who do little, in a module that is quickly imported by the processes they run in."""

import asyncio
from pathlib import Path

from benchmarks.contest import Absent, Reading


async def fine(folder: Path, is_quick: bool) -> Reading:
    """Somebody who does it."""
    del folder, is_quick
    return {"rate": 200.0}


async def broken(folder: Path, is_quick: bool) -> Reading:
    """Somebody who breaks down."""
    raise ValueError(folder, is_quick)


async def absent(folder: Path, is_quick: bool) -> Reading:
    """Somebody who is not installed."""
    del folder, is_quick
    raise Absent("not installed")


async def slow(folder: Path, is_quick: bool) -> Reading:
    """Somebody who never gets done."""
    del folder, is_quick
    await asyncio.Event().wait()
    return {}
