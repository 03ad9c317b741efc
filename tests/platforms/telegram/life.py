"""One life of a bot as a process of its own; its arguments are the folder, the token and the address."""

import asyncio
import signal
import sys
from pathlib import Path

from adapters.platforms.telegram import Access
from tests.platforms.telegram.lounge import HASTY, Lounge


async def live(folder: Path, token: str, address: str) -> None:
    """Work until told to stop, or killed."""
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    async with Lounge(folder, access=Access(token, address, tempo=HASTY)).open():
        await told.wait()


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1]), *sys.argv[2:]))
