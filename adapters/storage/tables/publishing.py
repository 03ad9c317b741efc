"""The table of publications: one row for a reel and a publisher."""

from sqlalchemy import Table

from adapters.storage.tables.columns import key, word, words
from adapters.storage.tables.studio import metadata

publications = Table(
    "publications",
    metadata,
    key("job_id"),
    key("publisher"),
    word("requester"),
    words("doc"),
)
