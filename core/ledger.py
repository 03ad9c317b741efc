"""The append-only book. Nothing else knows balances.

A job opens with one *hold* and closes with one *settle* or *release*; both count for the day of
the hold. What the house pays itself (a writer's tokens, a vendor's charge for a clip that no
requester got) is settled on the account `HOUSE`, so that all entries together are the vendors'
bills. The storage allows one opening and one closing entry per account and job, whatever the
code does.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

HOUSE = "house"
"""The account of whoever runs the bot."""


class Kind(StrEnum):
    """What an entry does."""

    HOLD = "hold"
    SETTLE = "settle"
    RELEASE = "release"
    GRANT = "grant"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the book; amounts are signed, so that usage is a plain sum.

    `day` is the UTC day it counts for, as YYYY-MM-DD.
    """

    account: str
    job_id: str
    kind: Kind
    reels: int
    micros: int
    day: str
    at: datetime

    @property
    def opens(self) -> bool:
        """Whether it is the opening entry of its job; every job has one and one closing one."""
        return self.kind is Kind.HOLD


@dataclass(frozen=True, slots=True)
class Bill:
    """How a job's costs are shared out: what its account pays, and what the house pays.

    `reels` is 1 when the reel counts for the account's quota.
    """

    reels: int
    account_micros: int
    house_micros: int


NOTHING = Bill(0, 0, 0)


def hold(account: str, job_id: str, micros: int, at: datetime) -> Entry:
    """Opens a job: one reel and its quoted price are set aside."""
    return Entry(account, job_id, Kind.HOLD, 1, micros, day_of(at), at)


def close(opened: Entry, bill: Bill, at: datetime) -> tuple[Entry, ...]:
    """Closes a job: its hold becomes what it really cost."""
    kind = Kind.SETTLE if bill.reels or bill.account_micros else Kind.RELEASE
    reels = bill.reels - opened.reels
    own = Entry(
        opened.account, opened.job_id, kind, reels, bill.account_micros - opened.micros, opened.day, at
    )
    if not bill.house_micros:
        return (own,)
    return own, Entry(HOUSE, opened.job_id, Kind.SETTLE, 0, bill.house_micros, opened.day, at)


def day_of(at: datetime) -> str:
    """The UTC day of a moment, as YYYY-MM-DD."""
    return at.date().isoformat()
