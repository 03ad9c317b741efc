"""How much one person, one group, and all strangers together may ask of us at a time.

Kept in memory alone: whoever floods us costs no write, and after the first time no answer either.
"""

from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

_REMEMBERED = 20_000
_STRANGERS = "strangers"


@dataclass(frozen=True, slots=True)
class Pace:
    """So many things within so long."""

    most: int
    within: timedelta


PERSON = Pace(20, timedelta(seconds=30))
STRANGER = Pace(12, timedelta(seconds=30))
GROUP = Pace(90, timedelta(seconds=30))
STRANGERS = Pace(600, timedelta(seconds=60))
"""All who have told us nothing about themselves yet, together."""


@dataclass(slots=True)
class _Asker:
    asked: deque[datetime]
    is_told: bool = False


class Patience:
    """Counts what was asked lately; a restart forgets it. Whoever is spared is never slowed."""

    def __init__(self, clock: Callable[[], datetime], spares: Collection[str] = ()) -> None:
        self._clock = clock
        self._spares = frozenset(spares)
        self._askers: dict[str, _Asker] = {}
        self._met: dict[str, None] = {}

    def meet(self, person: str) -> None:
        """Somebody is no stranger."""
        self._met[person] = None
        if len(self._met) > _REMEMBERED:
            self._met.pop(next(iter(self._met)))

    def slows(self, person: str, group: str) -> tuple[float, bool]:
        """How many seconds somebody has to wait, and whether that is news to them; 0 counts what they ask."""
        if person in self._spares:
            return 0.0, False
        paces = {person: PERSON if person in self._met else STRANGER}
        if person not in self._met:
            paces[_STRANGERS] = STRANGERS
        if group:
            paces[f"in {group}"] = GROUP
        waits = {key: self._wait(key, pace) for key, pace in paces.items()}
        key = max(waits, key=lambda each: waits[each])
        return waits[key], bool(waits[key]) and self._is_news(key)

    def _wait(self, key: str, pace: Pace) -> float:
        now, asker = self._clock(), self._askers.pop(key, None) or _Asker(deque())
        # Whoever spoke last stands last, so that those who are silent longest are forgotten first.
        self._askers[key] = asker
        if len(self._askers) > _REMEMBERED:
            self._askers.pop(next(iter(self._askers)))
        while asker.asked and now - asker.asked[0] >= pace.within:
            asker.asked.popleft()
        if len(asker.asked) >= pace.most:
            return (asker.asked[0] + pace.within - now).total_seconds()
        asker.asked.append(now)
        asker.is_told = False
        return 0.0

    def _is_news(self, key: str) -> bool:
        """Whether this one has not been told yet; asking tells them."""
        asker = self._askers[key]
        was_told, asker.is_told = asker.is_told, True
        return not was_told
