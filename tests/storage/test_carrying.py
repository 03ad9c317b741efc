"""What is written beside the file is carried over into it while the bot runs."""

import asyncio
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from adapters.storage import default_url, open_store


def in_a_copy(folder: Path) -> list[str]:
    """What is noted in a copy of the file alone; nothing where that cannot be read yet."""
    shutil.copyfile(folder / "nichereel.db", folder / "copy.db")
    with suppress(sqlite3.Error), closing(sqlite3.connect(folder / "copy.db")) as copy:
        return [value for (value,) in copy.execute("SELECT value FROM notes")]
    return []


async def test_the_file_catches_up_while_the_bot_runs(tmp_path: Path) -> None:
    """Whoever copies the file alone finds what was kept a little while ago, without stopping the bot."""
    async with open_store(default_url(tmp_path), tmp_path) as store:
        await store.note("key", "value")

        async with asyncio.timeout(20):
            while in_a_copy(tmp_path) != ["value"]:
                await asyncio.sleep(0.05)
