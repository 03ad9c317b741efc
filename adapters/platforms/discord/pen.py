"""Writes: each call is made until it surely arrived, and never arrives twice."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

import discord
from discord.http import handle_message_parameters
from discord.webhook.async_ import async_context

from adapters.platforms.discord.cards import Card, Commands, words_of
from adapters.platforms.discord.line import Line
from adapters.platforms.discord.memory import Memory
from adapters.platforms.discord.place import Place
from adapters.platforms.discord.troubles import translated
from core.clock import Clock
from core.errors import Unavailable, Unclear

T = TypeVar("T")

_PAUSES = (1.0, 3.0)
_NONCE = 25
_LOOKED_THROUGH = 100


class Pen:
    """All that we write, except for the first answer to an interaction. `pause` waits so many seconds."""

    def __init__(
        self,
        line: Line,
        clock: Clock,
        memory: Memory,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._line = line
        self._clock = clock
        self._memory = memory
        self._pause = pause

    @property
    def now(self) -> datetime:
        """The present moment, UTC."""
        return self._clock()

    async def answer(self, place: Place, card: Card, nonce: str) -> int:
        """Answer where somebody asked: by the interaction's token, or with a message of our own.

        Returns the message's id. Raises Gone, TooLarge, Failed, Unavailable, Unclear.
        """
        if place.token:
            return await self.rewrite_answer(place, card)
        return await self.send(place.channel, card, nonce, reply_to=place.message)

    async def rewrite_answer(self, place: Place, card: Card) -> int:
        """Change the answer to an interaction, by its token. Harmless to repeat."""
        client = await self._line.client()
        assert client.application_id is not None
        commands = await self._commands(client)
        hook = discord.Webhook.partial(client.application_id, place.token, client=client)

        async def edit() -> int:
            with handle_message_parameters(
                attachments=card.files(), view=card.view(commands), allowed_mentions=card.mentions
            ) as told:
                # The library offers this on interactions alone, which do not outlive their process.
                message = await async_context.get().edit_original_interaction_response(
                    hook.id,
                    place.token,
                    session=hook.session,
                    payload=told.payload,
                    multipart=told.multipart,
                    files=told.files,
                )
            return int(message["id"])

        return await self._surely(edit, is_harmless=True)

    async def rewrite(self, channel: int, message: int, card: Card) -> int:
        """Change a message of ours, by the bot's own right. Harmless to repeat."""
        client = await self._line.client()
        known = client.get_partial_messageable(channel).get_partial_message(message)
        commands = await self._commands(client)

        async def edit() -> int:
            view = card.view(commands)
            await known.edit(attachments=card.files(), view=view, allowed_mentions=card.mentions)
            return message

        return await self._surely(edit, is_harmless=True)

    async def send(self, channel: int, card: Card, nonce: str, reply_to: int | None = None) -> int:
        """Post a message; the same `nonce` within some minutes gives the first one again, not a second."""
        client = await self._line.client()
        place, commands = client.get_partial_messageable(channel), await self._commands(client)
        to = (
            discord.MessageReference(message_id=reply_to, channel_id=channel, fail_if_not_exists=False)
            if reply_to
            else None
        )

        async def send() -> int:
            options: dict[str, Any] = {"reference": to} if to else {}
            message = await place.send(
                view=card.view(commands),
                files=card.files(),
                nonce=nonce[:_NONCE],
                allowed_mentions=card.mentions,
                **options,
            )
            return message.id

        return await self._surely(send, is_harmless=False)

    async def door_of(self, user: int) -> int:
        """The channel for direct messages to somebody. Raises Gone."""
        client = await self._line.client()
        with translated():
            channel = await client.create_dm(discord.Object(user))
        return channel.id

    async def search(self, channel: int, after: int, word: str) -> int | None:
        """The message of ours in which a word stands, looked for after that message. Raises as `answer`.

        None is sure only among the first hundred messages; Unclear when there are more.
        """
        client = await self._line.client()
        history = client.get_partial_messageable(channel).history(
            limit=_LOOKED_THROUGH, after=discord.Object(after), oldest_first=True
        )
        with translated():
            messages = [message async for message in history]
        for message in messages:
            if message.author.id == client.application_id and word in words_of(message):
                return message.id
        if len(messages) == _LOOKED_THROUGH:
            raise Unclear("Too much was said on Discord since to tell whether the message arrived.")
        return None

    async def _commands(self, client: discord.Client) -> Commands:
        assert client.application_id is not None
        return await self._memory.commands(client.application_id)

    async def _surely(self, call: Callable[[], Awaitable[T]], *, is_harmless: bool) -> T:
        """Call again while nobody says whether it arrived; discord.py repeats only some of that itself."""
        for pause in (*_PAUSES, None):
            try:
                with translated():
                    return await call()
            except Unclear as trouble:
                if pause is None:
                    if is_harmless:
                        raise Unavailable(trouble.message) from trouble
                    raise
                await self._pause(pause)
        raise AssertionError("unreachable")
