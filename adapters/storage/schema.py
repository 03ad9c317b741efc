"""The tables. Documents are JSON; what is searched by has a column. Times are microseconds, UTC."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text, text

metadata = MetaData()

# A query has to say it in the very words of the index, else the index is not used.
IS_WAITING = text("waits_for != ''")
IS_LIVE = text("is_live")
IS_OPEN = text("due_at IS NOT NULL")

requesters = Table(
    "requesters",
    metadata,
    Column("key", String, primary_key=True),
    Column("account", String, nullable=False),
    Column("niche", Text),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String, primary_key=True),
    Column("request_key", String, nullable=False, unique=True),
    Column("requester", String, nullable=False),
    Column("account", String, nullable=False),
    Column("stage", String, nullable=False),
    # When the next step is due; for a leased job when its lease runs out; empty when it is closed.
    Column("due_at", BigInteger),
    Column("lease", String, nullable=False),
    Column("wakes", Integer, nullable=False),
    Column("is_cancelled", Boolean, nullable=False),
    Column("waits_for", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("is_planned", Boolean, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("doc", Text, nullable=False),
    # Which member's part of the account it counts towards; the account itself where there are none.
    Column("share", String, nullable=False, server_default=""),
    # Among those that are due it is the turn of the earliest: a flood is spread out by that.
    Column("turn_at", BigInteger, nullable=False, server_default="0"),
    Column("is_approved", Boolean, nullable=False, server_default="0"),
    Index("jobs_turn", "stage", "due_at", "turn_at"),
    Index("jobs_open", "account", "share", "turn_at", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    Index("jobs_requester", "requester", "opened_at"),
    Index("jobs_digest", "digest"),
    Index("jobs_newest", "stage", "opened_at"),
    Index(
        "jobs_waiting",
        "waits_for",
        sqlite_where=IS_WAITING,
        postgresql_where=IS_WAITING,
    ),
)

renders = Table(
    "renders",
    metadata,
    Column("id", String, primary_key=True),
    Column("job_id", String, nullable=False),
    Column("order_key", String, nullable=False),
    Column("is_live", Boolean, nullable=False),
    # A ticket that came by webhook; apart from the document, since it comes while a step has that.
    Column("heard", Text),
    Column("doc", Text, nullable=False),
    Index("renders_job", "job_id"),
    # Two live orders of the same thing cannot exist, whatever the code does.
    Index(
        "renders_live",
        "order_key",
        unique=True,
        sqlite_where=IS_LIVE,
        postgresql_where=IS_LIVE,
    ),
)

entries = Table(
    "entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String, nullable=False),
    Column("job_id", String, nullable=False),
    Column("opens", Boolean, nullable=False),
    Column("kind", String, nullable=False),
    Column("reels", Integer, nullable=False),
    Column("micros", BigInteger, nullable=False),
    Column("day", String(10), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("share", String, nullable=False, server_default=""),
    # One opening and one closing entry per account and job, whatever the code does.
    Index("entries_once", "account", "job_id", "opens", unique=True),
)

# The entries added up, for each account and share, and for the whole bot.
tallies = Table(
    "tallies",
    metadata,
    Column("account", String, primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("reels", Integer, nullable=False),
    Column("micros", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# What was settled for one account, beside the terms that hold for everybody.
standings = Table(
    "standings",
    metadata,
    Column("account", String, primary_key=True),
    Column("doc", Text, nullable=False),
)

# What those who run the bot decided.
rulings = Table(
    "rulings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("by", String, nullable=False),
    Column("what", String, nullable=False),
    Column("to", String, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)

opinions = Table(
    "opinions",
    metadata,
    Column("job_id", String, primary_key=True),
    Column("requester", String, primary_key=True),
    Column("is_good", Boolean, nullable=False),
    Column("at", BigInteger, nullable=False),
)

# What platforms remember: which message belongs to a job, what a long button means.
notes = Table(
    "notes",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)

# Codes by which somebody shares their account with themselves elsewhere.
links = Table(
    "links",
    metadata,
    Column("code", String, primary_key=True),
    Column("requester", String, nullable=False),
    Column("until", BigInteger, nullable=False),
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def stamp(at: datetime) -> int:
    """A moment as a column keeps it."""
    return (at - _EPOCH) // _MICROSECOND


def moment(microseconds: int) -> datetime:
    """The moment that a column keeps, UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)
