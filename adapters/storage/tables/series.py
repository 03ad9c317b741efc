"""The table of series: one document each, and when it is due."""

from sqlalchemy import BigInteger, Column, Index, Table

from adapters.storage.tables.columns import flag, key, large, word, words
from adapters.storage.tables.studio import metadata

series_table = Table(
    "series",
    metadata,
    key("id"),
    word("requester"),
    large("began_at"),
    # When the next reel is due; empty while it is paused or stopped.
    Column("due_at", BigInteger),
    # Whether there is something to be done before that.
    flag("is_busy"),
    words("doc"),
    Index("series_due", "due_at"),
    Index("series_requester", "requester"),
)
