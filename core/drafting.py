"""Prompts: a reel on paper, ordered by itself, of which a video can be ordered later."""

from core.brief import Brief
from core.clock import Clock
from core.door import Prompt, Prompts
from core.errors import Refused
from core.job import new_id
from core.moderation import Moderation
from core.ports import Writer
from core.store import Requester

_OTHER = "This key was used for something else before. Please take a new one for each thing you ask."


class Drafting:
    """Has storyboards written and keeps them. The house pays for the writing, as it does for reels."""

    def __init__(
        self, writer: Writer, prompts: Prompts, clock: Clock, moderation: Moderation | None = None
    ) -> None:
        self._writer = writer
        self._prompts = prompts
        self._clock = clock
        self._moderation = moderation

    async def draft(self, requester: Requester, brief: Brief, key: str) -> Prompt:
        """Write a storyboard; the same key never has two written.

        Raises Refused (also for a key that was used for another brief), Unavailable, Failed, Misconfigured.
        """
        earlier = await self._prompts.earlier(key)
        if earlier is None:
            if self._moderation is not None:
                await self._moderation.admit(requester, "", brief, key)
            draft = await self._writer.write(brief)
            written = Prompt(
                id=new_id(),
                requester=requester.key,
                brief=brief,
                storyboard=draft.storyboard,
                writer=draft.writer,
                note=draft.note,
                micros=draft.micros,
                at=self._clock(),
            )
            earlier = await self._prompts.keep(written, key)
        if earlier.brief != brief:
            raise Refused(_OTHER)
        return earlier

    async def prompt(self, requester: Requester, prompt_id: str) -> Prompt | None:
        """One of this requester's prompts."""
        return await self._prompts.find(requester.key, prompt_id)
