"""How fast we speak: in each chat as fast as Telegram lets us, and no chat waits for another.

Telegram's own figures are about 30 messages a second in all, one a second in a chat with short
bursts, and 20 a minute in a group; edits count (core.telegram.org/bots/faq, 2026).
"""

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from adapters.platforms.telegram.troubles import silence

Rules = tuple[tuple[int, float], ...]
"""So many in so many seconds."""

_TRIES = 5
_SLACK = 0.2
_IDLE_CHATS = 1000
_PACED = ("send", "edit", "copy", "forward")
_FREE = frozenset({"sendchataction"})


@dataclass(frozen=True, slots=True)
class Tempo:
    """How fast: in all, in a private chat and in a group; and how far apart two edits of progress are.

    A little below what is allowed, since clocks and networks differ. Seconds.
    """

    all_chats: Rules = ((28, 1.05),)
    private: Rules = ((3, 3.15),)
    group: Rules = ((3, 3.15), (20, 61.0))
    progress_private: float = 3.0
    progress_group: float = 6.0

    def progress(self, chat: int) -> float:
        """How far apart two edits of progress are in this chat."""
        return self.progress_private if chat > 0 else self.progress_group


class Weight(IntEnum):
    """What goes first: the reel before an answer, an answer before news of progress."""

    RESULT = 0
    REPLY = 1
    PROGRESS = 2


def _always() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Turn:
    """How urgent a message is, and how to find out, when its turn comes, that nobody wants it any more."""

    weight: Weight = Weight.REPLY
    is_stale: Callable[[], bool] = _always


class Stale(Exception):
    """The turn came, but the message was no longer wanted; nothing was sent."""


class Gate:
    """Lets `rules` many through, the most urgent first; progress leaves half the room to the others."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._passed: deque[float] = deque(maxlen=max(number for number, _ in rules))
        self._queue: list[tuple[Weight, int, Turn, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._closed_until = 0.0
        self._alarm: asyncio.TimerHandle | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nobody waits, and the past does not matter any more."""
        longest = max(seconds for _, seconds in self._rules)
        last = max(self._passed[-1] + longest if self._passed else 0.0, self._closed_until)
        return not self._queue and last < _now()

    async def enter(self, turn: Turn) -> None:
        """Wait for one's turn. Raises Stale."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._queue, (turn.weight, next(self._numbers), turn, future))
        self._open()
        await future

    def close(self, seconds: float) -> None:
        """Let nobody through for so many seconds."""
        self._closed_until = max(self._closed_until, _now() + seconds)

    def _open(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        while self._queue:
            weight, _, turn, future = self._queue[0]
            if future.done() or turn.is_stale():
                heapq.heappop(self._queue)
                if not future.done():
                    future.set_exception(Stale())
                continue
            if (wait := self._wait(weight)) > 0:
                self._alarm = asyncio.get_running_loop().call_later(wait, self._open)
                return
            heapq.heappop(self._queue)
            self._passed.append(_now())
            future.set_result(None)

    def _wait(self, weight: Weight) -> float:
        now = _now()
        waits = [self._closed_until - now]
        for number, seconds in self._rules:
            room = max(1, number // 2) if weight is Weight.PROGRESS else number
            if len(self._passed) >= room:
                waits.append(self._passed[-room] + seconds - now)
        return max(waits)


class Pace(BaseRateLimiter[Turn]):
    """Fills PTB's rate limiter. Chat actions and answers to buttons are free, as they are at Telegram."""

    def __init__(self, tempo: Tempo) -> None:
        self._tempo = tempo
        self._all = Gate(tempo.all_chats)
        self._chats: dict[int, Gate] = {}

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Turn | None,
    ) -> Any:
        """Wait, send, and when Telegram asks for silence in this chat, wait again. Raises Stale."""
        turn, chat = rate_limit_args or Turn(), data.get("chat_id")
        gate = self._gate(int(chat)) if chat is not None and _is_paced(endpoint) else None
        for left in reversed(range(_TRIES)):
            if gate is not None:
                await gate.enter(turn)
                await self._all.enter(turn)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as asked:
                if not left:
                    raise
                await self._be_silent(gate, silence(asked) + _SLACK)
        raise AssertionError("unreachable")

    async def _be_silent(self, gate: Gate | None, seconds: float) -> None:
        if gate is None:
            await asyncio.sleep(seconds)
        else:
            gate.close(seconds)

    def _gate(self, chat: int) -> Gate:
        if chat not in self._chats:
            if len(self._chats) >= _IDLE_CHATS:
                self._chats = {known: gate for known, gate in self._chats.items() if not gate.is_idle}
            self._chats[chat] = Gate(self._tempo.private if chat > 0 else self._tempo.group)
        return self._chats[chat]


def _is_paced(endpoint: str) -> bool:
    name = endpoint.lower()
    return name.startswith(_PACED) and name not in _FREE


def _now() -> float:
    return asyncio.get_running_loop().time()
