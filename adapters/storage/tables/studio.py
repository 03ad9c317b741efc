"""The studio's tables: jobs and their renders, the ledger, who asks, what was decided. All others join these.

Documents are JSON; what is searched by has a column. Times are microseconds, UTC.
"""

from sqlalchemy import BigInteger, Column, Index, MetaData, Table, Text, text

from adapters.storage.tables.columns import count, day, flag, key, large, number, word, words

metadata = MetaData()

# A query has to say it in the very words of the index, else the index is not used.
IS_WAITING = text("waits_for != ''")
IS_LIVE = text("is_live")
IS_OPEN = text("due_at IS NOT NULL")

requesters = Table(
    "requesters",
    metadata,
    key("key"),
    word("account"),
    Column("niche", Text),
    # What they have chosen to be spoken to in.
    word("language", server_default=""),
)

jobs = Table(
    "jobs",
    metadata,
    key(),
    word("request_key", unique=True),
    word("requester"),
    word("account"),
    word("stage"),
    # When the next step is due; for a leased job when its lease runs out; empty when it is closed.
    Column("due_at", BigInteger),
    word("lease"),
    count("wakes"),
    flag("is_cancelled"),
    word("waits_for"),
    word("digest"),
    flag("is_planned"),
    large("opened_at"),
    words("doc"),
    # Which member's part of the account it counts towards; the account itself where there are none.
    word("share", server_default=""),
    # Among those that are due it is the turn of the earliest: a flood is spread out by that.
    large("turn_at", server_default="0"),
    flag("is_approved", server_default="0"),
    # By which it is known again that a save was done whose outcome nobody heard, or several together.
    word("last_save", server_default=""),
    Index("jobs_turn", "stage", "due_at", "turn_at"),
    Index("jobs_open", "account", "share", "turn_at", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    Index("jobs_requester", "requester", "opened_at"),
    # A page of the failed ones among ten thousand is read as quickly as the first of all.
    Index("jobs_shelf", "requester", "stage", "opened_at"),
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
    key(),
    word("job_id"),
    word("order_key"),
    flag("is_live"),
    # A ticket that came by webhook; apart from the document, since it comes while a step has that.
    Column("heard", Text),
    words("doc"),
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
    number(),
    word("account"),
    word("job_id"),
    flag("opens"),
    word("kind"),
    count("reels"),
    large("micros"),
    day(),
    large("at"),
    word("share", server_default=""),
    # One opening and one closing entry per account and job, whatever the code does.
    Index("entries_once", "account", "job_id", "opens", unique=True),
)

# The entries added up, for each account and share, and for the whole bot.
tallies = Table(
    "tallies",
    metadata,
    key("account"),
    day(is_key=True),
    count("reels"),
    large("micros"),
    sqlite_with_rowid=False,
)

# What was settled for one account, beside the terms that hold for everybody.
standings = Table(
    "standings",
    metadata,
    key("account"),
    words("doc"),
)

# What those who run the bot decided.
rulings = Table(
    "rulings",
    metadata,
    number(),
    word("by"),
    word("what"),
    word("to"),
    words("words"),
    large("at"),
)

# What counts of all that somebody said and showed of a reel.
opinions = Table(
    "opinions",
    metadata,
    key("job_id"),
    key("requester"),
    flag("is_good"),
    large("at"),
)

# What platforms remember: which message belongs to a job, what a long button means.
notes = Table(
    "notes",
    metadata,
    key("key"),
    words("value"),
    large("at"),
)

# Codes by which somebody shares their account with themselves elsewhere.
links = Table(
    "links",
    metadata,
    key("code"),
    word("requester"),
    large("until"),
)

# The processes that work on a database that several may share, and when each gave its last sign of life.
processes = Table(
    "processes",
    metadata,
    key(),
    large("beat_at"),
)

# Reels that were bought, by the platform's own number of the payment: what was paid once is entered once.
payments = Table(
    "payments",
    metadata,
    key("charge"),
    word("requester"),
    count("reels"),
    count("stars"),
    large("at"),
    word("state"),
    count("taken"),
    Index("payments_requester", "requester", "at"),
    Index("payments_state", "state"),
)
