"""The database is for the bot's own user alone."""

from pathlib import Path

import pytest

from adapters.storage import default_url, open_store


def modes(folder: Path) -> dict[str, int]:
    """Who may do what with each file of the database."""
    return {file.name: file.stat().st_mode & 0o777 for file in folder.glob("nichereel.db*")}


@pytest.mark.parametrize("was_open", [False, True], ids=["a new one", "an older one"])
async def test_nobody_else_reads_the_database(tmp_path: Path, was_open: bool) -> None:
    """Other users of the machine read nothing, not even in a database that used to be open to them."""
    if was_open:
        async with open_store(default_url(tmp_path), tmp_path):
            pass
        (tmp_path / "nichereel.db").chmod(0o644)

    async with open_store(default_url(tmp_path), tmp_path) as store:
        await store.note("key", "value")

        assert modes(tmp_path) == dict.fromkeys(
            ["nichereel.db", "nichereel.db-wal", "nichereel.db-shm"], 0o600
        )
