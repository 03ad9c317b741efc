"""When a series is due, by the clock on somebody's wall: daylight saving included, and no date twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Timetable:
    """On which days of the week (0 is Monday), at which time of day, by the clock of a zone.

    A time that the clock leaps over in spring comes as much later as the clock leaps; one that it
    passes twice in autumn counts the first time.
    """

    zone: str
    days: tuple[int, ...]
    hour: int
    minute: int = 0

    def slots(self, after: datetime) -> Iterator[tuple[date, datetime]]:
        """All dates with their moments, UTC, that come after a moment; without end."""
        day = after.astimezone(ZoneInfo(self.zone)).date() - _ONE_DAY
        while True:
            moment = self.moment(day)
            # Where a whole date was left out, as in Samoa in 2011, it falls on the moment of the next one.
            if day.weekday() in self.days and moment > after:
                yield day, moment
                after = moment
            day += _ONE_DAY

    def moment(self, day: date) -> datetime:
        """When it is that time on that day, UTC."""
        wall = datetime.combine(day, time(self.hour, self.minute), ZoneInfo(self.zone))
        return wall.astimezone(UTC)

    def day(self, moment: datetime) -> date:
        """The day of a moment, by the clock of the zone."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def in_a_month(self) -> int:
        """In a long month it is due so often at most."""
        return sum(5 if number < 3 else 4 for number in range(len(self.days)))


def next_due(timetable: Timetable, after: datetime) -> tuple[date, datetime]:
    """The first date with its moment, UTC, that comes after a moment."""
    return next(timetable.slots(after))


def missed(timetable: Timetable, since: datetime, now: datetime) -> list[tuple[date, datetime]]:
    """All dates with their moments from `since` on, itself included, up to now."""
    found = []
    for day, moment in timetable.slots(since - timedelta(microseconds=1)):
        if moment > now:
            break
        found.append((day, moment))
    return found
