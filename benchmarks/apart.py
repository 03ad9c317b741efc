"""One contestant, one run: `python -m benchmarks.apart MODULE FUNCTION [--quick]` prints its reading."""

import asyncio
import importlib
import json
import logging
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Run it in a folder of its own, which is removed afterwards."""
    logging.basicConfig(level=logging.ERROR)
    module, function, *rest = sys.argv[1:]
    contestant = getattr(importlib.import_module(module), function)
    with tempfile.TemporaryDirectory(prefix="nichereel-bench-") as folder:
        reading = asyncio.run(contestant(Path(folder), "--quick" in rest))
    print(json.dumps(reading))


if __name__ == "__main__":
    main()
