"""One contestant, one run: `python -m benchmarks.apart MODULE FUNCTION [--quick]` prints its outcome."""

import importlib
import json
import logging
import os
import sys
import tempfile
from pathlib import Path

import uvloop

from benchmarks.contest import Absent, Outcome


async def _run(module: str, function: str, *, is_quick: bool) -> None:
    contestant = getattr(importlib.import_module(module), function)
    with tempfile.TemporaryDirectory(prefix="nichereel-bench-") as folder:
        outcome: Outcome
        try:
            outcome = await contestant(Path(folder), is_quick)
        except Absent as absent:
            outcome = str(absent)
    print(json.dumps(outcome), flush=True)
    # Ten thousand polling tasks take minutes to be cancelled, and nothing of theirs is wanted any more.
    os._exit(0)


def main() -> None:
    """Run it in a folder of its own, which is removed afterwards."""
    logging.basicConfig(level=logging.ERROR)
    module, function, *rest = sys.argv[1:]
    uvloop.run(_run(module, function, is_quick="--quick" in rest))


if __name__ == "__main__":
    main()
