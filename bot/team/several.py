"""Several processes that share PostgreSQL: what each does, and what it hears of the others."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from logging import getLogger
from typing import Any

from adapters.engine import Alarms, Exchange, Holder, Places
from adapters.storage.store import SqlStore
from bot.team.hearsay import Hearsay
from bot.team.roles import Chore, Role, Watch
from core.errors import StudioError
from core.makers import Makers
from core.news import Due, News
from core.reel.job import Job, Stage
from core.work.crew import Crew
from core.work.hand import Hand

log = getLogger(__name__)

_TIMERS_SECONDS = 0.5
_REMIND_SECONDS = 2.0
_TIDY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Crier:
    """Tells the others of what this process writes."""

    alarms: Alarms
    exchange: Exchange

    async def ring(self, connection: Any, due: Sequence[Due]) -> None:
        """Have jobs advanced once the transaction of a connection is committed."""
        if due:
            await self.alarms.ring(connection, due)

    async def tell(self, connection: Any, news: News) -> None:
        """Tell of what was committed."""
        await self.alarms.wake(connection, news.due)
        await self.exchange.tell(connection, news.changed, news.given_up)


class Team:
    """One of several processes: the database tells the workers of alarms, and all of changes."""

    _far: Watch
    _hand: Hand

    def __init__(self, address: str, role: Role) -> None:
        self._role = role
        self._alarms = Alarms(address)
        self._exchange = Exchange(address)
        self.holder = Holder(address)
        self.teller = Crier(self._alarms, self._exchange)

    def watching(self, near: Watch, far: Watch) -> Watch:
        """The near are told of what is done here; the far hear of it as of all, but for percents."""
        self._far = far

        def watch(job: Job, percent: int | None) -> None:
            near(job, percent)
            if percent is not None and self._role.hears:
                far(job, percent)

        return watch

    def set_to_work(self, crew: Crew) -> Makers:
        """Have the jobs made by whoever hears of them."""
        self._hand = Hand(crew)
        return Elsewhere()

    def duties(self, store: SqlStore, chores: Sequence[Chore]) -> list[Coroutine[Any, Any, None]]:
        """What is to be done by this process, and the chores by one of those who hear people."""
        hearsay = Hearsay(store.several, self._far)
        changed = hearsay.changed if self._role.hears else _nothing
        given_up = self._give_up if self._role.works else _nothing
        duties: list[Coroutine[Any, Any, None]] = [self._exchange.listen(changed, given_up)]
        if self._role.works:
            duties += [self._work(), self.holder.hold(["alarms"], lambda _: self._look_after(store))]
        if self._role.hears:
            duties += [hearsay.run(), self.holder.hold(["chores"], lambda _: _all_done(chores))]
        return duties

    def _give_up(self, ids: Sequence[str]) -> None:
        for job_id in ids:
            self._hand.give_up(job_id)

    async def _work(self) -> None:
        working = asyncio.ensure_future(self._alarms.work(self._hand.advance, Places()))
        try:
            await asyncio.shield(working)
        finally:
            self._hand.lay_down()
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            await self._hand.rest()

    async def _look_after(self, store: SqlStore) -> None:
        """Timers ring because somebody looks at them; and what rings in vain, rings again."""
        await asyncio.gather(
            _over_and_over(partial(store.remind, lately=True), _TIMERS_SECONDS),
            _over_and_over(store.remind, _REMIND_SECONDS),
            _over_and_over(self._alarms.tidy, _TIDY_SECONDS),
        )


class Elsewhere:
    """Makers who need not be told: what is written on PostgreSQL rings, wherever they are."""

    def nudge(self, *stages: Stage) -> None:
        """It has rung."""

    def give_up(self, job_id: str) -> None:
        """It has been told."""


async def _over_and_over(chore: Chore, pause: float) -> None:
    """Do it again and again, whether it can be done just now or not."""
    while True:
        try:
            await chore()
        except StudioError as trouble:
            log.warning("The alarms cannot be looked after just now: %s", trouble.message)
        await asyncio.sleep(pause)


def _nothing(ids: Sequence[str]) -> None:
    """This process need not hear that."""


async def _all_done(chores: Sequence[Chore]) -> None:
    async with asyncio.TaskGroup() as tasks:
        for chore in chores:
            tasks.create_task(chore())
