"""What holds for every test, that nothing leaks into logs and chats; and databases of both kinds."""

import asyncio
import logging
from collections.abc import Generator, Iterator

import certifi
import pytest
from sqlalchemy import URL

from adapters.storage import migrate
from bot.team.gathering import lay_out
from bot.upkeep.logs import told_of
from tests import databases
from tests.databases import Databases
from tests.leaks import SECRETS, leaks, overheard
from tests.postgres import Server, running_server

_MAY_SAY = ("tests/wires/", "tests/bot/test_logs.py")
"""The fakes themselves, and the tests that log secrets to see them hidden."""


@pytest.fixture(autouse=True)
def nothing_leaks(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No test shows in a log or in a chat the fakes' keys and tokens, nor what they say when they fail."""
    overheard.clear()
    yield
    if request.node.nodeid.startswith(_MAY_SAY):
        return
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    write = logging.Formatter("%(message)s").format
    assert not [line for line in map(write, records) if any(secret in line for secret in SECRETS)]
    assert not [line for line in map(_in_the_log, records) if leaks(line)]
    assert not overheard


def _in_the_log(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    return record.getMessage() if error is None else f"{record.getMessage()}\n{told_of(error)}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test fails too when one of the processes that it started leaks into what all of them print."""
    report = yield
    leaked = leaks(report.capstderr) if not item.nodeid.startswith(_MAY_SAY) else []
    if report.passed and leaked:
        report.outcome, report.longrepr = "failed", f"Printed to standard error: {leaked}"
    return report


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
