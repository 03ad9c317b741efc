"""Databases as an operator meets them: laid out, moved and looked over from the command line."""

from collections.abc import Iterator

import pytest

from adapters.storage import default_url
from bot.settings import Settings
from tests.bot.test_cli import Command, nichereel, surroundings
from tests.postgres import Server

__all__ = ["nichereel", "surroundings"]


@pytest.fixture
def target(postgres: Server) -> Iterator[str]:
    """An empty PostgreSQL database."""
    made = postgres.new_database()
    yield made.render_as_string(hide_password=False).replace("postgresql+psycopg", "postgresql")
    postgres.drop(made)


def test_an_operator_moves_to_postgresql(nichereel: Command, target: str) -> None:
    """Lay the file out, carry it over, and find the old one set aside."""
    nichereel.data.mkdir()
    file = default_url(nichereel.data)

    laid_out = nichereel("migrate")
    moved = nichereel("move", file, target)

    assert (laid_out.returncode, laid_out.stdout) == (0, "The database is up to date.\n")
    assert (moved.returncode, moved.stderr) == (0, "")
    assert "0  jobs\n" in moved.stdout
    assert "All of it has arrived." in moved.stdout
    assert not (nichereel.data / "nichereel.db").exists()


def test_the_password_of_a_database_is_a_secret() -> None:
    """The password in DATABASE_URL is kept out of the logs like any key, as it is typed elsewhere."""
    assert "open-sesame" in Settings(database_url="postgresql://me:open%2Dsesame@host/name").secrets


def test_only_what_we_know_is_moved(nichereel: Command) -> None:
    """The other way round, and other databases, are refused with a sentence."""
    said = nichereel("move", "postgresql://localhost/nichereel", "sqlite:///nichereel.db")

    assert (said.returncode, said.stdout) == (1, "")
    assert "from SQLite to PostgreSQL" in said.stderr
