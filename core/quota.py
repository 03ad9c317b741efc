"""The rule: how much an account may use per day and month. The rule is not the ledger."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Quota:
    """None is unlimited, 0 is none. Days and months are UTC."""

    reels_per_day: int | None = None
    micros_per_day: int | None = None
    micros_per_month: int | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What the ledger says an account has used, holds included."""

    reels_today: int = 0
    micros_today: int = 0
    micros_this_month: int = 0

    def plus(self, reels: int, micros: int) -> "Usage":
        """The usage after one more entry of today."""
        return Usage(self.reels_today + reels, self.micros_today + micros, self.micros_this_month + micros)


class Limit(StrEnum):
    """Which part of a quota stands in the way."""

    REELS_PER_DAY = "reels per day"
    MICROS_PER_DAY = "dollars per day"
    MICROS_PER_MONTH = "dollars per month"


def exceeded(quota: Quota, usage: Usage, micros: int) -> Limit | None:
    """The first limit that one more reel at this price would break, None when there is room.

    A reel that costs nothing is never stopped by a limit on dollars.
    """
    if _over(quota.reels_per_day, usage.reels_today + 1):
        return Limit.REELS_PER_DAY
    if not micros:
        return None
    if _over(quota.micros_per_day, usage.micros_today + micros):
        return Limit.MICROS_PER_DAY
    if _over(quota.micros_per_month, usage.micros_this_month + micros):
        return Limit.MICROS_PER_MONTH
    return None


def _over(limit: int | None, wanted: int) -> bool:
    return limit is not None and wanted > limit
