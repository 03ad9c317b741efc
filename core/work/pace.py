"""When to look again: pure functions from what is known to how long to wait."""

from datetime import datetime, timedelta

_FIRST_LOOK = 0.6
_LOOKS_PER_CLIP = 12
_LONGEST = 60.0


def next_check(
    usual_seconds: int, ordered_at: datetime, now: datetime, waiting: int, per_second: float
) -> timedelta:
    """How long to leave the vendor alone with an order.

    The first look comes after 60 % of the model's usual time, then a twelfth of it apart, longer
    once it is late. With many orders `waiting`, all together look `per_second` times a second at most.
    """
    elapsed = (now - ordered_at).total_seconds()
    until_first = usual_seconds * _FIRST_LOOK - elapsed
    apart = usual_seconds / _LOOKS_PER_CLIP
    late = max(0.0, elapsed - 3 * usual_seconds) / _LOOKS_PER_CLIP
    alone = max(until_first, min(apart + late, _LONGEST))
    return timedelta(seconds=max(alone, waiting / per_second))


def backoff(tries: int, asked: float | None = None) -> timedelta:
    """How long to wait before the next try after `tries` in vain; `asked` is what the other side said."""
    return timedelta(seconds=max(min(2.0 * 2 ** min(tries, 8), 300.0), asked or 0.0))
