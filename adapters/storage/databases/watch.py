"""A watch that is set by the database's clock, so that all who share a database agree on the time.

Between two settings it runs by the machine's own count of seconds, which nobody can put forward or back.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Watch:
    """Fills `core.clock.Clock`."""

    def __init__(self, count: Callable[[], float] = time.monotonic) -> None:
        self._count = count
        self._set_to = datetime.now(UTC)
        self._set_at = count()

    def __call__(self) -> datetime:
        return self._set_to + timedelta(seconds=self._count() - self._set_at)

    def begin(self) -> float:
        """The count at which the database is asked."""
        return self._count()

    def set(self, told: datetime, asked_at: float) -> None:
        """What the database told, which was true halfway between the question and its answer."""
        self._set_to, self._set_at = told, (asked_at + self._count()) / 2
