"""All that is kept for the door, on the store's own database."""

from dataclasses import dataclass

from adapters.storage.door.chats import SqlChats
from adapters.storage.door.hooks import SqlHooks
from adapters.storage.door.prompts import SqlPrompts
from adapters.storage.door.pulse import SqlPulse
from adapters.storage.door.shelf import SqlShelf
from adapters.storage.door.tokens import SqlTokens
from adapters.storage.store import SqlStore


@dataclass(frozen=True, slots=True)
class Cabinet:
    """One drawer for each port of `core.door`."""

    tokens: SqlTokens
    prompts: SqlPrompts
    shelf: SqlShelf
    hooks: SqlHooks
    chats: SqlChats
    pulse: SqlPulse


def cabinet(store: SqlStore) -> Cabinet:
    """The drawers on this store."""
    return Cabinet(
        SqlTokens(store),
        SqlPrompts(store),
        SqlShelf(store),
        SqlHooks(store),
        SqlChats(store),
        SqlPulse(store),
    )
