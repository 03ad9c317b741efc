"""`python -m benchmarks [CONTEST …] [--quick] [--write PAGE]`."""

import argparse
import signal
import sys
from pathlib import Path

from benchmarks import (
    acknowledge,
    crowd,
    discord,
    ledger,
    media,
    overhead,
    stages,
    start,
    telegram,
    waiting,
    web,
)
from benchmarks.contest import hold
from benchmarks.gauges import machine
from benchmarks.table import table, write

CONTESTS = {
    contest.name: contest
    for contest in (
        acknowledge.CONTEST,
        waiting.CONTEST,
        crowd.CONTEST,
        overhead.CONTEST,
        stages.CONTEST,
        ledger.CONTEST,
        start.CONTEST,
        telegram.CONTEST,
        discord.CONTEST,
        media.CONTEST,
        web.CONTEST,
    )
}


def main() -> None:
    """Measure what is asked for, and print one table."""
    # A termination runs through the contests, so that no process of theirs outlives this one.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    asked = _options()
    on = machine()
    results = tuple(hold(CONTESTS[name], is_quick=asked.quick) for name in asked.contests or CONTESTS)
    text = table(results, on)
    print(text)
    if asked.write is not None:
        write(text, asked.write)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("contests", nargs="*", metavar="CONTEST", help=", ".join(CONTESTS) + "; all if none")
    parser.add_argument("--quick", action="store_true", help="small sizes, one round")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="fill the table in between its markers")
    asked = parser.parse_args()
    if unknown := set(asked.contests) - set(CONTESTS):
        parser.error(f"there is no contest {', '.join(sorted(unknown))}")
    return asked


if __name__ == "__main__":
    main()
