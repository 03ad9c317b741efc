"""`python -m benchmarks [CONTEST …] [--quick] [--write PAGE]`."""

import argparse
import signal
import sys
from pathlib import Path

from benchmarks import (
    acknowledge,
    crowd,
    discord,
    idle,
    ledger,
    load,
    media,
    overhead,
    posting,
    stages,
    start,
    telegram,
    waiting,
    web,
    workers,
)
from benchmarks.contest import hold
from benchmarks.cost import draw
from benchmarks.kept import keep
from benchmarks.scale import PAGE as SCALE
from benchmarks.scale import reckon
from benchmarks.table import table, write

CONTESTS = {
    contest.name: contest
    for contest in (
        acknowledge.CONTEST,
        waiting.CONTEST,
        crowd.CONTEST,
        load.CONTEST,
        overhead.CONTEST,
        stages.CONTEST,
        workers.CONTEST,
        ledger.CONTEST,
        start.CONTEST,
        idle.CONTEST,
        telegram.CONTEST,
        discord.CONTEST,
        posting.CONTEST,
        media.CONTEST,
        web.CONTEST,
    )
}


def main() -> None:
    """Measure what is asked for; each contest's table is printed, and written, as soon as it is there."""
    # A termination runs through the contests, so that no process of theirs outlives this one.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    asked = _options()
    for name in asked.contests or CONTESTS:
        result = hold(CONTESTS[name], is_quick=asked.quick)
        print(table(CONTESTS[name], result), end="\n\n", flush=True)
        if asked.write is not None:
            results = keep(asked.write, name, result)
            shown = [table(contest, results[each]) for each, contest in CONTESTS.items() if each in results]
            write("\n\n".join(shown), asked.write)
    if asked.write is not None:
        _drawn_from(asked.write)


def _drawn_from(page: Path) -> None:
    """What is made of the figures beside their page: the plot, and the arithmetic of docs/scale.md."""
    draw(page)
    try:
        reckon(page.with_name(SCALE.name))
    except KeyError as missing:
        print(f"{SCALE.name} stays as it is, for something was not measured: {missing}", file=sys.stderr)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("contests", nargs="*", metavar="CONTEST", help=", ".join(CONTESTS) + "; all if none")
    parser.add_argument("--quick", action="store_true", help="small sizes, one round")
    parser.add_argument(
        "--write", type=Path, metavar="PAGE", help="keep what was measured, and show it there"
    )
    asked = parser.parse_args()
    if unknown := set(asked.contests) - set(CONTESTS):
        parser.error(f"there is no contest {', '.join(sorted(unknown))}")
    return asked


if __name__ == "__main__":
    main()
