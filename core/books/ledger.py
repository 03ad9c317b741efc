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

BOT = "bot"
"""All accounts together, for which nothing is booked but a sum is kept."""

EVER = "0000-00-00"
"""The day of what counts for none: bought reels do not expire."""


class Kind(StrEnum):
    """What an entry does."""

    HOLD = "hold"
    SETTLE = "settle"
    RELEASE = "release"
    GRANT = "grant"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the book; amounts are signed, so that usage is a plain sum.

    `day` is the account's day it counts for, as YYYY-MM-DD. `share` names the member's part of a
    group's account that it counts towards, too; it is the account itself where there are no parts.
    """

    account: str
    job_id: str
    kind: Kind
    reels: int
    micros: int
    day: str
    at: datetime
    share: str = ""

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


def hold(
    account: str, job_id: str, micros: int, at: datetime, day: str = "", share: str = "", reels: int = 1
) -> Entry:
    """Opens a job: one reel and its quoted price are set aside; the day is UTC unless told."""
    return Entry(account, job_id, Kind.HOLD, reels, micros, day or day_of(at), at, share or account)


def close(opened: Entry, bill: Bill, at: datetime) -> tuple[Entry, ...]:
    """Closes a job: its hold becomes what it really cost."""
    kind = Kind.SETTLE if bill.reels or bill.account_micros else Kind.RELEASE
    reels = bill.reels - opened.reels
    micros = bill.account_micros - opened.micros
    own = Entry(opened.account, opened.job_id, kind, reels, micros, opened.day, at, opened.share)
    if not bill.house_micros:
        return (own,)
    return own, Entry(HOUSE, opened.job_id, Kind.SETTLE, 0, bill.house_micros, opened.day, at, HOUSE)


def given(
    account: str, ruling: str, reels: int, micros: int, day: str, at: datetime, share: str = ""
) -> tuple[Entry, ...]:
    """Lets an account use more on that day, which the house pays; negative amounts take it back.

    `ruling` names what was given, so that nothing is given twice. The two entries cancel out: nobody
    was paid by that.
    """
    return (
        Entry(account, ruling, Kind.GRANT, -reels, -micros, day, at, share or account),
        Entry(HOUSE, ruling, Kind.GRANT, reels, micros, day, at, HOUSE),
    )


def bought_by(account: str) -> str:
    """Where reels that an account has bought are booked, and what they pay for: its balance is what is left.

    What was bought is entered as `given` on the day `EVER`, so that usage below zero is a balance.
    """
    return f"bought/{account}"


def day_of(at: datetime) -> str:
    """The UTC day of a moment, as YYYY-MM-DD."""
    return at.date().isoformat()
