"""How often somebody may ask: a bucket that fills up evenly and that each request takes from."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

_MOST_BUCKETS = 20_000


@dataclass(frozen=True, slots=True)
class Rate:
    """What is left of `limit` requests; `refill` is in how many seconds all of them are there again."""

    limit: int
    left: int
    refill: int
    retry_in: int | None = None

    @property
    def headers(self) -> dict[str, str]:
        """As the IETF draft on rate limit headers has them (draft-ietf-httpapi-ratelimit-headers-06)."""
        told = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(self.refill),
        }
        return told if self.retry_in is None else told | {"Retry-After": str(self.retry_in)}


class Rates:
    """A bucket of `limit` requests a minute for everybody who asks. Lost when the process ends."""

    def __init__(self, limit: int = 120, clock: Callable[[], float] = monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str, cost: int = 1) -> Rate:
        """Take from a bucket; with `retry_in` set, there was not enough in it and nothing was taken."""
        now, pace = self._clock(), self._limit / 60
        level, at = self._buckets.pop(who, (float(self._limit), now))
        level = min(self._limit, level + (now - at) * pace)
        is_enough = level >= cost
        level -= cost if is_enough else 0
        self._buckets[who] = level, now
        if len(self._buckets) > _MOST_BUCKETS:
            self._buckets.popitem(last=False)
        retry_in = None if is_enough else int((cost - level) / pace) + 1
        return Rate(self._limit, int(level), int((self._limit - level) / pace) + 1, retry_in)
