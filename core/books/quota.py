"""The rule: how much an account may use per day and month, and at once. The rule is not the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from core.books.money import micros_of

UNLIMITED_WORDS = frozenset({"", "unlimited", "-"})


@dataclass(frozen=True, slots=True)
class Quota:
    """None is unlimited, 0 is none. Days and months are the account's own. `at_once` counts open jobs."""

    reels_per_day: int | None = None
    micros_per_day: int | None = None
    micros_per_month: int | None = None
    reels_per_month: int | None = None
    at_once: int | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What the ledger says an account has used, holds included.

    `day` is the account's own, as YYYY-MM-DD, of its `zone`; `rule` is the quota it is measured
    against, if known. `bought` is how many bought reels are left.
    """

    reels_today: int = 0
    micros_today: int = 0
    micros_this_month: int = 0
    reels_this_month: int = 0
    under_way: int = 0
    day: str = ""
    rule: Quota | None = None
    zone: str = "UTC"
    bought: int = 0

    def plus(self, reels: int, micros: int) -> "Usage":
        """The usage after one more entry of today."""
        return replace(
            self,
            reels_today=self.reels_today + reels,
            micros_today=self.micros_today + micros,
            micros_this_month=self.micros_this_month + micros,
            reels_this_month=self.reels_this_month + reels,
        )


class Limit(StrEnum):
    """Which part of a quota stands in the way."""

    AT_ONCE = "reels at once"
    REELS_PER_DAY = "reels per day"
    REELS_PER_MONTH = "reels per month"
    MICROS_PER_DAY = "dollars per day"
    MICROS_PER_MONTH = "dollars per month"


def exceeded(quota: Quota, usage: Usage, micros: int, reels: int = 1, jobs: int = 1) -> Limit | None:
    """The first limit that so many more jobs would break, at this price together; None when there is room.

    A reel that costs nothing is never stopped by a limit on dollars.
    """
    wanted = [
        (Limit.AT_ONCE, quota.at_once, usage.under_way + jobs),
        (Limit.REELS_PER_DAY, quota.reels_per_day, usage.reels_today + reels),
        (Limit.REELS_PER_MONTH, quota.reels_per_month, usage.reels_this_month + reels),
    ]
    if micros:
        wanted += [
            (Limit.MICROS_PER_DAY, quota.micros_per_day, usage.micros_today + micros),
            (Limit.MICROS_PER_MONTH, quota.micros_per_month, usage.micros_this_month + micros),
        ]
    return next((limit for limit, most, want in wanted if most is not None and want > most), None)


PARTS: Mapping[str, str] = {field.name.replace("micros", "dollars"): field.name for field in fields(Quota)}
"""The parts of a quota as people name them, each with its field."""

_MOST_DIGITS = 6


def read_part(name: str, typed: str) -> int | None:
    """One part of a quota as it is typed: dollars or a number, None for unlimited. Raises ValueError."""
    text = typed.strip().lower()
    if text in UNLIMITED_WORDS:
        return None
    if name.startswith("dollars"):
        return micros_of(text)
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS:
        raise ValueError(name)
    return int(text)


def read_quota(line: str) -> Quota:
    """A quota on one line: `reels_per_day=60 dollars_per_day=20`; what is left out is unlimited.

    Raises ValueError.
    """
    told = {}
    for part in line.split():
        name, sign, value = part.partition("=")
        if not sign or name not in PARTS:
            raise ValueError(part)
        told[PARTS[name]] = read_part(name, value)
    return Quota(**told)
