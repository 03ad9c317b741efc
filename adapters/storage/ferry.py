"""Many callers, one transaction: whoever comes while a trip is under way rides on the next.

One commit costs as much as one write to the disk, however much is in it. With five hundred
callers at once that is the difference between five hundred writes and two.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from core.errors import Unavailable

_CROWDED = "Very many ask at this moment. Please ask again in a little while; nothing was charged."
_LATER_SECONDS = 10.0

Item = TypeVar("Item")
Result = TypeVar("Result")

Trip = Callable[[Sequence[Item]], Awaitable[Sequence[Result | BaseException]]]
"""Carries items over together; gives each its result, or the error that concerns it alone."""


class Ferry(Generic[Item, Result]):
    """Collects items and carries up to `room` of them per trip, one trip at a time, in order.

    No more than `most` wait on the quay: whoever comes then is sent away at once. Each trip waits for so
    many seconds of `patience`, so that more are carried together.
    """

    def __init__(
        self, trip: Trip[Item, Result], room: int = 500, most: int = 20_000, patience: float = 0.0
    ) -> None:
        self._trip = trip
        self._room = room
        self._most = most
        self._patience = patience
        self._quay: list[tuple[Item, asyncio.Future[Result]]] = []
        self._sailing: asyncio.Task[None] | None = None

    async def carry(self, item: Item) -> Result:
        """Wait for the trip that carries this item. Being cancelled meanwhile does not undo it.

        Raises Unavailable when too many wait already.
        """
        if len(self._quay) >= self._most:
            raise Unavailable(_CROWDED, retry_in=_LATER_SECONDS)
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._quay.append((item, future))
        if self._sailing is None:
            self._sailing = asyncio.create_task(self._sail())
        return await future

    async def moor(self) -> None:
        """Wait until nobody is left on the quay."""
        while self._sailing is not None:
            await asyncio.wait({self._sailing})

    async def _sail(self) -> None:
        try:
            while self._quay:
                if self._patience:
                    await asyncio.sleep(self._patience)
                aboard, self._quay = self._quay[: self._room], self._quay[self._room :]
                await self._cross(aboard)
        finally:
            self._sailing = None

    async def _cross(self, aboard: Sequence[tuple[Item, asyncio.Future[Result]]]) -> None:
        results: Sequence[Result | BaseException]
        try:
            results = await self._trip([item for item, _ in aboard])
        except BaseException as error:  # noqa: BLE001 - it belongs to the callers, not to the ferry.
            results = [error] * len(aboard)
        for (_, future), result in zip(aboard, results, strict=True):
            if future.done():
                continue
            if isinstance(result, BaseException):
                future.set_exception(result)
            else:
                future.set_result(result)
