"""One worker of the contest `workers`: `python -m benchmarks.worker URL FOLDER`, until its input ends."""

import asyncio
import json
import logging
import sys
from pathlib import Path

import uvloop

from benchmarks.studio import open_place
from bot.team.roles import Role


async def main() -> None:
    """Take steps with instant vendors, then say how many orders and posts they had."""
    url, folder = sys.argv[1:]
    async with open_place(Path(folder), url=url, role=Role.WORKER) as place:
        print("at work", flush=True)
        await asyncio.to_thread(sys.stdin.read)
        print(json.dumps([len(place.vendor.orders), place.letterbox.posts]), flush=True)


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    uvloop.run(main())
