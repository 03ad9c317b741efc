"""When a series is to come, as people put it: days, a time of day, or both in a few words."""

import re

from bot.voice import series as voice
from bot.voice.times import WEEK, weekday
from bot.voice.tongue import say
from core.errors import Refused
from core.series.timetable import EVERY_DAY

_GROUPS = {"daily": EVERY_DAY, "weekday": (0, 1, 2, 3, 4), "weekend": (5, 6)}
_NAMES = {**_GROUPS, "weekdays": _GROUPS["weekday"], "weekends": _GROUPS["weekend"]}
_TIME = re.compile(r"(\d{1,2})(?:[:.h時](\d{2})分?|[h時])?\s*(am|pm)?")
_APART = re.compile(r"(?<=\d)\s+(?=[ap]m\b)")
_NOON = 12
_TOLD = 3
"""So many letters are enough to know a day by."""


def days(typed: str) -> tuple[int, ...]:
    """Days of the week, named one after the other. Raises Refused."""
    found = [_days(name) for name in _parts(typed)]
    if not found or not all(found):
        raise Refused(voice.WHICH_DAYS)
    return tuple(sorted({day for each in found for day in each}))


def time(typed: str) -> tuple[int, int]:
    """A time of day: `18`, `18:30`, `18h30`, `6pm`. Raises Refused."""
    found = _TIME.fullmatch(typed.strip().casefold())
    if found is None:
        raise Refused(voice.WHAT_TIME)
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= _NOON:
            raise Refused(voice.WHAT_TIME)
        hour = hour % _NOON + (_NOON if found[3] == "pm" else 0)
    if hour > 23 or minute > 59:
        raise Refused(voice.WHAT_TIME)
    return hour, minute


def free(typed: str) -> dict[str, str]:
    """What `every monday and thursday at 9` says, as `days` and `time`. Raises Refused for any other word."""
    named, times, is_daily = [], [], False
    daily, beside = (
        {*words.split(), *say(words).casefold().split()} for words in (voice.DAILY, voice.BESIDE)
    )
    last = ""
    for word in _parts(_APART.sub("", typed.casefold())):
        if _TIME.fullmatch(word):
            times.append(word)
        elif _days(word):
            named.append(word)
        # Every 2 days is no time of day.
        elif word in daily and not last.isdigit():
            is_daily = True
        elif word not in beside:
            raise Refused(voice.no_date(typed))
        last = word
    if len(times) > 1 or not (named or is_daily or times):
        raise Refused(voice.no_date(typed))
    # `Every day monday` is how some languages say every Monday.
    told = {"days": ",".join(named) or ("daily" if is_daily else ""), "time": "".join(times)}
    return {name: value for name, value in told.items() if value}


def _parts(typed: str) -> list[str]:
    return [part for part in re.split(r"[,;،、\s]+", typed.casefold().strip(" .!")) if part]


def _days(word: str) -> tuple[int, ...]:
    """The days that a word names, in English or in the language that is spoken; none for any other word."""
    if word in _NAMES:
        return _NAMES[word]
    return tuple(
        number for number in EVERY_DAY if _is_day(word, WEEK[number]) or _is_day(word, weekday(number))
    )


def _is_day(word: str, name: str) -> bool:
    """Whether it is the name, its beginning, or a form of it: `mon`, `Mondays`, `по понедельникам`."""
    name = name.casefold()
    begins = len(word) >= _TOLD and name.startswith(word)
    return begins or name in word or word.startswith(name[:-1])
