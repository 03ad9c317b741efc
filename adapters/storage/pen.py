"""Whoever writes to the database: one transaction at a time, again when it was nobody's fault."""

import asyncio
import itertools
from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.storage.claims import let_go
from adapters.storage.items import Item, Take
from adapters.storage.trips import write_in_order
from adapters.storage.troubles import patiently, translated


class Pen:
    """Writes on one connection of the engine."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._turn = asyncio.Lock()

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
        tries = itertools.count()
        return await patiently(lambda: self._once(items, is_again=next(tries) > 0))

    async def _once(self, items: Sequence[Item], *, is_again: bool) -> Sequence[Any]:
        async with self._turn, self.engine.begin() as conn:
            if is_again:
                await let_go(conn, [item for item in items if isinstance(item, Take)])
            return await write_in_order(conn, items)
