"""Tells chats how their jobs are doing: often enough to be kind, seldom enough not to bother."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from logging import getLogger

from bot.voice import approval
from bot.voice.tongue import speaking
from core.errors import StudioError
from core.ports import Messenger
from core.reel.job import Job, Stage
from core.talk import Choice

log = getLogger(__name__)

_PACE = 2.0
_REMEMBERED = 10_000
"""Of so many jobs it is known what was told last; of a forgotten one the same may be told once more."""


class Reporter:
    """Collects what changes and reports the latest of each job once per pace; the same words never twice.

    `pause` waits between two rounds, for so many seconds. `choices` are the buttons for a job's present
    state, if it has any of its own.
    """

    def __init__(
        self,
        messengers: Mapping[str, Messenger],
        words: Callable[[Job, int | None], Awaitable[str]],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        choices: Callable[[Job], tuple[Choice, ...]] = approval.choices,
    ) -> None:
        self._messengers = messengers
        self._words = words
        self._pause = pause
        self._choices = choices
        self._news: dict[str, tuple[Job, int | None]] = {}
        self._told: dict[str, str] = {}
        self._rang = asyncio.Event()
        self._rested = asyncio.Event()
        self._telling = asyncio.Lock()

    def watch(self, job: Job, percent: int | None) -> None:
        """A job changed. Returns at once; whatever is not told by then is replaced by this."""
        if job.stage.is_open and job.stage is not Stage.DELIVERING:
            self._news[job.id] = job, percent
            if len(self._news) > _REMEMBERED:
                self._news.pop(next(iter(self._news)))
            self._rang.set()
        else:
            self._news.pop(job.id, None)
            self._told.pop(job.id, None)
        if not job.stage.is_moving:
            self._rested.set()

    async def run(self) -> None:
        """Report until cancelled."""
        while True:
            await self._rang.wait()
            self._rang.clear()
            await self._tell()
            await self._pause(_PACE)

    async def at_rest(self, is_any_moving: Callable[[], Awaitable[bool]]) -> None:
        """Wait until the question is answered with no, and tell what is new by then.

        It is asked again whenever a job closes, or begins to wait for somebody's yes.
        """
        while True:
            self._rested.clear()
            if not await is_any_moving():
                break
            await self._rested.wait()
        await self._tell()

    async def _tell(self) -> None:
        async with self._telling:
            news, self._news = self._news, {}
            await asyncio.gather(*(self._report(job, percent) for job, percent in news.values()))

    async def _report(self, job: Job, percent: int | None) -> None:
        self._told.setdefault(job.id, "")
        if len(self._told) > _REMEMBERED:
            self._told.pop(next(iter(self._told)))
        try:
            text = await self._words(job, percent)
        except StudioError as trouble:
            log.warning("Nothing can be said of job %s just now: %s", job.id, trouble.message)
            return
        messenger = self._messengers.get(job.platform)
        # A job that is to be delivered by now has lost its entry.
        if messenger is None or self._told.get(job.id, text) == text:
            return
        self._told[job.id] = text
        with speaking(job.language):
            choices = self._choices(job)
        await messenger.report(job.address, job.id, text, choices)
