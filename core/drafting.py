"""Prompts: a reel on paper, ordered by itself, of which a video can be ordered later."""

import asyncio

from core.books.admission import barred, closed
from core.books.ledger import BOT
from core.books.quota import Quota, exceeded
from core.clock import Clock
from core.door import Prompt, Prompts
from core.errors import Refused, StudioError
from core.learning.casting import filmed_by
from core.lint import mended
from core.ports import Writer
from core.reel.brief import Brief
from core.reel.job import new_id
from core.request import Request
from core.store import Requester
from core.studio import Studio

_OTHER = "This key was used for something else before. Please take a new one for each thing you ask."
_UNSURE = "The bot was stopped while it wrote this, and does not write it twice. Please ask with a new key."
_SPENT = (
    "What everybody together may spend here is used up for now; nothing is written until that starts anew."
)
_LEAST = 1
"""What a writing costs at least, in micro-dollars: the rest is known only afterwards."""


class Drafting:
    """Has storyboards written and keeps them. The house pays for the writing, as it does for reels."""

    def __init__(self, writer: Writer, prompts: Prompts, clock: Clock, studio: Studio) -> None:
        self._writer = writer
        self._prompts = prompts
        self._clock = clock
        self._studio = studio
        self._under_way: dict[str, asyncio.Task[Prompt]] = {}

    async def draft(self, requester: Requester, brief: Brief, key: str) -> Prompt:
        """Write a storyboard; the same key never has two written, however many ask at once.

        Raises Refused (also for a key that was used for another brief), Unavailable, Failed, Misconfigured.
        """
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(self._found_or_written(requester, brief, key))
            task.add_done_callback(lambda done: self._over(key, done))
        # Whoever hangs up does not take the storyboard away from those who ask for it again.
        prompt = await asyncio.shield(task)
        if prompt.brief.undirected != brief.undirected:
            raise Refused(_OTHER)
        return prompt

    async def prompt(self, requester: Requester, prompt_id: str) -> Prompt | None:
        """One of this requester's prompts."""
        return await self._prompts.find(requester.key, prompt_id)

    def _over(self, key: str, done: asyncio.Task[Prompt]) -> None:
        del self._under_way[key]
        if not done.cancelled():
            # Perhaps nobody waits for it any more, who would hear what went wrong.
            done.exception()

    async def _found_or_written(self, requester: Requester, brief: Brief, key: str) -> Prompt:
        earlier = await self._prompts.earlier(key)
        if earlier is not None:
            return earlier
        await self._studio.admit(Request(requester, "", key), brief)
        await self._check(requester)
        brief = await self._studio.directed(requester, await filmed_by(self._studio, requester, brief))
        if not await self._prompts.begin(key, self._clock()):
            raise Refused(_UNSURE)
        try:
            draft = await self._writer.write(brief)
        except StudioError as trouble:
            await self._prompts.give_up(key, trouble.micros, self._clock())
            raise
        written = Prompt(
            id=new_id(),
            requester=requester.key,
            brief=brief,
            storyboard=mended(draft.storyboard),
            writer=draft.writer,
            note=draft.note,
            micros=draft.micros,
            at=self._clock(),
        )
        return await self._prompts.keep(written, key)

    async def _check(self, requester: Requester) -> None:
        """Raises Refused where nothing new is taken, or all together have nothing left to spend."""
        studio, now = self._studio, self._clock()
        standings = {key: await studio.treasury.standing(key) for key in (requester.account, BOT)}
        if (bar := barred(requester.account, "", standings, now)) is not None:
            raise Refused(closed(bar))
        if studio.is_understudied:
            return
        usage = await studio.used_by_all()
        if exceeded(usage.rule or Quota(), usage, _LEAST) is not None:
            raise Refused(_SPENT)
