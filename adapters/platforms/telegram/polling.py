"""Long polling that cannot die in silence: every round trip is watched, and every failure is said.

An update is confirmed only after it was taken: one that was not comes again in the next life. One that
takes long lets others pass, which then come again until it is done; whoever is fed knows them by then.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from logging import getLogger
from typing import Any

from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from adapters.platforms.telegram.line import Line
from adapters.platforms.telegram.troubles import REVOKED, silence
from core.errors import Misconfigured

log = getLogger(__name__)

Feed = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]

SILENCE = 90.0
"""Seconds without an answer after which a connection counts as dead, whatever it looks like."""
_LONGEST_PAUSE = 30.0
_PATIENCE = 2.0
"""Seconds after which the next updates are asked for, although one is still being taken."""
_FIRST_PAUSE = 1.0


class Polling:
    """Asks for updates until cancelled. `silence` is how long one round trip may take."""

    def __init__(self, line: Line, kinds: Sequence[str], silence: float = SILENCE) -> None:
        self._line = line
        self._kinds = kinds
        self._silence = silence
        self._offset = self._last = 0
        self._taking: dict[int, asyncio.Task[None]] = {}
        self._pause = 0.0
        self._is_shared = False

    async def run(self, feed: Feed) -> None:
        """Raises Misconfigured when the token is not accepted any more."""
        try:
            while True:
                for update in await self._round_trip():
                    number = int(update["update_id"])
                    if number not in self._taking:
                        self._taking[number] = asyncio.create_task(feed(update))
                    self._last = max(self._last, number)
                await self._settle()
                await asyncio.sleep(self._pause)
        finally:
            for task in self._taking.values():
                task.cancel()

    async def confirm(self) -> None:
        """Tell Telegram what was taken since the last round trip, so that it does not come again."""
        if not self._offset:
            return
        try:
            async with asyncio.timeout(5):
                await self._line.fetch(self._offset, self._kinds, wait=0)
        except (TelegramError, TimeoutError):
            log.info("The last updates could not be confirmed; they may come again")

    async def _settle(self) -> None:
        """Wait until all that came is taken; what takes long holds up nobody, but stays unconfirmed."""
        if self._taking:
            await asyncio.wait(self._taking.values(), timeout=_PATIENCE)
        self._taking = {number: task for number, task in self._taking.items() if not task.done()}
        self._offset = min(self._taking, default=self._last + 1) if self._last else 0

    async def _round_trip(self) -> Sequence[dict[str, Any]]:
        try:
            async with asyncio.timeout(self._silence):
                updates = await self._line.fetch(self._offset, self._kinds)
        except TimeoutError:
            log.warning("Telegram was silent for %.0f s; polling starts over", self._silence)
            await self._line.redial()
            return ()
        except InvalidToken as error:
            raise Misconfigured(REVOKED) from error
        except RetryAfter as asked:
            self._pause = silence(asked)
            return ()
        except Conflict:
            self._say_shared()
            return self._later("")
        except NetworkError:
            return self._later("Telegram cannot be reached; polling goes on trying")
        except TelegramError:
            return self._later("Telegram does not answer sensibly; polling goes on trying")
        self._say_well()
        return updates

    def _later(self, words: str) -> Sequence[dict[str, Any]]:
        """Wait longer each time; the words are said the first time only."""
        if words and not self._pause:
            log.warning(words)
        self._pause = min(max(_FIRST_PAUSE, 1.5 * self._pause), _LONGEST_PAUSE)
        return ()

    def _say_shared(self) -> None:
        if not self._is_shared:
            log.error(
                "Another program polls Telegram with the same bot token, so messages go astray. "
                "Please stop one of the two."
            )
        self._is_shared = True

    def _say_well(self) -> None:
        if self._pause:
            log.info("Telegram answers again")
        self._pause, self._is_shared = 0.0, False
