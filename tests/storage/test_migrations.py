"""However a database came to be, it has the same tables; on PostgreSQL somebody has to say so first."""

import asyncio
import importlib
import pkgutil
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url

import adapters.storage
from adapters.storage import default_url, migrate, open_store
from adapters.storage.databases import layout
from adapters.storage.tables.studio import metadata
from core.errors import Misconfigured
from tests.postgres import Server
from tests.storage.test_older import FIRST

CONFIG = Config()
CONFIG.set_main_option("script_location", str(Path(adapters.storage.__file__).parent / "migrations"))


def shape(engine: Engine) -> dict[str, Any]:
    """Every table with its columns and indexes, whatever the order of its columns."""
    with engine.begin() as conn:
        seen, own = inspect(conn), indexes(conn)
        return {
            name: (
                sorted(_column(each) for each in seen.get_columns(name)),
                seen.get_pk_constraint(name)["constrained_columns"],
                sorted(each["column_names"] for each in seen.get_unique_constraints(name)),
                sorted(text for table, text in own if table == name),
            )
            for name in seen.get_table_names()
            if name != "alembic_version"
        }


def _column(column: Any) -> tuple[str, str, bool, str]:
    return column["name"], str(column["type"]), column["nullable"], str(column["default"])


def indexes(conn: Connection) -> Sequence[tuple[str, str]]:
    """Every index in the database's own words, conditions included."""
    own = {
        "sqlite": "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
        "postgresql": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    }
    return [(table, told) for table, told in conn.execute(text(own[conn.dialect.name]))]


def climb(engine: Engine) -> None:
    """Run every migration there is."""
    with engine.begin() as conn:
        CONFIG.attributes["connection"] = conn
        command.upgrade(CONFIG, "head")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """A database with nothing in it."""
    if request.param == "sqlite":
        yield make_url(f"sqlite:///{tmp_path / 'empty.db'}")
        return
    server: Server = request.getfixturevalue("postgres")
    made = server.new_database()
    yield made
    server.drop(made)


def test_migrations_lead_to_the_tables_that_the_code_knows(empty: URL) -> None:
    """Whoever climbs every migration has exactly what a new installation gets, and what the code asks for."""
    engine = create_engine(empty)
    climb(engine)
    climbed = shape(engine)
    with engine.connect() as conn:
        differences = compare_metadata(MigrationContext.configure(conn), metadata)
    with engine.begin() as conn:
        metadata.drop_all(conn)
        metadata.create_all(conn)

    assert differences == []
    assert climbed == shape(engine)
    engine.dispose()


def test_the_newest_migration_is_the_one_that_is_asked_for() -> None:
    """Nobody can add a migration and forget to have it run."""
    assert ScriptDirectory.from_config(CONFIG).get_current_head() == layout.NEWEST


def test_no_table_is_forgotten() -> None:
    """Whichever module brings a table, it is laid out, migrated and moved like the others."""
    for module in pkgutil.walk_packages(adapters.storage.__path__, "adapters.storage."):
        importlib.import_module(module.name)

    assert layout.TABLES.keys() == metadata.tables.keys()


async def test_a_database_of_the_first_release_becomes_like_a_new_one(tmp_path: Path) -> None:
    """An installation that is older than the migrations is adopted when it is opened, without a word."""
    (tmp_path / "new").mkdir()
    database = sqlite3.connect(tmp_path / "nichereel.db")
    database.executescript(FIRST)
    database.close()
    for folder in (tmp_path, tmp_path / "new"):
        async with open_store(default_url(folder), folder):
            pass
    older, new = (
        create_engine(f"sqlite:///{folder / 'nichereel.db'}") for folder in (tmp_path, tmp_path / "new")
    )

    assert shape(older) == shape(new)
    with older.connect() as one, new.connect() as other:
        assert layout.is_up_to_date(one)
        assert layout.is_up_to_date(other)
    older.dispose()
    new.dispose()


async def test_an_empty_postgresql_is_laid_out_when_asked(postgres: Server, tmp_path: Path) -> None:
    """On PostgreSQL nobody lays tables out unasked; three who are asked at once do it once."""
    made = postgres.new_database()
    url = made.render_as_string(hide_password=False)
    with pytest.raises(Misconfigured, match="nichereel migrate"):
        async with open_store(url, tmp_path):
            pass

    await asyncio.gather(*(migrate(url, tmp_path) for _ in range(3)))

    async with open_store(url, tmp_path) as store:
        await store.note("key", "value")
    postgres.drop(made)


async def test_what_a_later_release_left_can_be_worked_on(
    postgres: Server, template: URL, tmp_path: Path
) -> None:
    """While processes are updated one after the other, those of the release before go on."""
    made = postgres.new_database(template)
    engine = create_engine(made)
    with engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    async with open_store(made.render_as_string(hide_password=False), tmp_path) as store:
        await store.note("key", "value")
    postgres.drop(made)
