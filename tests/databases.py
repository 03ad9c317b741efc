"""Where tests keep what is kept: in SQLite, or in PostgreSQL for those that want both."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL

from adapters.storage import default_url
from tests.postgres import Server


@dataclass
class Databases:
    """A database of PostgreSQL for each folder, made when it is first asked for."""

    server: Server
    template: URL
    spare: list[URL]
    """Those that earlier tests left empty."""
    made: dict[Path, URL] = field(default_factory=dict)

    def url_of(self, folder: Path) -> str:
        """The address of a folder's database."""
        if folder not in self.made:
            self.made[folder] = self.spare.pop() if self.spare else self.server.new_database(self.template)
        return self.made[folder].render_as_string(hide_password=False)

    def empty(self) -> None:
        """Leave all of them to the next test, without a row."""
        for database in self.made.values():
            self.server.empty(database)
        self.spare += self.made.values()


class _Sqlite:
    """A file for each folder."""

    def url_of(self, folder: Path) -> str:
        return default_url(folder)


kept_in: Databases | _Sqlite = _Sqlite()
"""Which it is just now; the fixture `each_database` changes it."""


def url_of(folder: Path) -> str:
    """The address of the database that goes with a folder."""
    return kept_in.url_of(folder)
