"""When a series is due, by the clock on somebody's wall."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.series.timetable import EVERY_DAY, Timetable, missed, next_due

BERLIN = "Europe/Berlin"
ZONES = (BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC")


def utc(*parts: int) -> datetime:
    """A moment, UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("after", "due"),
    [
        # The last Sunday of March 2027: the clock leaps from 2:00 to 3:00.
        (utc(2027, 3, 27, 12), utc(2027, 3, 28, 1, 30)),
        (utc(2027, 3, 28, 1, 30), utc(2027, 3, 29, 0, 30)),
        # The last Sunday of October 2027: it is 2:30 twice, and the first time counts.
        (utc(2027, 10, 30, 12), utc(2027, 10, 31, 0, 30)),
        (utc(2027, 10, 31, 0, 30), utc(2027, 11, 1, 1, 30)),
    ],
)
def test_a_time_that_is_leapt_over_or_comes_twice(after: datetime, due: datetime) -> None:
    """In the night when clocks change there is one: an hour later in spring, the first time in autumn."""
    assert next_due(Timetable(BERLIN, EVERY_DAY, 2, 30), after)[1] == due


def test_the_hour_on_the_wall_stays() -> None:
    """Six in the evening is six in the evening, in summer and in winter."""
    table = Timetable(BERLIN, (6,), 18)
    hours = {
        moment.astimezone(ZoneInfo(BERLIN)).hour for _, moment in islice(table.slots(utc(2027, 1, 1)), 52)
    }

    assert hours == {18}
    assert next_due(table, utc(2027, 3, 26))[1] == utc(2027, 3, 28, 16)
    assert next_due(table, utc(2027, 3, 20))[1] == utc(2027, 3, 21, 17)


def test_a_day_that_was_not_there() -> None:
    """Samoa left out 30 December 2011: there is no second reel at the same moment."""
    table = Timetable("Pacific/Apia", EVERY_DAY, 10)

    moments = [moment for _, moment in islice(table.slots(utc(2011, 12, 28)), 5)]

    assert len(set(moments)) == 5
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(moments))


@given(
    zone=st.sampled_from(ZONES),
    days=st.sets(st.integers(0, 6), min_size=1),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    after=st.integers(0, 37 * 365 * 24 * 60).map(
        lambda minutes: utc(2000, 1, 1) + timedelta(minutes=minutes)
    ),
)
def test_dates_come_in_order_and_once(
    zone: str, days: set[int], hour: int, minute: int, after: datetime
) -> None:
    """Wherever and whenever, each date comes once, on a day that was asked for, and within a week or so."""
    table = Timetable(zone, tuple(sorted(days)), hour, minute)

    found = list(islice(table.slots(after), 12))

    assert found[0][1] > after
    assert all(day.weekday() in days for day, _ in found)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(found))
    assert found[0][1] - after <= timedelta(days=9)
    assert missed(table, found[0][1], found[4][1]) == found[:5]


def test_what_was_missed_begins_with_what_is_due() -> None:
    """The date that is due is among those that were missed, and what is still to come is not."""
    table = Timetable("UTC", EVERY_DAY, 18)
    due = utc(2027, 5, 1, 18)

    assert missed(table, due, due) == [(date(2027, 5, 1), due)]
    assert [day.day for day, _ in missed(table, due, utc(2027, 5, 4, 17))] == [1, 2, 3]
