"""What holds for every test: no secret stands in a log; and both databases, for what must hold on each."""

import asyncio
import logging
from collections.abc import Iterator

import certifi
import pytest
from sqlalchemy import URL

from adapters.storage import migrate
from bot.team.gathering import lay_out
from tests import databases
from tests.databases import Databases
from tests.postgres import Server, running_server
from tests.wires import discord_world, fal, gemini, telegram_world

SECRETS = (fal.KEY, fal.KEY.partition(":")[2], gemini.KEY, telegram_world.TOKEN, discord_world.TOKEN)
_MAY_SAY = ("tests/wires/", "tests/bot/test_logs.py")
"""The fakes themselves, and the tests that log secrets to see them hidden."""


@pytest.fixture(autouse=True)
def no_secret_is_logged(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a test has logged, tracebacks included, shows none of the fakes' keys and tokens."""
    yield
    if request.node.nodeid.startswith(_MAY_SAY):
        return
    write = logging.Formatter("%(message)s").format
    logged = [write(record) for when in ("setup", "call") for record in caplog.get_records(when)]
    assert not [line for line in logged if any(secret in line for secret in SECRETS)]


@pytest.fixture(scope="session", autouse=True)
def few_are_trusted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every client begins by reading whom it may trust, which takes thirty times longer for all of them.

    Nobody here is called by a name that would have to be vouched for.
    """
    first, end, _ = certifi.contents().partition("-----END CERTIFICATE-----\n")
    file = tmp_path_factory.mktemp("trust") / "one.pem"
    file.write_text(first + end)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(file))
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL that runs; it is started by the first test that wants one."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def template(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """A database with our tables and nothing in them, of which others are made in no time."""
    made = postgres.new_database()
    url = made.render_as_string(hide_password=False)

    asyncio.run(migrate(url, tmp_path_factory.mktemp("template")))
    asyncio.run(lay_out(url))
    yield made
    postgres.drop(made)


@pytest.fixture(scope="session")
def spare(postgres: Server) -> Iterator[list[URL]]:
    """Databases with our tables that no test is using."""
    spare = list[URL]()
    yield spare
    for database in spare:
        postgres.drop(database)


@pytest.fixture
def on_postgres(
    template: URL, postgres: Server, spare: list[URL], monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """What the test keeps is kept in PostgreSQL."""
    made = Databases(postgres, template, spare)
    monkeypatch.setattr(databases, "kept_in", made)
    yield
    made.empty()


@pytest.fixture(params=["sqlite", "postgresql"])
def each_database(request: pytest.FixtureRequest) -> None:
    """The test is run twice: once with what it keeps in SQLite, once in PostgreSQL."""
    if request.param == "postgresql":
        request.getfixturevalue("on_postgres")
