"""When to look again, and how many look at a vendor in one second."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from math import floor

_FIRST_LOOK = 0.6
_LOOKS_PER_CLIP = 12
_LONGEST = 60.0
_TIDY_SECONDS = 60


def next_look(usual_seconds: int, ordered_at: datetime, now: datetime) -> datetime:
    """Until when to leave the vendor alone with an order.

    The first look comes after 60 % of the model's usual time, then a twelfth of it apart, longer
    once it is late.
    """
    elapsed = (now - ordered_at).total_seconds()
    until_first = usual_seconds * _FIRST_LOOK - elapsed
    apart = usual_seconds / _LOOKS_PER_CLIP
    late = max(0.0, elapsed - 3 * usual_seconds) / _LOOKS_PER_CLIP
    return now + timedelta(seconds=max(until_first, min(apart + late, _LONGEST)))


def backoff(tries: int, asked: float | None = None) -> timedelta:
    """How long to wait before the next try after `tries` in vain; `asked` is what the other side said."""
    return timedelta(seconds=max(min(2.0 * 2 ** min(tries, 8), 300.0), asked or 0.0))


class Lookout:
    """At which moments this process will look at vendors, so many a second at most.

    Who finds a second full comes in the next one that is not, at its beginning: whoever is due
    together shares a transaction. It is not kept: jobs parked before a start keep their moments, so
    that there may be twice as many looks for a while after it.
    """

    def __init__(self) -> None:
        self._taken: Counter[int] = Counter()
        self._onward: dict[int, int] = {}
        """From each full second to one after it, up to which all are full."""
        self._tidy = 0

    def place(self, at: datetime, now: datetime, most: int) -> datetime:
        """The first moment from `at` on in a second with less than `most` looks; it is taken by that.

        It is at least one look's share of a second away, however quick a model is.
        """
        self._forget_before(floor(now.timestamp()))
        at = max(at, now + timedelta(seconds=1 / most))
        wished = floor(at.timestamp())
        second = self._free_from(wished)
        self._taken[second] += 1
        if self._taken[second] >= most:
            self._onward[second] = second + 1
        return at if second == wished else datetime.fromtimestamp(second, UTC)

    def _free_from(self, second: int) -> int:
        """The first that is not full; whoever comes this way again finds it in a few steps."""
        passed = []
        while (onward := self._onward.get(second)) is not None:
            passed.append(second)
            second = onward
        self._onward.update(dict.fromkeys(passed, second))
        return second

    def _forget_before(self, present: int) -> None:
        # The clock may have been ahead for a while.
        if not self._tidy - _TIDY_SECONDS <= present < self._tidy:
            self._tidy = present + _TIDY_SECONDS
            self._taken = Counter({second: n for second, n in self._taken.items() if second >= present})
            self._onward = {second: on for second, on in self._onward.items() if second >= present}
