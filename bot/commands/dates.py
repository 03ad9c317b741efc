"""When a series is to come, as people put it: days, a time of day, or both in a few words."""

import re
import unicodedata
from itertools import pairwise

from bot.voice import series as voice
from bot.voice.times import WEEK, day_names
from bot.voice.tongue import current, say
from core.errors import Refused
from core.series.timetable import EVERY_DAY

_GROUPS = {"daily": EVERY_DAY, "weekday": (0, 1, 2, 3, 4), "weekend": (5, 6)}
_NAMES = {**_GROUPS, "weekdays": _GROUPS["weekday"], "weekends": _GROUPS["weekend"]}
_TIME = re.compile(r"(\d{1,2})(?:[:.h時](\d{2})分?|[h時])?\s*(am|pm)?")
_TIME_UNSPACED = r"\d{1,2}(?:[:.]\d{2}|時(?:\d{2}分)?)?"
_APART = re.compile(r"(?<=\d)\s+(?=[ap]m\b)")
_DASH = re.compile(r"[-–—~〜～]")
_MARKS = re.compile(r"[\u0300-\u036f\u0653-\u0655ʼ’']")
_UNSPACED = "ja"
_NOON = 12
_CASES = ["а", "у", "и", "ы", "ам", "я", "ю", "ям", "ях", "ах", "і", "ка", "ки", "кам", "га", "ги", "гам"]
"""How days end in Russian and Ukrainian when something is to be on them."""


def days(typed: str) -> tuple[int, ...]:
    """Days of the week, named one after the other or as `mon-fri`. Raises Refused."""
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
    named: set[int] = set()
    times, is_daily, last = [], False, ""
    daily, beside, each = map(_words, (voice.DAILY, voice.BESIDE, voice.EACH))
    around, through = map(_words, (voice.AROUND, voice.THROUGH))
    words = _parts(_APART.sub("", typed.casefold()))
    if any(len(_days(word)) > 1 for word in words):
        beside |= around
    for word in words:
        found = _days(word)
        # Neither `every 3` nor `3 mondays` says a time of day.
        if last in each if _TIME.fullmatch(word) else last.isdigit() and (found or word in daily):
            raise Refused(voice.no_date(typed))
        if _TIME.fullmatch(word):
            times.append(word)
        elif found:
            named.update(found)
        elif word in daily:
            is_daily = True
        # `De lunes a los viernes` has more days than two.
        elif word not in beside or (named and last in through and word in each):
            raise Refused(voice.no_date(typed))
        last = word
    if len(times) > 1 or not (named or is_daily or times):
        raise Refused(voice.no_date(typed))
    # `Every day monday` is how some languages say every Monday.
    days = ",".join(WEEK[day].casefold() for day in sorted(named)) or ("daily" if is_daily else "")
    told = {"days": days, "time": "".join(times)}
    return {name: value for name, value in told.items() if value}


def _words(marked: str) -> set[str]:
    return {*marked.split(), *say(marked).casefold().split()}


def _parts(typed: str) -> list[str]:
    """The words, with days from one to another as one word: `monday-friday`."""
    through, parts = _words(voice.THROUGH), [""]
    words = re.split(r"[,;،、/\s]+", typed.casefold().strip(" .!"))
    words = [part for word in words if word for part in _unspaced(word)]
    for word, after in pairwise([*words, ""]):
        # `По понедельникам, по средам` are two days.
        is_between = word in through and word not in parts[-2:-1]
        if is_between and None not in (_day(parts[-1]), _day(after)):
            parts[-1] += "-"
        elif parts[-1].endswith("-") and _day(parts[-1][:-1]) is not None:
            parts[-1] += word
        else:
            parts.append(word)
    return parts[1:]


def _unspaced(word: str) -> list[str]:
    """The words in one that was written without spaces, as in Japanese; it alone where any other is in it."""
    if current() != _UNSPACED:
        return [word]
    known = {form for number in EVERY_DAY for form in _forms(number)}
    known = known.union(*map(_words, (voice.DAILY, voice.BESIDE, voice.AROUND, voice.THROUGH)))
    longest = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    found = re.findall(rf"{_TIME_UNSPACED}|{longest}", word)
    return found if "".join(found) == word else [word]


def _days(word: str) -> tuple[int, ...]:
    """The days that a word names, in English or in the language that is spoken; none for any other word."""
    if word in _NAMES:
        return _NAMES[word]
    if (day := _day(word)) is not None:
        return (day,)
    for dash in _DASH.finditer(word):
        first, last = _day(word[: dash.start()]), _day(word[dash.end() :])
        if first is not None and last is not None and first != last:
            return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))
    return ()


def _day(word: str) -> int | None:
    """The day that a whole word is the name of, or a form of it: `mon`, `Mondays`, `по понедельникам`."""
    told = _plain(word)
    return next((number for number in EVERY_DAY if told in _forms(number)), None)


def _forms(number: int) -> set[str]:
    """All that a day is called."""
    english = WEEK[number].casefold()
    forms = {english[:end] for end in range(3, len(english) + 1)} | {f"{english}s"}
    for name in map(_plain, day_names(number)):
        short, stem = name.removesuffix("-feira").removesuffix("曜日"), re.sub(r"(?:ок|[аея])$", "", name)
        forms |= {name, f"{name}s", *(f"{stem}{case}" for case in _CASES)}
        if short != name:
            forms |= {f"{short}曜"} if name.endswith("曜日") else {short, f"{short}s", f"{short}s-feiras"}
        if name.startswith("ال"):
            forms |= {name[2:], f"و{name}"}
    return forms


def _plain(word: str) -> str:
    """A word without accents and apostrophes, which people leave out."""
    return _MARKS.sub("", unicodedata.normalize("NFD", word.casefold()))
