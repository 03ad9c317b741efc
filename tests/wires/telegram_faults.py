"""Everything that can go wrong between a bot and Telegram, and Telegram's own rate limits."""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum

from tests.wires.telegram_calls import Refusal

ANY, UPDATES = "any", "getUpdates"
"""Doors: ANY is every method but getUpdates; a method's own name is its door; `door_at` names a chat's."""


class Fault(StrEnum):
    """One thing going wrong, once."""

    # Answers in place of the right one; nothing happens.
    FLOOD = "flood"
    CRASHED = "crashed"
    BAD_GATEWAY = "bad gateway"
    UNAUTHORIZED = "unauthorized"
    CONFLICT = "conflict"
    TOO_LARGE = "too large"
    FORBIDDEN = "forbidden"
    GARBLED = "garbled"
    # The connection is dropped before anything happens: while the upload is under way (this one
    # waits only at a method's own door), or after it.
    TORN = "torn"
    LOST = "lost"
    # Never answers, and nothing happens.
    STUCK = "stuck"
    # The call takes effect, but the answer never comes: the connection is dropped, or kept silent.
    CUT = "cut"
    HANG = "hang"
    # The call takes effect only after the caller has given up waiting.
    LATE = "late"
    # The call takes effect at once, and people act on it before the answer comes.
    SLOW = "slow"


ANSWERS = {
    Fault.CRASHED: Refusal(500, "Internal Server Error"),
    Fault.UNAUTHORIZED: Refusal(401, "Unauthorized"),
    Fault.CONFLICT: Refusal(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    ),
    Fault.TOO_LARGE: Refusal(413, "Request Entity Too Large"),
    Fault.FORBIDDEN: Refusal(403, "Forbidden: bot was blocked by the user"),
}


def flood(seconds: float) -> Refusal:
    """A 429 that asks for so many seconds of silence, at least one."""
    wait = max(1, math.ceil(seconds))
    return Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)


def door_at(chat_id: int, method: str = "") -> str:
    """The door of one chat, or of one method in it."""
    return f"{method}@{chat_id}"


_REMEMBERED = 100


@dataclass(frozen=True, slots=True)
class Limits:
    """How much Telegram lets through; `second` and `minute` may be shortened for tests.

    A chat takes `burst` messages at once, then one a second.
    """

    per_second: int = 30
    group_per_minute: int = 20
    burst: int = 3
    second: float = 1.0
    minute: float = 60.0


class Meter:
    """Counts what is sent and edited, and says when it is too much."""

    def __init__(self) -> None:
        self.refused = 0
        """How many calls were answered with 429 because of the limits."""
        self._sent: dict[int, deque[float]] = defaultdict(lambda: deque(maxlen=_REMEMBERED))

    def count(self, limits: Limits, chat_id: int) -> None:
        """Count one message or edit in a chat. Raises Refusal."""
        rules = [(0, limits.per_second, limits.second), (chat_id, limits.burst, limits.burst * limits.second)]
        if chat_id < 0:
            rules.append((chat_id, limits.group_per_minute, limits.minute))
        wait = max(self._wait(*rule) for rule in rules)
        if wait > 0:
            self.refused += 1
            raise flood(wait)
        for key in (0, chat_id):
            self._sent[key].append(time.monotonic())

    def _wait(self, key: int, allowed: int, seconds: float) -> float:
        now = time.monotonic()
        recent = [moment for moment in self._sent[key] if now - moment < seconds]
        return 0 if len(recent) < allowed else seconds - (now - recent[-allowed])
