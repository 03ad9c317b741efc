"""The tables are laid out, and those of an earlier release brought up to date, by Alembic's migrations.

Tables and columns are only ever added, so that an older release still works on what a newer one left.
Alembic itself is loaded only where there is something to do.
"""

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, insert, inspect, select

# These are loaded for the tables that they add.
from adapters.storage.tables import door, learning, people, publishing, series  # noqa: F401
from adapters.storage.tables.studio import metadata

NEWEST = "0004"
"""The revision that this release's tables are of; revisions are numbered in their order."""

TABLES = dict(metadata.tables)
"""All of them, by name."""

_MIGRATIONS = Path(__file__).parent.parent / "migrations"

# Alembic's own table, in which it keeps how far a database has come.
_version = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


def is_up_to_date(conn: Connection) -> bool:
    """Whether this release can work on a database, which a later one may have left."""
    return inspect(conn).has_table(_version.name) and _revision(conn) >= NEWEST


def bring_up_to_date(conn: Connection) -> None:
    """Lay the tables out, or do to those of an earlier release what they lack."""
    if is_up_to_date(conn):
        return
    if inspect(conn).has_table("jobs"):
        _migrate(conn)
        return
    metadata.create_all(conn)
    _version.create(conn)
    conn.execute(insert(_version).values(version_num=NEWEST))


def _revision(conn: Connection) -> str:
    return conn.execute(select(_version.c.version_num)).scalar() or ""


def _migrate(conn: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
