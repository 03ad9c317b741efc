"""Whoever writes to the database: one transaction at a time, again when it was nobody's fault."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.storage.transactions.books import book
from adapters.storage.transactions.claims import let_go
from adapters.storage.transactions.herald import Herald
from adapters.storage.transactions.items import ClaimDue, ClaimThis, Item
from adapters.storage.transactions.news import everybody_due, lately_due, news_of
from adapters.storage.transactions.order import write_in_order
from adapters.storage.troubles import patiently, translated
from core.news import News


class Pen:
    """Writes on one connection of the engine. What that means to other processes, the herald tells them."""

    def __init__(self, engine: AsyncEngine, herald: Herald | None = None) -> None:
        self.engine = engine
        self._herald = herald
        self._turn = asyncio.Lock()
        self._unheard = dict[str, datetime]()

    async def write(self, items: Sequence[Item]) -> Sequence[Any]:
        """Write all of these together; gives each its result, or the error that concerns it alone."""
        with translated():
            try:
                return await self._together(items)
            except IntegrityError:
                # One bad item must not sink the ship: each goes alone, and only that one fails. Somebody
                # who made the same row a moment earlier is no fault: this time it is seen.
                pass
        return [await self._alone(item) for item in items]

    async def _alone(self, item: Item) -> Any:
        try:
            with translated():
                return (await self._together([item]))[0]
        except Exception as error:  # noqa: BLE001 - it is handed to the one caller whom it concerns.
            return error

    async def _together(self, items: Sequence[Item]) -> Sequence[Any]:
        return await patiently(lambda: self._once(items))

    async def _once(self, items: Sequence[Item]) -> Sequence[Any]:
        news: News | None = None
        async with self._turn:
            unheard = dict(self._unheard)
            # What they are given nobody may hear of: then it is taken back, however much later.
            self._unheard |= {
                item.lease: item.now for item in items if isinstance(item, (ClaimDue, ClaimThis))
            }
            async with self.engine.begin() as conn:
                await let_go(conn, unheard)
                results, lines = await write_in_order(conn, items)
                if self._herald is not None and (news := await news_of(conn, items, results)) is not None:
                    await self._herald.ring(conn, news.due)
                await book(conn, lines)
            self._unheard.clear()
        if self._herald is not None and news is not None:
            self._herald.tell(news)
        return results

    async def remind(self, now: datetime, *, lately: bool) -> None:
        """Tell of everybody who is due, or became so `lately`, whether that was told before or not."""
        if self._herald is None:
            return
        with translated():
            async with self._turn, self.engine.begin() as conn:
                due = await (lately_due if lately else everybody_due)(conn, now)
                await self._herald.ring(conn, due)
        if due:
            self._herald.tell(News(due))
