"""Where somebody asked on Discord, and by which ways they can be answered there."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

TOKEN_LIFE = timedelta(minutes=14)
"""An interaction's token dies after fifteen minutes; the last one is left to slow uploads."""


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, thread or direct message, and who asked in it.

    `token` answers the interaction that was begun at `at`; it is empty for a message, which is then
    named by `message`. `can_post` says that the bot may write there by itself, `is_hidden` that only
    the person sees the answer, `is_private` that there is nobody else, `is_among_adults` that the
    channel is age-restricted. `limit` is how many bytes a file may have there.
    """

    channel: int
    user: int
    at: datetime
    limit: int
    guild: int | None = None
    token: str = ""
    message: int | None = None
    can_post: bool = True
    is_hidden: bool = False
    is_private: bool = False
    is_among_adults: bool = False

    @property
    def lasts(self) -> bool:
        """Whether an answer there can still be changed when the token is dead."""
        return self.can_post and not self.is_hidden

    @property
    def owner(self) -> int | None:
        """Who may press the buttons, None where there is nobody else."""
        return None if self.is_private else self.user

    @property
    def address(self) -> str:
        """The place as a job keeps it."""
        return json.dumps({**asdict(self), "at": self.at.isoformat()}, separators=(",", ":"))

    def has_token(self, now: datetime) -> bool:
        """Whether the token still answers."""
        return bool(self.token) and now - self.at < TOKEN_LIFE

    def without_token(self) -> "Place":
        """The same place for the time after the token."""
        return replace(self, token="")


def place_of(address: str) -> Place:
    """The place behind an address."""
    kept = json.loads(address)
    return Place(**{**kept, "at": datetime.fromisoformat(kept["at"])})
