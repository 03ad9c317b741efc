"""Tells those who run the bot of trouble, in a chat of theirs: each thing once a day."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from logging import getLogger

from core.books.account import PLAIN, Terms
from core.books.ledger import BOT
from core.books.money import dollars
from core.books.quota import Quota, Usage
from core.clock import Clock
from core.errors import StudioError
from core.reel.job import Job, Stage
from core.store import Store
from core.work.breaker import Breaker

log = getLogger(__name__)

Tell = Callable[[str], Awaitable[None]]

_LOOKED_AT = 20
_TOO_MANY = 8
_NEAR_PERCENT = 80
_PACE = 60.0


class Alarm:
    """Looks once a minute; `watch` is told of every job that changed."""

    def __init__(
        self,
        store: Store,
        terms: Terms,
        breakers: Mapping[str, Breaker],
        clock: Clock,
        tell: Tell,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._terms = terms
        self._breakers = breakers
        self._clock = clock
        self._tell = tell
        self._pause = pause
        self._ended: deque[bool] = deque(maxlen=_LOOKED_AT)
        self._told: dict[str, str] = {}

    def watch(self, job: Job, percent: int | None) -> None:
        """A job changed; those that ended tell how it goes."""
        del percent
        if not job.stage.is_open and job.stage is not Stage.CANCELLED:
            self._ended.append(job.stage is Stage.FAILED or bool(job.fallback))

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except StudioError as trouble:
                log.warning("The alarm could not be raised: %s", trouble.message)
            await self._pause(_PACE)

    async def look(self) -> None:
        """Tell what is new and bad. Raises StudioError."""
        now = self._clock()
        for what, words in [*await self._spending(now), *self._vendors(), *self._failures()]:
            if self._told.get(what) != now.date().isoformat():
                await self._tell(words)
                self._told[what] = now.date().isoformat()

    async def _spending(self, now: datetime) -> list[tuple[str, str]]:
        standing = (await self._store.standings(BOT)).get(BOT, PLAIN)
        usage = await self._store.usage(BOT, now)
        return list(_near(self._terms.of_bot(standing), usage))

    def _vendors(self) -> Iterator[tuple[str, str]]:
        for name, breaker in self._breakers.items():
            if breaker.open_until is not None:
                words = "It may be out of money, locked, or down; nichereel doctor says more."
                yield f"vendor {name}", f"The video vendor {name} keeps failing and is passed over. {words}"

    def _failures(self) -> Iterator[tuple[str, str]]:
        if sum(self._ended) >= _TOO_MANY:
            yield "failures", f"{sum(self._ended)} of the last {len(self._ended)} reels failed or were drawn."


def _near(rule: Quota, usage: Usage) -> Iterator[tuple[str, str]]:
    """What of the bot's own limits is nearly, or wholly, used up."""
    spans = (
        ("today", usage.micros_today, rule.micros_per_day),
        ("this month", usage.micros_this_month, rule.micros_per_month),
    )
    for span, used, most in spans:
        if most and 100 * used >= _NEAR_PERCENT * most:
            is_full = "all" if used >= most else "near"
            yield (
                f"{span} {is_full}",
                f"{dollars(used)} of {dollars(most)} are spent {span}, by everybody together.",
            )
