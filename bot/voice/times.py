"""How long, and until when, in words."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.voice.tongue import ENGLISH, count, current, say

WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def span(seconds: float) -> str:
    """`40 s`, `3 min`, `2 h 5 min`, `3 days`."""
    if seconds < 90:
        return say("{seconds} s", seconds=max(0, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 60:
        return say("{minutes} min", minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        if not minutes:
            return say("{hours} h", hours=hours)
        return say("{hours} h {minutes} min", hours=hours, minutes=minutes)
    return count(round(hours / 24), "{number} day", "{number} days")


def until_midnight(now: datetime, zone: str = "UTC") -> str:
    """How long the day of a time zone lasts."""
    # Its last minute is counted in the zone, where a day may have 23 or 25 hours.
    day = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return say("midnight {zone}, in {span}", zone=zone, span=span((midnight - now).total_seconds()))


def next_month(now: datetime, zone: str = "UTC") -> str:
    """When the next month of a time zone begins: `1 December`."""
    following = (now.astimezone(ZoneInfo(zone)).replace(day=1) + timedelta(days=32)).replace(day=1)
    return full_day(following)


def month_and_year(day: date) -> str:
    """`November 2026`."""
    return f"{day:%B %Y}" if current() == ENGLISH else _dated(day, "yMMMM")


def full_day(day: date) -> str:
    """`22 November`."""
    return f"{day.day} {day:%B}" if current() == ENGLISH else _dated(day, "MMMMd")


def weekday(number: int) -> str:
    """`Monday`, which is 0."""
    if current() == ENGLISH:
        return WEEK[number]
    from babel.dates import get_day_names

    return str(get_day_names(locale=current())[number])


def day_names(number: int) -> tuple[str, ...]:
    """What the calendar of the spoken language calls a day: its name, and the short one if it is plain."""
    if current() == ENGLISH:
        return (WEEK[number],)
    from babel.dates import get_day_names

    short = str(get_day_names("abbreviated", locale=current())[number]).rstrip(".")
    # Two letters such as the German `so` are words of their own.
    is_plain = len(short) > 2 or (len(short) == 2 and not short.isascii())
    return (weekday(number), short) if is_plain else (weekday(number),)


def day_and_month(day: date) -> str:
    """`22 Nov`."""
    return f"{day.day} {day:%b}" if current() == ENGLISH else _dated(day, "MMMd")


def when(at: datetime) -> str:
    """A moment, UTC: `22 Nov 14:05`."""
    return f"{day_and_month(at)} {at:%H:%M}"


def stamp(at: datetime) -> str:
    """A moment of any year, UTC: `22 Nov 2026 14:05`."""
    day = f"{at.day} {at:%b %Y}" if current() == ENGLISH else _dated(at, "yMMMd")
    return f"{day} {at:%H:%M}"


def _dated(at: date, skeleton: str) -> str:
    from babel.dates import format_skeleton

    return format_skeleton(skeleton, at, locale=current())
