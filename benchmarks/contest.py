"""Contestants take turns, each in a process of its own; the median of the rounds counts."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

Reading = dict[str, float]
"""What one contestant did in one round, by the keys of the figures."""

_LONGEST_SECONDS = 900


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
    """One thing that is measured. The first contestant is ours."""

    name: str
    module: str
    figures: tuple[Figure, ...]
    contestants: tuple[Contestant, ...]
    rounds: int


@dataclass(frozen=True, slots=True)
class Result:
    """The median readings of one contest, contestant by contestant; a figure may be missing."""

    contest: Contest
    readings: tuple[Reading, ...]


def hold(contest: Contest, *, is_quick: bool) -> Result:
    """Let all contestants run in turns, as many rounds as the contest has (one when quick)."""
    rounds = 1 if is_quick else contest.rounds
    taken: list[list[Reading]] = [[] for _ in contest.contestants]
    for number in range(rounds):
        for place, contestant in enumerate(contest.contestants):
            print(f"{contest.name}: {contestant.words} ({number + 1} of {rounds})", file=sys.stderr)
            taken[place].append(
                _apart(contestant.module or contest.module, contestant.function, is_quick=is_quick)
            )
    return Result(contest, tuple(_middle(readings) for readings in taken))


def _middle(readings: list[Reading]) -> Reading:
    return {key: median(reading[key] for reading in readings) for key in readings[0]}


def _apart(module: str, function: str, *, is_quick: bool) -> Reading:
    """One run in a new process, whose last printed line is its reading."""
    command = [sys.executable, "-m", "benchmarks.apart", module, function, *(["--quick"] if is_quick else [])]
    with subprocess.Popen(
        command, cwd=root(), stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            printed, _ = process.communicate(timeout=_LONGEST_SECONDS)
        finally:
            # Whatever it has started itself ends with it.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    reading: Reading = json.loads(printed.splitlines()[-1])
    return reading


def root() -> Path:
    """The folder that the package lies in."""
    return Path(__file__).parent.parent


def figures_of(results: tuple[Result, ...]) -> Iterator[tuple[Result, Figure]]:
    """All figures that were read off our own contestant, in order."""
    for result in results:
        for figure in result.contest.figures:
            if figure.key in result.readings[0]:
                yield result, figure
