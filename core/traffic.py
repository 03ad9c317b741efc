"""How busy the studio is: how many reels wait for us, and how long that takes as fast as they end now."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import Clock
from core.errors import Unavailable
from core.reel.job import Job
from core.store import Queue, Store

_BUSY_FROM = 20
"""So many that wait are not worth a word."""

_LOOKED_AT = 500
_LATELY = timedelta(minutes=15)
_FEW = 5
_LATER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many reels may be under way in all, and how long a new one may have to wait for us."""

    reels: int = 100_000
    wait: timedelta = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Wait:
    """So many reels come first; about how long that takes, None while too few have ended to tell."""

    ahead: int
    about: timedelta | None


class Traffic:
    """Measures how fast reels end; `watch` is told of every job that changed."""

    def __init__(self, store: Store, clock: Clock, bounds: Bounds | None = None) -> None:
        self._store = store
        self._clock = clock
        self._bounds = bounds or Bounds()
        self._ended: deque[datetime] = deque(maxlen=_LOOKED_AT)

    def watch(self, job: Job, percent: int | None) -> None:
        """A job changed; those that ended are counted."""
        del percent
        if not job.stage.is_open:
            self._ended.append(self._clock())

    async def admit(self) -> None:
        """Let one more reel in. Raises Unavailable when there are too many, or the wait would be too long."""
        now = self._clock()
        line = await self._store.line(now)
        if line.under_way >= self._bounds.reels:
            surplus = self._about(line.under_way - self._bounds.reels + 1, now) or _LATER
            raise Unavailable(
                f"{line.under_way:,} reels are under way here, and no more are taken just now. "
                "Please ask again later; nothing was charged.",
                retry_in=surplus.total_seconds(),
            )
        about = self._about(line.ahead, now)
        if about is not None and about > self._bounds.wait:
            raise Unavailable(
                f"The studio is busy: {line.ahead:,} reels wait, and a new one would begin in about "
                f"{_long(about)}. Please ask again later; nothing was charged.",
                retry_in=(about - self._bounds.wait).total_seconds(),
            )

    async def wait(self, job: Job) -> Wait | None:
        """What a job has to wait for us, None when that is hardly anything."""
        now = self._clock()
        if (await self._store.line(now)).due < _BUSY_FROM:
            return None
        return self._wait(await self._store.line(now, job.id), now)

    async def newcomers_wait(self) -> Wait | None:
        """The same for somebody who comes just now; a few seconds old, so that a crowd costs one look."""
        now = self._clock()
        return self._wait(await self._store.line(now), now)

    def _wait(self, line: Queue, now: datetime) -> Wait | None:
        return Wait(line.ahead, self._about(line.ahead, now)) if line.ahead >= _BUSY_FROM else None

    def _about(self, ahead: int, now: datetime) -> timedelta | None:
        while self._ended and now - self._ended[0] > _LATELY:
            self._ended.popleft()
        if len(self._ended) < _FEW:
            return None
        return ahead * (now - self._ended[0]) / len(self._ended)


def _long(about: timedelta) -> str:
    minutes = round(about / timedelta(minutes=1))
    return f"{minutes} minutes" if minutes < 120 else f"{round(minutes / 60)} hours"
