"""Parts of commands that are read alike wherever they occur: dollars, time zones, people, days."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from core.books.money import micros_of
from core.errors import Refused

_KEY = re.compile(r"(?:([a-z]+):)?<?@?!?(-?\d{1,20}|[\w-]{1,40})>?")
_NO_PLACE = re.compile(r"Factory|localtime|posixrules|(?:right|posix)/")
"""Names that the zone database has besides: of this machine's own clock, of none, with leap seconds."""


def micros(name: str, typed: str) -> int:
    """An amount of dollars, in micro-dollars. Raises Refused."""
    try:
        return micros_of(typed)
    except ValueError as error:
        raise Refused(f"{name} is an amount of dollars, such as 5 or 2.50.") from error


def zone(typed: str) -> str:
    """A time zone as everybody knows it, or by its city alone. Raises Refused."""
    try:
        if _NO_PLACE.match(typed):
            raise ValueError(typed)
        return ZoneInfo(typed).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        place, every = typed.strip().replace(" ", "_").casefold(), available_timezones()
        known = [each for each in every if each.casefold() == place]
        known = known or [each for each in every if each.casefold().endswith(f"/{place}")]
        if len(known) == 1 and not _NO_PLACE.match(known[0]):
            return known[0]
        raise Refused("zone is a place, such as Europe/Berlin or America/New_York, or UTC.") from error


def key(typed: str, platform: str) -> str:
    """Whom somebody means: `telegram:12345`, a mention, or a bare id on their own platform.

    Raises Refused.
    """
    found = _KEY.fullmatch(typed.strip())
    if found is None:
        raise Refused("Whom do you mean? Say it like telegram:12345 or discord:678; /quota tells one's own.")
    return f"{found[1] or platform}:{found[2]}"
