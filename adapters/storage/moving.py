"""A database that an earlier release made is brought up to date when it is opened.

Tables and columns are only ever added, so that an older release still reads what a newer one left.
"""

from sqlalchemy import Connection, inspect, text
from sqlalchemy.schema import CreateColumn

from adapters.storage.schema import metadata

_ADD_UP = """
INSERT INTO tallies (account, day, reels, micros)
SELECT account, day, sum(reels), sum(micros) FROM entries GROUP BY account, day
UNION ALL SELECT 'bot', day, sum(reels), sum(micros) FROM entries GROUP BY day
"""
_COUNT_DEEDS = """
INSERT INTO performances (job_id, deed, day, number)
SELECT job_id, deed, day, count(*) FROM deeds GROUP BY job_id, deed, day
"""
_TAKE_SEATS = "UPDATE jobs SET share = account, turn_at = opened_at WHERE share = ''"


def bring_up_to_date(conn: Connection) -> None:
    """Make what is missing: tables, columns, indexes, and the running totals of what an older one kept."""
    known = inspect(conn)
    before = {name: {each["name"] for each in known.get_columns(name)} for name in known.get_table_names()}
    metadata.create_all(conn)
    for table in metadata.tables.values():
        for column in table.columns:
            if table.name in before and column.name not in before[table.name]:
                added = CreateColumn(column).compile(dialect=conn.dialect)
                conn.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {added}"))
        for index in table.indexes:
            index.create(conn, checkfirst=True)
    if "deeds" in before and "performances" not in before:
        conn.execute(text(_COUNT_DEEDS))
    if "entries" in before and "tallies" not in before:
        conn.execute(text(_ADD_UP))
        conn.execute(text(_TAKE_SEATS))
        for replaced in ("entries_day", "jobs_due"):
            conn.execute(text(f"DROP INDEX IF EXISTS {replaced}"))
