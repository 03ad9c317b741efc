"""A running installation moves from a file to PostgreSQL: whole, once, or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.storage import default_url, migrate, move, open_store
from adapters.storage.databases import layout
from adapters.storage.tables.studio import entries, jobs
from core.books.account import Terms
from core.errors import Misconfigured, Unavailable
from core.reel.job import Stage
from tests import databases
from tests.postgres import Server
from tests.storage.test_store import CLOCK, new_job
from tests.work.house import House


@pytest.fixture
def target(postgres: Server) -> Iterator[str]:
    """An empty PostgreSQL database."""
    made = postgres.new_database()
    yield made.render_as_string(hide_password=False)
    postgres.drop(made)


@pytest.fixture
async def busy(tmp_path: Path) -> House:
    """An installation in the middle of its work: two reels are done, two more are under way."""
    house = House(tmp_path)
    async with house.open():
        await house.made("monks", who="ann")
        await house.made("abbots", who="bob")
        house.vendor.waits = 100
        filming = await house.order("nuns")
        assert filming.job is not None
        await house.rest()
        await house.store.note("chat/post/1", "7 \0 8")
        await house.order("priors")
    house.vendor.waits = 0
    return house


async def test_a_reel_under_way_comes_out_on_the_other_side(
    busy: House, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever moves loses no reel: what was being filmed is delivered and paid for once, after the move."""
    counts = await move(default_url(busy.folder), target, busy.folder)
    monkeypatch.setattr(databases, "kept_in", _At(target))
    async with busy.open():
        under_way = await busy.store.read(sa.select(jobs.c.id).where(jobs.c.due_at.is_not(None)))
        ended = [await busy.ended(row.id) for row in under_way]
        books = await busy.books()
        noted = await busy.store.noted("chat/post/1")
        posts = busy.letterbox.posts
        again = await busy.made("friars")

    assert (counts["jobs"], counts["open jobs"], len(ended)) == (4, 2, 2)
    assert [job.stage for job in (*ended, again)] == [Stage.DONE] * 3
    assert (posts, books) == (4, 4 * 1_500_000)
    assert busy.vendor.bill == 5 * 1_500_000
    assert noted == {"chat/post/1": "7 \N{REPLACEMENT CHARACTER} 8"}


class _At:
    """Every folder's database is the one at this address."""

    def __init__(self, url: str) -> None:
        self._url = url

    def url_of(self, folder: Path) -> str:
        del folder
        return self._url


async def test_nobody_goes_on_with_the_old_file(busy: House, target: str) -> None:
    """After the move the file is set aside; moving once more says that there is nothing there."""
    await move(default_url(busy.folder), target, busy.folder)

    assert (busy.folder / "nichereel.db.moved").exists()
    with pytest.raises(Misconfigured, match="no database at the first address"):
        await move(default_url(busy.folder), target, busy.folder)


async def test_a_move_that_was_cut_short_is_finished(busy: House, target: str) -> None:
    """When all had arrived but the file was not yet set aside, the next try sees that and only does this."""
    await move(default_url(busy.folder), target, busy.folder)
    (busy.folder / "nichereel.db.moved").rename(busy.folder / "nichereel.db")

    counts = await move(default_url(busy.folder), target, busy.folder)

    assert counts["jobs"] == 4
    assert not (busy.folder / "nichereel.db").exists()


async def test_a_bot_at_work_on_the_file_is_noticed_from_anywhere(
    busy: House, target: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whoever moves a file by its whole address, from another folder, does not pull it from under a bot."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    async with busy.open():
        with pytest.raises(Misconfigured, match="Another Nichereel is running"):
            await move(default_url(busy.folder), target, elsewhere)

    assert (busy.folder / "nichereel.db").exists()


async def test_a_move_without_the_engines_tables_is_finished(busy: House, target: str) -> None:
    """When the rest of the new database cannot be laid out, the file stays, and the next try goes on."""

    async def furnish() -> None:
        raise Unavailable("The database does not answer just now.")

    with pytest.raises(Unavailable):
        await move(default_url(busy.folder), target, busy.folder, furnish)
    assert (busy.folder / "nichereel.db").exists()
    counts = await move(default_url(busy.folder), target, busy.folder)

    assert counts["jobs"] == 4
    assert not (busy.folder / "nichereel.db").exists()


async def test_what_does_not_add_up_is_not_moved(
    busy: House, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If one line of the book does not arrive, nothing does, and the old file stays where it was."""
    without = {name: table for name, table in layout.TABLES.items() if table is not entries}
    monkeypatch.setattr("adapters.storage.databases.moving._CARRIED", list(without.values()))

    with pytest.raises(Misconfigured, match="not what was sent"):
        await move(default_url(busy.folder), target, busy.folder)

    engine = sa.create_engine(target)
    with engine.connect() as conn:
        assert not sa.inspect(conn).has_table("jobs")
    engine.dispose()
    async with busy.open():
        assert await busy.books() == 4 * 1_500_000


async def test_nothing_is_mixed(busy: House, target: str, tmp_path: Path) -> None:
    """A database in which somebody works, or that holds other jobs, is left alone; and so is a busy file."""
    async with open_store(default_url(tmp_path), tmp_path):
        with pytest.raises(Misconfigured, match="Another Nichereel is running"):
            await move(default_url(busy.folder), target, busy.folder)
    await migrate(target, tmp_path)
    async with open_store(target, tmp_path, CLOCK) as store:
        with pytest.raises(Misconfigured, match="works on the new database"):
            await move(default_url(busy.folder), target, busy.folder)
        await store.open(new_job(), Terms())
    with pytest.raises(Misconfigured, match="holds something else"):
        await move(default_url(busy.folder), target, busy.folder)

    assert (busy.folder / "nichereel.db").exists()
