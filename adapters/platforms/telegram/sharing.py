"""Finished reels, offered to whoever types the bot's name in any chat."""

from collections.abc import Awaitable, Callable, Sequence
from logging import getLogger

from telegram import InlineQueryResultCachedVideo

from adapters.platforms.telegram.memory import Memory
from core.errors import StudioError
from core.reel.job import Job, Stage

log = getLogger(__name__)

_LOOKED_THROUGH = 100
_OFFERED = 50
_CAPTION = 1024

JobsOf = Callable[[str, int], Awaitable[Sequence[Job]]]
"""The newest jobs of a requester, by their key."""

Shared = Callable[[str, str], Awaitable[None]]
"""Hears that a requester, by their key, has shared the reel of the job with that id."""


class Shelf:
    """The reels of one person that Telegram has already, and who shares them."""

    def __init__(self, jobs_of: JobsOf, memory: Memory, shared: Shared | None = None) -> None:
        self._jobs_of = jobs_of
        self._memory = memory
        self._shared = shared

    async def films(self, requester: str, words: str) -> list[InlineQueryResultCachedVideo]:
        """Their finished reels in whose title or idea the words are, the newest first."""
        jobs = [job for job in await self._jobs_of(requester, _LOOKED_THROUGH) if job.stage is Stage.DONE]
        films = await self._memory.films([job.id for job in jobs])
        wanted = [job for job in jobs if job.id in films and words.casefold() in _text(job).casefold()]
        return [
            InlineQueryResultCachedVideo(
                job.id, films[job.id].file_id, job.title,
                description=job.brief.topic[:_CAPTION], caption=job.title,
            )
            for job in wanted[:_OFFERED]
        ]  # fmt: skip

    async def chosen(self, requester: str, job_id: str) -> None:
        """Somebody sent a reel that they were offered into a chat; Telegram tells only if it was told to."""
        if self._shared is None:
            return
        try:
            await self._shared(requester, job_id)
        except StudioError as trouble:
            log.info("That a reel was shared could not be kept: %s", trouble.message)


def _text(job: Job) -> str:
    return f"{job.title} {job.brief.topic}"
