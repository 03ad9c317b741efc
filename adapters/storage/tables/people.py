"""The tables about people: keys, misdeeds, the wish to be forgotten. The form is that of `studio`."""

from sqlalchemy import Index, Table

from adapters.storage.tables.columns import key, large, word, words
from adapters.storage.tables.studio import metadata

own_keys = Table(
    "own_keys",
    metadata,
    key("account"),
    key("vendor"),
    words("sealed"),
    large("at"),
)

strikes = Table(
    "strikes",
    metadata,
    # The message for which it was given, which counts once.
    key("key"),
    word("account"),
    words("why"),
    large("at"),
    Index("strikes_account", "account", "at"),
)

reports = Table(
    "reports",
    metadata,
    key("job_id"),
    key("requester"),
    words("why"),
    large("at"),
)

forgetting = Table(
    "forgetting",
    metadata,
    key("key"),
    large("at"),
)

# What was let go of already: the media of a job, its words, the notes about it.
tidied = Table(
    "tidied",
    metadata,
    key("job_id"),
    key("what"),
)
