"""Those who are measured beside us by an interpreter of their own, since their libraries are not ours.

`scripts/bench` lays them out in build/peers; without it they are absent.
"""

import asyncio
import subprocess

from benchmarks.contest import Absent, Reading, root

_PYTHON = root() / "build/peers/bin/python"


async def peer(module: str, *words: object, niceness: int = 0) -> Reading:
    """What a module prints: a key and a figure on each line. Raises Absent."""
    if not _PYTHON.exists():
        raise Absent("not installed")
    command = ["nice", "-n", str(niceness), str(_PYTHON), "-m", module, *map(str, words)]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=root(), stdout=subprocess.PIPE, check=True, text=True
    )
    return {
        key: float(value) for key, value in (line.rsplit(maxsplit=1) for line in done.stdout.splitlines())
    }
