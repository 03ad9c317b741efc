"""The tables behind the door: tokens, prompts, shares, hooks and chats. The form is that of `studio`."""

from sqlalchemy import BigInteger, Column, Index, Table

from adapters.storage.tables.columns import count, day, key, large, number, word, words
from adapters.storage.tables.studio import metadata

tokens = Table(
    "tokens",
    metadata,
    key(),
    word("digest", unique=True),
    word("requester"),
    word("scopes"),
    large("at"),
    Index("tokens_requester", "requester"),
)

# What works once and was used.
spent = Table(
    "spent",
    metadata,
    key("nonce"),
    large("at"),
)

prompts = Table(
    "prompts",
    metadata,
    key(),
    word("key", unique=True),
    word("requester"),
    words("doc"),
)

shares = Table(
    "shares",
    metadata,
    key(),
    word("job_id", unique=True),
    large("at"),
)

# One row for each visitor and thing done; `day` is empty for what counts once for ever. Those of an
# earlier day go when the first of the next comes.
deeds = Table(
    "deeds",
    metadata,
    key("job_id"),
    key("deed"),
    key("visitor"),
    day(is_key=True),
)

# The deeds counted, so that nobody has to count a hundred thousand to show a page.
performances = Table(
    "performances",
    metadata,
    key("job_id"),
    key("deed"),
    day(is_key=True),
    count("number"),
    sqlite_with_rowid=False,
)

hooks = Table(
    "hooks",
    metadata,
    key(),
    word("requester"),
    words("url"),
    word("secret"),
    large("at"),
    Index("hooks_requester", "requester"),
)

calls = Table(
    "calls",
    metadata,
    number(),
    word("hook_id"),
    words("body"),
    count("tries"),
    large("opened_at"),
    # When it is to be told next; empty when it was given up.
    Column("due_at", BigInteger),
    Index("calls_due", "due_at"),
    Index("calls_hook", "hook_id"),
)

# The chats in the browser, which have no memory of their own.
lines = Table(
    "lines",
    metadata,
    number(),
    word("address"),
    word("key"),
    words("doc"),
    large("at"),
    Index("lines_once", "address", "key", unique=True),
)
