"""What those who run the bot settle, give and pay back, and what they read of it in the books."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from core.books.account import PLAIN, Standing
from core.books.ledger import NOTHING, given
from core.clock import Clock
from core.reel.job import Job, new_id
from core.store import Ruling, Spent, Store


class Treasury:
    """Changes accounts only together with the ruling that says who did so, and why."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def standing(self, account: str) -> Standing:
        """What was settled for an account."""
        return (await self._store.standings(account)).get(account, PLAIN)

    async def settle(self, account: str, changes: Mapping[str, object], ruling: Ruling) -> Standing:
        """Settle some fields of an account's standing anew."""
        return await self._store.settle(account, changes, ruling)

    async def give(self, account: str, reels: int, micros: int, ruling: Ruling, name: str = "") -> bool:
        """Let an account use more today, at the house's cost, or less with negative amounts.

        `name` tells gifts apart: one of the same name is given once. False when it was before.
        """
        standing, now = await self.standing(account), self._clock()
        name = name or f"gift:{new_id()}"
        return await self._store.book(given(account, name, reels, micros, standing.day(now), now), ruling)

    async def refund(self, job: Job, ruling: Ruling) -> bool:
        """The house pays what an ended job was charged; False when it did before."""
        bill, opened, now = job.bill or NOTHING, job.hold, self._clock()
        lines = given(
            opened.account, f"refund:{job.id}", bill.reels, bill.account_micros, opened.day, now, opened.share
        )
        return await self._store.book(lines, ruling)

    async def spent_daily(self, account: str, days: int) -> Mapping[str, tuple[int, int]]:
        """Reels and micro-dollars of each of an account's last days on which there were any."""
        first = self._clock() - timedelta(days=days - 1)
        return await self._store.spent_daily(account, first.date().isoformat())

    async def spent_on(self, by: Spent, days: int) -> Sequence[tuple[str, int, int]]:
        """What the reels of the last days cost: on what, how many, and micro-dollars."""
        return await self._store.spent_on(by, self._clock() - timedelta(days=days))

    async def rulings(self, limit: int) -> Sequence[Ruling]:
        """What those who run the bot decided, the newest first."""
        return await self._store.rulings(limit)
