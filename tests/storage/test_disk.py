"""What the store says when the disk or the file does not let it, on a real SQLite file."""

import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.storage import default_url, open_store
from adapters.storage.store import SqlStore
from adapters.storage.tables.studio import entries
from core.books.account import Terms
from core.errors import Misconfigured
from core.reel.job import Stage
from tests.storage.test_store import BRIEF, CLOCK, new_job


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    """A new file."""
    async with open_store(default_url(tmp_path), tmp_path, CLOCK) as store:
        yield store


@pytest.mark.usefixtures("store")
async def test_a_second_process_is_told_that_the_folder_is_taken(tmp_path: Path) -> None:
    """Two processes on one folder would pay for everything twice: the second is refused."""
    with pytest.raises(Misconfigured, match="Another Nichereel is running"):
        async with open_store(default_url(tmp_path), tmp_path, CLOCK):
            pass


@contextmanager
def no_file_grows_past(size: int) -> Iterator[None]:
    """The system refuses what would make a file of this process larger."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_disk_that_does_not_write_is_said_to_be_full_or_failing(
    store: SqlStore, tmp_path: Path
) -> None:
    """Where the system refuses to write, the sentence says what to see to; afterwards all goes on."""
    size = (tmp_path / "nichereel.db").stat().st_size
    with no_file_grows_past(size), pytest.raises(Misconfigured, match="full, or failing"):
        for number in range(500):
            await store.keep_niche(f"ann:{number}", BRIEF.niche)

    await store.keep_niche("bob:1", BRIEF.niche)

    assert (await store.requester("bob:1")).niche == BRIEF.niche


async def test_a_damaged_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    """A file that is no database gives one clear sentence."""
    (tmp_path / "nichereel.db").write_bytes(b"This is not a database. " * 500)

    with pytest.raises(Misconfigured, match="damaged"):
        async with open_store(default_url(tmp_path), tmp_path, CLOCK):
            pass


async def test_a_full_disk_is_said_to_be_full_and_loses_nothing(store: SqlStore) -> None:
    """When nothing more fits, the order is refused with a sentence; with room again all goes on."""
    await store.open(new_job(), Terms())
    async with store._pen.engine.connect() as conn:
        pages = await conn.scalar(sa.text("PRAGMA page_count"))
        await conn.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Misconfigured, match="disk is full"):
        for _ in range(50):
            await store.open(new_job(), Terms())
    async with store._pen.engine.connect() as conn:
        await conn.exec_driver_sql("PRAGMA max_page_count = 1000000")

    assert (await store.open(new_job(), Terms())).job is not None
    total = sa.select(sa.func.sum(entries.c.reels))
    assert {Stage.PLANNING: (await store.read(total))[0][0]} == (await store.queue())[0]
