"""The first answer to an interaction, which must come within three seconds."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from logging import getLogger

import discord
from discord import ui

from adapters.platforms.discord.cards import Card
from adapters.platforms.discord.hearing import Interaction
from adapters.platforms.discord.troubles import ALREADY_ANSWERED, SILENT
from core.clock import Clock

log = getLogger(__name__)

_TRIES = 3
_OWN_RETRY = timedelta(seconds=0.9)
"""discord.py waits a second before it repeats a call by itself; a rejection after less is not about us."""


class Calling:
    """Answers at once, whatever the network does meanwhile."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def defer(self, it: Interaction, *, is_hidden: bool) -> bool:
        """Say that an answer will come, as a message of its own; False when this is not ours to answer."""
        return await self._first(lambda: it.response.defer(thinking=True, ephemeral=is_hidden))

    async def ask(self, it: Interaction, form: ui.Modal) -> bool:
        """Open a form."""
        return await self._first(lambda: it.response.send_modal(form))

    async def whisper(self, it: Interaction, words: str) -> bool:
        """Say something that only the person sees, and that is all."""
        card = Card(words)
        return await self._first(
            lambda: it.response.send_message(view=card.view(), ephemeral=True, allowed_mentions=card.mentions)
        )

    async def _first(self, call: Callable[[], Awaitable[object]]) -> bool:
        begun, is_repeated = self._clock(), False
        for _ in range(_TRIES):
            try:
                await call()
                return True
            except SILENT:
                is_repeated = True
            except discord.HTTPException as error:
                if error.code != ALREADY_ANSWERED:
                    log.info("An interaction could not be answered any more (%s)", error.code)
                    return False
                # Either our own answer arrived although nobody said so, or another process was faster.
                return is_repeated or self._clock() - begun > _OWN_RETRY
        return False
