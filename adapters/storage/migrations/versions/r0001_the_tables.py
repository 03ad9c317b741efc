"""The tables as they were when their migrations began, and whatever of them an earlier release had not yet.

Before this, a release added to an older database what that lacked. So one of any age may come here, and an
empty one: what is missing is made, running totals are counted from what they are the totals of.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import CreateColumn

revision = "0001"
down_revision = None

TABLES = sa.MetaData()
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


sa.Table(
    "requesters",
    TABLES,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("account", sa.String, nullable=False),
    sa.Column("niche", sa.Text),
    sa.Column("language", sa.String, nullable=False, server_default=""),
)
sa.Table(
    "jobs",
    TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("request_key", sa.String, nullable=False, unique=True),
    sa.Column("requester", sa.String, nullable=False),
    sa.Column("account", sa.String, nullable=False),
    sa.Column("stage", sa.String, nullable=False),
    sa.Column("due_at", sa.BigInteger),
    sa.Column("lease", sa.String, nullable=False),
    sa.Column("wakes", sa.Integer, nullable=False),
    sa.Column("is_cancelled", sa.Boolean, nullable=False),
    sa.Column("waits_for", sa.String, nullable=False),
    sa.Column("digest", sa.String, nullable=False),
    sa.Column("is_planned", sa.Boolean, nullable=False),
    sa.Column("opened_at", sa.BigInteger, nullable=False),
    sa.Column("doc", sa.Text, nullable=False),
    sa.Column("share", sa.String, nullable=False, server_default=""),
    sa.Column("turn_at", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("is_approved", sa.Boolean, nullable=False, server_default="0"),
    sa.Column("last_save", sa.String, nullable=False, server_default=""),
    sa.Index("jobs_digest", "digest"),
    sa.Index("jobs_newest", "stage", "opened_at"),
    sa.Index("jobs_open", "account", "share", "turn_at", **_where("due_at IS NOT NULL")),
    sa.Index("jobs_requester", "requester", "opened_at"),
    sa.Index("jobs_shelf", "requester", "stage", "opened_at"),
    sa.Index("jobs_turn", "stage", "due_at", "turn_at"),
    sa.Index("jobs_waiting", "waits_for", **_where("waits_for != ''")),
)
sa.Table(
    "renders",
    TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("job_id", sa.String, nullable=False),
    sa.Column("order_key", sa.String, nullable=False),
    sa.Column("is_live", sa.Boolean, nullable=False),
    sa.Column("heard", sa.Text),
    sa.Column("doc", sa.Text, nullable=False),
    sa.Index("renders_job", "job_id"),
    sa.Index("renders_live", "order_key", unique=True, **_where("is_live")),
)
sa.Table(
    "entries",
    TABLES,
    sa.Column("id", NUMBER, primary_key=True),
    sa.Column("account", sa.String, nullable=False),
    sa.Column("job_id", sa.String, nullable=False),
    sa.Column("opens", sa.Boolean, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("reels", sa.Integer, nullable=False),
    sa.Column("micros", sa.BigInteger, nullable=False),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("share", sa.String, nullable=False, server_default=""),
    sa.Index("entries_once", "account", "job_id", "opens", unique=True),
)
sa.Table(
    "tallies",
    TABLES,
    sa.Column("account", sa.String, primary_key=True),
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("reels", sa.Integer, nullable=False),
    sa.Column("micros", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
sa.Table(
    "standings",
    TABLES,
    sa.Column("account", sa.String, primary_key=True),
    sa.Column("doc", sa.Text, nullable=False),
)
sa.Table(
    "rulings",
    TABLES,
    sa.Column("id", NUMBER, primary_key=True),
    sa.Column("by", sa.String, nullable=False),
    sa.Column("what", sa.String, nullable=False),
    sa.Column("to", sa.String, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)
sa.Table(
    "opinions",
    TABLES,
    sa.Column("job_id", sa.String, primary_key=True),
    sa.Column("requester", sa.String, primary_key=True),
    sa.Column("is_good", sa.Boolean, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)
sa.Table(
    "notes",
    TABLES,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)
sa.Table(
    "links",
    TABLES,
    sa.Column("code", sa.String, primary_key=True),
    sa.Column("requester", sa.String, nullable=False),
    sa.Column("until", sa.BigInteger, nullable=False),
)
sa.Table(
    "processes",
    TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("beat_at", sa.BigInteger, nullable=False),
)
sa.Table(
    "tokens",
    TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("digest", sa.String, nullable=False, unique=True),
    sa.Column("requester", sa.String, nullable=False),
    sa.Column("scopes", sa.String, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Index("tokens_requester", "requester"),
)
sa.Table(
    "spent",
    TABLES,
    sa.Column("nonce", sa.String, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
)
sa.Table(
    "prompts",
    TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("key", sa.String, nullable=False, unique=True),
    sa.Column("requester", sa.String, nullable=False),
    sa.Column("doc", sa.Text, nullable=False),
)
sa.Table(
    "shares",
    TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("job_id", sa.String, nullable=False, unique=True),
    sa.Column("at", sa.BigInteger, nullable=False),
)
sa.Table(
    "deeds",
    TABLES,
    sa.Column("job_id", sa.String, primary_key=True),
    sa.Column("deed", sa.String, primary_key=True),
    sa.Column("visitor", sa.String, primary_key=True),
    sa.Column("day", sa.String(10), primary_key=True),
)
sa.Table(
    "performances",
    TABLES,
    sa.Column("job_id", sa.String, primary_key=True),
    sa.Column("deed", sa.String, primary_key=True),
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
sa.Table(
    "hooks",
    TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("requester", sa.String, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("secret", sa.String, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Index("hooks_requester", "requester"),
)
sa.Table(
    "calls",
    TABLES,
    sa.Column("id", NUMBER, primary_key=True),
    sa.Column("hook_id", sa.String, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("opened_at", sa.BigInteger, nullable=False),
    sa.Column("due_at", sa.BigInteger),
    sa.Index("calls_due", "due_at"),
    sa.Index("calls_hook", "hook_id"),
)
sa.Table(
    "lines",
    TABLES,
    sa.Column("id", NUMBER, primary_key=True),
    sa.Column("address", sa.String, nullable=False),
    sa.Column("key", sa.String, nullable=False),
    sa.Column("doc", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Index("lines_once", "address", "key", unique=True),
)
sa.Table(
    "own_keys",
    TABLES,
    sa.Column("account", sa.String, primary_key=True),
    sa.Column("vendor", sa.String, primary_key=True),
    sa.Column("sealed", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)
sa.Table(
    "strikes",
    TABLES,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("account", sa.String, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Index("strikes_account", "account", "at"),
)
sa.Table(
    "reports",
    TABLES,
    sa.Column("job_id", sa.String, primary_key=True),
    sa.Column("requester", sa.String, primary_key=True),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)
sa.Table(
    "forgetting",
    TABLES,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
)
sa.Table(
    "tidied",
    TABLES,
    sa.Column("job_id", sa.String, primary_key=True),
    sa.Column("what", sa.String, primary_key=True),
)
sa.Table(
    "publications",
    TABLES,
    sa.Column("job_id", sa.String, primary_key=True),
    sa.Column("publisher", sa.String, primary_key=True),
    sa.Column("requester", sa.String, nullable=False),
    sa.Column("doc", sa.Text, nullable=False),
)
sa.Table(
    "series",
    TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("requester", sa.String, nullable=False),
    sa.Column("began_at", sa.BigInteger, nullable=False),
    sa.Column("due_at", sa.BigInteger),
    sa.Column("is_busy", sa.Boolean, nullable=False),
    sa.Column("doc", sa.Text, nullable=False),
    sa.Index("series_due", "due_at"),
    sa.Index("series_requester", "requester"),
)

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


def upgrade() -> None:
    """Make what is missing: tables, columns, indexes, and the running totals of what an older one kept."""
    conn = op.get_bind()
    known = sa.inspect(conn)
    before = {name: {each["name"] for each in known.get_columns(name)} for name in known.get_table_names()}
    TABLES.create_all(conn)
    for table in TABLES.tables.values():
        for column in table.columns:
            if table.name in before and column.name not in before[table.name]:
                added = CreateColumn(column).compile(dialect=conn.dialect)
                op.execute(f"ALTER TABLE {table.name} ADD COLUMN {added}")
        for index in table.indexes:
            index.create(conn, checkfirst=True)
    if "deeds" in before and "performances" not in before:
        op.execute(_COUNT_DEEDS)
    if "entries" in before and "tallies" not in before:
        op.execute(_ADD_UP)
        op.execute(_TAKE_SEATS)
        for replaced in ("entries_day", "jobs_due"):
            op.execute(f"DROP INDEX IF EXISTS {replaced}")
