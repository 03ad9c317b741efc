"""The tables that learning works from: rated reels, and what was said of them. The form is `studio`'s."""

from sqlalchemy import Column, Index, Integer, Table

from adapters.storage.tables.columns import count, flag, key, large, word, words
from adapters.storage.tables.studio import metadata

trials = Table(
    "trials",
    metadata,
    key("job_id"),
    word("account"),
    word("requester"),
    word("niche"),
    # One column for each trait; empty where nothing was chosen.
    word("hook"),
    word("look"),
    word("pace"),
    word("phrasing"),
    word("model"),
    Column("score", Integer),
    words("example"),
    words("doc"),
    flag("is_shared"),
    # When something was first heard of it.
    large("at"),
    Index("trials_account", "account", "at"),
)

# All that somebody said of a reel and shows under it; `sign` is empty for what was said.
signs = Table(
    "signs",
    metadata,
    key("job_id"),
    key("requester"),
    key("sign"),
    flag("is_good"),
    large("at"),
)

# How many nameless signs stand under a reel in one place.
crowds = Table(
    "crowds",
    metadata,
    key("job_id"),
    key("place"),
    count("liked"),
    count("disliked"),
    large("at"),
)

marks = Table(
    "marks",
    metadata,
    key("job_id"),
    key("requester"),
    # A reason or a mark; no word is both.
    key("what"),
    large("at"),
)
