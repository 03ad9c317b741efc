"""What can go wrong at Discord's doors."""

from enum import StrEnum

CALLBACK, ORIGINAL, SEND, EDIT, MENU, LOGIN, HISTORY, DIRECT, FILES = (
    "callback", "original", "send", "edit", "menu", "login", "history", "direct", "files",
)  # fmt: skip


class Fault(StrEnum):
    """One bites once: each says whether the call was carried out."""

    RESET = "reset"  # not carried out, the connection is dropped
    LOST = "lost"  # carried out, and the connection dropped before the answer
    CRASHED = "crashed"  # 500, not carried out
    UPSTREAM = "upstream"  # 502, carried out all the same
    UNAVAILABLE = "unavailable"  # 503, not carried out
    LIMITED = "limited"  # 429 of Discord's own
    BANNED = "banned"  # 429 of the web server in front: no Via, no JSON
    FORBIDDEN = "forbidden"  # 403/50013
    EXPIRED = "expired"  # 401/50027
    MODERATED = "moderated"  # 400/200000
