"""Contestants take turns, each in a process of its own; the median of the rounds counts.

Whoever fails, is not installed or takes too long holds nobody up: the table says so in their place.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.gauges import machine

Reading = dict[str, float]
"""What one contestant did in one round, by the keys of the figures."""

Outcome = Reading | str
"""What came of a contestant; or in a few words why nothing did."""


class Absent(Exception):
    """A contestant is not installed; the message says so in a few words."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `aim` is the bound we set ourselves, `more_is_better` its direction."""

    key: str
    words: str
    unit: str
    aim: float | None = None
    more_is_better: bool = False

    def is_met(self, value: float) -> bool:
        """Whether a reading keeps the aim."""
        if self.aim is None:
            return True
        return value >= self.aim if self.more_is_better else value <= self.aim


@dataclass(frozen=True, slots=True)
class Contestant:
    """Somebody who can do it: a coroutine function `(folder, is_quick) -> Reading`, by its name.

    `module` is where it is, if not beside its contest: what ours imports should be ours alone.
    """

    function: str
    words: str
    module: str = ""


@dataclass(frozen=True, slots=True)
class Contest:
    """One thing that is measured. The first contestant is ours; each may take `longest` seconds a round."""

    name: str
    module: str
    figures: tuple[Figure, ...]
    contestants: tuple[Contestant, ...]
    rounds: int
    longest: int = 120


@dataclass(frozen=True, slots=True)
class Result:
    """The median outcome of each contestant of one contest, by their functions, and where and when it was."""

    on: str
    outcomes: Mapping[str, Outcome]


def hold(contest: Contest, *, is_quick: bool) -> Result:
    """Let all contestants run in turns, as many rounds as the contest has (one when quick)."""
    rounds = 1 if is_quick else contest.rounds
    on = f"{machine()}; {'quick, ' if is_quick else ''}{rounds} round{'s' if rounds > 1 else ''}"
    taken: dict[str, list[Outcome]] = {contestant.function: [] for contestant in contest.contestants}
    for number in range(rounds):
        for contestant in contest.contestants:
            outcomes, begun = taken[contestant.function], time.monotonic()
            if outcomes and isinstance(outcomes[-1], str):
                continue
            outcomes.append(_apart(contest, contestant, is_quick=is_quick))
            took = f"{time.monotonic() - begun:.0f} s"
            print(f"{contest.name}: {contestant.words} ({number + 1} of {rounds}): {took}", file=sys.stderr)
    return Result(on, {function: _middle(outcomes) for function, outcomes in taken.items()})


def _middle(outcomes: list[Outcome]) -> Outcome:
    readings = [outcome for outcome in outcomes if not isinstance(outcome, str)]
    if not readings:
        return outcomes[-1]
    return {key: median(reading[key] for reading in readings) for key in readings[0]}


def _apart(contest: Contest, contestant: Contestant, *, is_quick: bool) -> Outcome:
    """One run in a new process, whose last printed line is its outcome."""
    words = [contestant.module or contest.module, contestant.function, *(["--quick"] if is_quick else [])]
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.apart", *words],
        cwd=root(), stdout=subprocess.PIPE, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            printed, _ = process.communicate(timeout=contest.longest)
        except subprocess.TimeoutExpired:
            return f"not done within {contest.longest} s"
        finally:
            # Whatever it has started itself ends with it.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode:
        return "failed"
    outcome: Outcome = json.loads(printed.splitlines()[-1])
    return outcome


def root() -> Path:
    """The folder that the package lies in."""
    return Path(__file__).parent.parent
