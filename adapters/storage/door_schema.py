"""The tables behind the door: tokens, prompts, shares, hooks and chats. The form is that of `schema`."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from adapters.storage.schema import metadata

tokens = Table(
    "tokens",
    metadata,
    Column("id", String, primary_key=True),
    Column("digest", String, nullable=False, unique=True),
    Column("requester", String, nullable=False),
    Column("scopes", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("tokens_requester", "requester"),
)

# What works once and was used.
spent = Table(
    "spent",
    metadata,
    Column("nonce", String, primary_key=True),
    Column("at", BigInteger, nullable=False),
)

prompts = Table(
    "prompts",
    metadata,
    Column("id", String, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("requester", String, nullable=False),
    Column("doc", Text, nullable=False),
)

shares = Table(
    "shares",
    metadata,
    Column("id", String, primary_key=True),
    Column("job_id", String, nullable=False, unique=True),
    Column("at", BigInteger, nullable=False),
)

# One row for each visitor and thing done; `day` is empty for what counts once for ever.
deeds = Table(
    "deeds",
    metadata,
    Column("job_id", String, primary_key=True),
    Column("deed", String, primary_key=True),
    Column("visitor", String, primary_key=True),
    Column("day", String(10), primary_key=True),
)

hooks = Table(
    "hooks",
    metadata,
    Column("id", String, primary_key=True),
    Column("requester", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("hooks_requester", "requester"),
)

calls = Table(
    "calls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hook_id", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    # When it is to be told next; empty when it was given up.
    Column("due_at", BigInteger),
    Index("calls_due", "due_at"),
    Index("calls_hook", "hook_id"),
)

# The chats in the browser, which have no memory of their own.
lines = Table(
    "lines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", String, nullable=False),
    Column("key", String, nullable=False),
    Column("doc", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("lines_once", "address", "key", unique=True),
)
