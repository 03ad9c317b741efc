"""Finished reels, offered to whoever types the bot's name in any chat."""

from collections.abc import Awaitable, Callable, Sequence

from telegram import InlineQueryResultCachedVideo

from adapters.platforms.telegram.memory import Memory
from core.reel.job import Job, Stage

_LOOKED_THROUGH = 100
_OFFERED = 50
_CAPTION = 1024

JobsOf = Callable[[str, int], Awaitable[Sequence[Job]]]
"""The newest jobs of a requester, by their key."""


class Shelf:
    """The reels of one person that Telegram has already."""

    def __init__(self, jobs_of: JobsOf, memory: Memory) -> None:
        self._jobs_of = jobs_of
        self._memory = memory

    async def films(self, requester: str, words: str) -> list[InlineQueryResultCachedVideo]:
        """Their finished reels in whose title or idea the words are, the newest first."""
        jobs = [job for job in await self._jobs_of(requester, _LOOKED_THROUGH) if job.stage is Stage.DONE]
        films = await self._memory.films([job.id for job in jobs])
        wanted = [job for job in jobs if job.id in films and words.casefold() in _text(job).casefold()]
        return [
            InlineQueryResultCachedVideo(
                job.id, films[job.id].file_id, _title(job),
                description=job.brief.topic[:_CAPTION], caption=_title(job),
            )
            for job in wanted[:_OFFERED]
        ]  # fmt: skip


def _title(job: Job) -> str:
    return job.storyboard.title if job.storyboard else job.brief.topic[:_CAPTION]


def _text(job: Job) -> str:
    return f"{_title(job)} {job.brief.topic}"
