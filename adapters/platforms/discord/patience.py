"""How much one person may ask of us at a time, so that nobody drowns the others. Quotas are elsewhere."""

from collections import deque
from datetime import datetime, timedelta

_MOST, _WITHIN = 12, timedelta(seconds=30)
_PEOPLE = 5000


class Patience:
    """Counts what each person asked lately; a restart forgets it."""

    def __init__(self) -> None:
        self._asked: dict[int, deque[datetime]] = {}

    def wait(self, person: int, now: datetime) -> float:
        """How many seconds this person has to wait; 0 counts what they ask."""
        asked = self._asked.setdefault(person, deque(maxlen=_MOST))
        if len(asked) == _MOST and now - asked[0] < _WITHIN:
            return (asked[0] + _WITHIN - now).total_seconds()
        asked.append(now)
        if len(self._asked) > _PEOPLE:
            self._asked.pop(next(iter(self._asked)))
        return 0.0
