"""The engine's tables are laid out and brought up to date with ours, by one command."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from procrastinate.schema import SchemaManager

from adapters.engine import check, lay_out
from core.errors import Misconfigured
from tests.postgres import Server


@pytest.fixture
def address(postgres: Server) -> Iterator[str]:
    """An empty database."""
    database = postgres.new_database()
    yield database.set(drivername="postgresql").render_as_string(hide_password=False)
    postgres.drop(database)


async def test_the_engines_tables_follow_its_version(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an update of the engine nobody starts until its tables were migrated, which is done once."""
    with pytest.raises(Misconfigured, match="nichereel migrate"):
        await check(address)
    await lay_out(address)
    await check(address)
    (tmp_path / "99.01.00_01_pre_newer.sql").write_text("CREATE TABLE procrastinate_newer (id bigint)")
    monkeypatch.setattr(SchemaManager, "get_migrations_path", lambda: str(tmp_path))
    with pytest.raises(Misconfigured, match="nichereel migrate"):
        await check(address)
    await lay_out(address)
    await check(address)
    await lay_out(address)

    async with await psycopg.AsyncConnection.connect(address) as connection:
        found = await connection.execute("SELECT count(*) FROM procrastinate_newer")
        assert await found.fetchone() == (0,)


async def test_tables_of_which_nothing_was_noted_are_the_first(address: str) -> None:
    """Whoever laid the tables out before this was noted goes on with them."""
    await lay_out(address)
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        await connection.execute("COMMENT ON TABLE procrastinate_jobs IS NULL")
    await check(address)
    await lay_out(address)
    await check(address)
