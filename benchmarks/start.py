"""How long somebody waits for a bot that is only just started.

The plain way imports its libraries at the top of the file, as their examples do.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.contest import Contest, Contestant, Figure, Reading, root

_TIMES, _QUICK_TIMES = 10, 3
_LONGEST_SECONDS = 60

CONTEST = Contest(
    name="start",
    module=__name__,
    figures=(
        Figure("help", "`python -m bot --help`", "s", aim=0.3),
        Figure("first", "from starting `chat` to the first `/generate` acknowledged", "s"),
    ),
    contestants=(
        Contestant("ours", "Nichereel"),
        Contestant("plain", "a script that imports its libraries at the top and answers"),
    ),
    rounds=3,
)

_PLAIN = """
import discord, fal_client, sqlalchemy, telegram.ext
from google import genai
print("Your reel is on its way.", flush=True)
"""


async def ours(folder: Path, is_quick: bool) -> Reading:
    """The command line, and the chat on a new database without any key."""
    helps = [
        _seconds([sys.executable, "-m", "bot", "--help"], folder, "", _has_ended) for _ in _times(is_quick)
    ]
    said = "/niche specialty coffee\n/generate how monks invented espresso\n"
    firsts = []
    for number in _times(is_quick):
        here = folder / str(number)
        here.mkdir()
        firsts.append(_seconds([sys.executable, "-m", "bot", "chat"], here, said, _is_acknowledged))
    return {"help": median(helps), "first": median(firsts)}


async def plain(folder: Path, is_quick: bool) -> Reading:
    """Only the imports, and one line."""
    took = [_seconds([sys.executable, "-c", _PLAIN], folder, "", _has_ended) for _ in _times(is_quick)]
    return {"help": median(took), "first": median(took)}


def _times(is_quick: bool) -> range:
    return range(_QUICK_TIMES if is_quick else _TIMES)


def _has_ended(line: str) -> bool:
    return not line


def _is_acknowledged(line: str) -> bool:
    return "how monks invented espresso" in line


def _seconds(command: list[str], folder: Path, said: str, is_there: Callable[[str], bool]) -> float:
    """How long until a line is printed that will do; the process is ended then."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    env = clean | {"PYTHONPATH": str(root()), "DATA_DIR": str(folder / "data"), "NO_COLOR": "1"}
    begun = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(said)
        process.stdin.flush()
        while not is_there(line := process.stdout.readline()):
            if not line or time.perf_counter() - begun > _LONGEST_SECONDS:
                raise RuntimeError(f"{command} did not say what was waited for.")
        took = time.perf_counter() - begun
        process.kill()
    return took
