"""One contestant, one run: `python -m benchmarks.apart MODULE FUNCTION [--quick]` prints its reading."""

import importlib
import json
import logging
import os
import sys
import tempfile
from pathlib import Path

import uvloop


async def _run(module: str, function: str, *, is_quick: bool) -> None:
    contestant = getattr(importlib.import_module(module), function)
    with tempfile.TemporaryDirectory(prefix="nichereel-bench-") as folder:
        reading = await contestant(Path(folder), is_quick)
    print(json.dumps(reading), flush=True)
    # Ten thousand polling tasks take minutes to be cancelled, and nothing of theirs is wanted any more.
    os._exit(0)


def main() -> None:
    """Run it in a folder of its own, which is removed afterwards."""
    logging.basicConfig(level=logging.ERROR)
    module, function, *rest = sys.argv[1:]
    uvloop.run(_run(module, function, is_quick="--quick" in rest))


if __name__ == "__main__":
    main()
