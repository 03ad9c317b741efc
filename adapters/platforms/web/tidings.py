"""Who looks at a reel right now hears how it is doing: the newest only, nobody is waited for."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

from core.reel.job import Job

_PULSE = 15.0
_REMEMBERED = 10_000
_MOST = 30
"""So many streams may one person listen to at the same time, so that the door stays open for others."""


class Tidings:
    """Passes on what changes about jobs to those who look at them."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Event]] = {}
        self._ears = Counter[str]()
        self._percent: dict[str, int] = {}
        self._words: dict[str, str] = {}
        self._is_over = False
        self._followers: list[Callable[[Job, int | None], None]] = []

    def follow(self, watch: Callable[[Job, int | None], None]) -> None:
        """Let somebody else be told of every change, too."""
        self._followers.append(watch)

    def watch(self, job: Job, percent: int | None) -> None:
        """A job changed. Returns at once."""
        if percent is not None and job.stage.is_open:
            self._percent[job.id] = percent
            if len(self._percent) > _REMEMBERED:
                self._percent.pop(next(iter(self._percent)))
        else:
            self._percent.pop(job.id, None)
        if not job.stage.is_open:
            # Posted by whichever process: what was said of it while it was made is over.
            self.say(job.address, "")
        self.ring(job.id)
        self.ring(job.requester)
        for watch in self._followers:
            watch(job, percent)

    def ring(self, name: str) -> None:
        """Something happened that concerns whoever listens under this name."""
        for event in self._listeners.get(name, ()):
            event.set()

    def say(self, address: str, words: str) -> None:
        """How a job is doing, for whoever listens at this address; no words end it."""
        if words:
            self._words[address] = words
            if len(self._words) > _REMEMBERED:
                self._words.pop(next(iter(self._words)))
        else:
            self._words.pop(address, None)
        self.ring(address)

    def latest(self, address: str) -> str:
        """What was said there last of a job under way."""
        return self._words.get(address, "")

    def percent(self, job_id: str) -> int | None:
        """How far the cut of a reel is."""
        return self._percent.get(job_id)

    def close(self) -> None:
        """Everybody who listens is sent home."""
        self._is_over = True
        for name in self._listeners:
            self.ring(name)

    def has_ears(self, who: str) -> bool:
        """Whether somebody may listen to one more."""
        return self._ears[who] < _MOST

    async def listen(self, name: str, who: str) -> AsyncIterator[bool]:
        """Yields at once, then whenever something happened, and False as a sign of life in between."""
        event = asyncio.Event()
        self._listeners.setdefault(name, set()).add(event)
        self._ears[who] += 1
        try:
            happened = True
            while not self._is_over:
                yield happened
                with suppress(TimeoutError):
                    async with asyncio.timeout(_PULSE):
                        await event.wait()
                happened = event.is_set()
                event.clear()
        finally:
            self._ears[who] -= 1
            if not self._ears[who]:
                del self._ears[who]
            self._listeners[name].discard(event)
            if not self._listeners[name]:
                del self._listeners[name]
