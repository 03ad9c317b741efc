"""People come first: while somebody waits for an answer, no new step is begun."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

_LONGEST_SECONDS = 0.1


class Courtesy:
    """Holds steps back while an order is taken, each for a tenth of a second at most.

    Reels take minutes, an answer takes milliseconds: five hundred people who ask at once should
    not wait for the work that is under way.
    """

    def __init__(self) -> None:
        self._asking = 0
        self._is_quiet = asyncio.Event()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Somebody waits for an answer meanwhile."""
        self._asking += 1
        self._is_quiet.clear()
        try:
            yield
        finally:
            self._asking -= 1
            if not self._asking:
                self._is_quiet.set()

    async def give_way(self) -> None:
        """Wait until nobody asks, or it has been long enough."""
        if not self._asking:
            return
        try:
            async with asyncio.timeout(_LONGEST_SECONDS):
                await self._is_quiet.wait()
        except TimeoutError:
            return
