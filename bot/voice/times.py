"""How long, and until when, in words."""

from datetime import datetime, timedelta


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


def until_midnight(now: datetime) -> str:
    """How long the UTC day lasts."""
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return f"midnight UTC, in {span((midnight - now).total_seconds())}"


def next_month(now: datetime) -> str:
    """When the next UTC month begins: `1 December`."""
    following = (now.replace(day=1) + timedelta(days=32)).replace(day=1)
    return f"{following.day} {following:%B}"


def when(at: datetime) -> str:
    """A moment, UTC: `22 Nov 14:05`."""
    return f"{at.day} {at:%b %H:%M}"
