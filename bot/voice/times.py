"""How long, and until when, in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def span(seconds: float) -> str:
    """`40 s`, `3 min`, `2 h 5 min`, `3 days`."""
    if seconds < 90:
        return f"{max(0, round(seconds))} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{round(hours / 24)} days"


def until_midnight(now: datetime, zone: str = "UTC") -> str:
    """How long the day of a time zone lasts."""
    # Its last minute is counted in the zone, where a day may have 23 or 25 hours.
    day = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return f"midnight {zone}, in {span((midnight - now).total_seconds())}"


def next_month(now: datetime, zone: str = "UTC") -> str:
    """When the next month of a time zone begins: `1 December`."""
    following = (now.astimezone(ZoneInfo(zone)).replace(day=1) + timedelta(days=32)).replace(day=1)
    return f"{following.day} {following:%B}"


def when(at: datetime) -> str:
    """A moment, UTC: `22 Nov 14:05`."""
    return f"{at.day} {at:%b %H:%M}"
