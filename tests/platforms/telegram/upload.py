"""Uploads one reel as a process of its own, and prints by how many bytes that has raised its peak memory.

Its arguments are the folder, the token, the address, the chat and the reel.
"""

import asyncio
import re
import sys
from dataclasses import replace
from pathlib import Path

from adapters.platforms.telegram import Access, Hands, Telegram
from adapters.platforms.telegram.memory import Post
from adapters.platforms.telegram.place import Place
from adapters.platforms.telegram.postman import Postman
from adapters.storage import default_url, open_store
from core.ports import Delivery, Footage
from tests.platforms.telegram.lounge import HASTY, photograph
from tests.players import FOOTAGE

STATUS = Path("/proc/self/status")
WORDS = "Monks\n\nAll about monks.\n\nCost: $0.00."


async def upload(folder: Path, access: Access, chat: int, reel: Path) -> int:
    """A small reel first, so that what comes with any upload is there; then the large one."""
    small = folder / "small.mp4"
    small.write_bytes(b"small")
    async with open_store(default_url(folder), folder) as store:
        telegram = Telegram(access, store, Hands(photograph, _unfit), folder / "telegram")
        try:
            await _both_ways(telegram.postman, chat, "small", small)
            before = peak()
            await _both_ways(telegram.postman, chat, "large", reel)
            await telegram.postman.hand_over(Place(chat), _delivery("large file", reel))
            return peak() - before
        finally:
            await telegram.close()


def peak() -> int:
    """The most memory that this process has had so far, in bytes.

    What getrusage says would not do: a child begins with its parent's peak (getrusage(2), Linux).
    """
    found = re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text())
    assert found is not None
    return int(found[1]) * 1024


async def _both_ways(postman: Postman, chat: int, key: str, reel: Path) -> None:
    """A reel is sent by itself, and takes the place of a message."""
    receipt = await postman.deliver(f"{chat}//", _delivery(f"{key} sent", reel))
    post = Post(chat, int(receipt.split("/")[1]), None, None, "", (), None)
    await postman.announce(f"{key} turned", post)
    await postman.deliver(f"{chat}//", _delivery(f"{key} turned", reel))


def _delivery(key: str, reel: Path) -> Delivery:
    return Delivery(key, WORDS, reel, replace(FOOTAGE, size=reel.stat().st_size), is_news=False)


async def _unfit(reel: Path, limit: int, to: Path) -> Footage:
    raise AssertionError(f"{reel} has no need of {limit} bytes at {to}")


if __name__ == "__main__":
    folder, token, address, chat, reel = sys.argv[1:]
    access = Access(token, address, tempo=HASTY)
    print(asyncio.run(upload(Path(folder), access, int(chat), Path(reel))))
