"""Listens: each interaction or mention becomes something said, is answered by the desk, and posted."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from logging import getLogger

import discord
from discord import app_commands

from adapters.platforms.discord.buttons import ASK, Button, button, buttons, pressed
from adapters.platforms.discord.calling import Calling
from adapters.platforms.discord.cards import WORDS, Card, form
from adapters.platforms.discord.hearing import (
    Interaction,
    filled_in,
    focused,
    heard,
    line_for,
    options,
    place_of_interaction,
    place_of_message,
    read,
    requester,
    told,
)
from adapters.platforms.discord.memory import Memory, Post, Question, question_line, question_of
from adapters.platforms.discord.patience import Patience
from adapters.platforms.discord.pen import Pen
from adapters.platforms.discord.place import Place
from adapters.platforms.discord.postman import Postman
from adapters.platforms.discord.troubles import SILENT
from core.clock import Clock
from core.errors import StudioError
from core.learning.signs import is_liking
from core.talk import SILENCE, Choice, Command, Reply, Rewording, Said

log = getLogger(__name__)

Answer = Callable[[Said], Awaitable[Reply]]
IsQuiet = Callable[[str], Awaitable[bool]]
"""Whether every answer in a server is for one pair of eyes, by `platform:id`."""

Suggest = Callable[[Said, str, str], Awaitable[Sequence[Choice]]]

_FORM_SECONDS = 1.0
"""How long a pressed button waits for what might be a question, put as a form only by a first answer."""

_RULES_SECONDS = 0.5
_CHOICE = 100
_REMEMBERED = 5000
_ADDED = "REACTION_ADD"
_NOT_YOURS = "These buttons belong to whoever asked. Ask me for a reel of your own: /generate"
_OLD_BUTTON = "This button is not there any more. /reels lists your reels."
_SLOWER = "Please wait a little before you ask again."
_ANSWER = "Answer"
_PICTURED = "What the words above say."
_NO_WAY_BACK = (
    "I cannot write here by myself. If this takes longer than 14 minutes, the reel comes to you in a direct "
    "message, or waits for you: /reels lists it."
)


class Ear:
    """Takes interactions and messages. One router for all buttons and forms: they outlive every restart."""

    def __init__(self, answer: Answer, suggest: Suggest, commands: Sequence[Command], pen: Pen,
                 postman: Postman, memory: Memory, clock: Clock, ceiling: int,
                 is_quiet: IsQuiet, rewording: Rewording | None = None) -> None:  # fmt: skip
        self._answer = answer
        self._suggest = suggest
        self._commands = {command.name: command for command in commands}
        self._pen = pen
        self._postman = postman
        self._memory = memory
        self._ceiling = ceiling
        self._is_quiet = is_quiet
        self._rewording = rewording or Rewording()
        self._calling = Calling(clock)
        self._patience = Patience()
        self._known: dict[int, None] = {}

    async def interaction(self, it: Interaction) -> None:
        """Take one interaction; one that came before is not taken again."""
        if not self._is_new(it.id):
            return
        if it.type is discord.InteractionType.autocomplete:
            await self._offer(it)
            return
        if wait := self._patience.wait(it.user.id, self._pen.now):
            await self._whisper(it, _too_quick(round(wait)))
            return
        match it.type:
            case discord.InteractionType.application_command:
                await self._command(it)
            case discord.InteractionType.component:
                await self._press(it)
            case discord.InteractionType.modal_submit:
                await self._submit(it)

    async def message(self, message: discord.Message, me: int) -> None:
        """Take a message that mentions us, or was said to us alone."""
        if (line := line_for(message, me)) is None or not self._is_new(message.id):
            return
        if self._patience.wait(message.author.id, self._pen.now):
            return
        place = place_of_message(message, self._ceiling)
        asks = await self._memory.asked(place.channel, place.user) if place.is_private else ""
        reply = await self._answer(read(message, place, line, asks))
        if reply == SILENCE:
            return
        if place.is_private:
            await self._memory.keep_asked(place.channel, place.user, reply.asks)
        await self._show(place, reply, str(message.id))

    async def reaction(self, sign: discord.RawReactionActionEvent) -> None:
        """A sign under a reel of ours is an opinion until it is gone; an idle one is passed over."""
        job_id = await self._memory.shown(sign.channel_id, sign.message_id)
        is_good = is_liking(sign.emoji.name)
        if not job_id or is_good is None or self._patience.wait(sign.user_id, self._pen.now):
            return
        shown = {"opinion": "good" if is_good else "bad"} if sign.event_type == _ADDED else {}
        said = Said(
            requester(sign.user_id),
            "",
            f"discord:reaction:{sign.message_id}:{sign.user_id}:{sign.emoji.name}",
            command="rate",
            options={"job": job_id, **shown},
            is_private=sign.guild_id is None,
            is_admin=sign.guild_id is None,
            group=requester(sign.guild_id) if sign.guild_id is not None else "",
            channel=str(sign.channel_id),
            sign=sign.emoji.name or "",
        )
        await self._answer(said)

    def _is_new(self, id: int) -> bool:
        if id in self._known:
            return False
        self._known[id] = None
        if len(self._known) > _REMEMBERED:
            self._known.pop(next(iter(self._known)))
        return True

    async def _offer(self, it: Interaction) -> None:
        name, typed = focused(it)
        place = self._place(it, is_hidden=True)
        said = heard(it, place, command=told(it, "name"), options=options(it))
        try:
            choices = await self._suggest(said, name, typed)
        except StudioError as trouble:
            log.debug("Nothing could be suggested: %s", trouble)
            return
        # A value that is cut off would be another value.
        offered = [app_commands.Choice(name=label[:_CHOICE], value=value)
                   for label, value in choices if len(value) <= _CHOICE]  # fmt: skip
        with suppress(discord.HTTPException, *SILENT):
            await it.response.autocomplete(offered)

    async def _command(self, it: Interaction) -> None:
        name = told(it, "name")
        place = self._place(it, is_hidden=await self._is_hidden(it, name))
        if await self._calling.defer(it, is_hidden=place.is_hidden):
            said = heard(it, place, command=name, options=options(it))
            await self._respond(it, place, said)

    async def _press(self, it: Interaction) -> None:
        button = pressed(told(it, "custom_id"))
        line = await self._memory.line(button.line) if button is not None else ""
        if button is None or not line:
            await self._whisper(it, _OLD_BUTTON)
        elif button.owner not in (None, it.user.id) and not it.permissions.manage_messages:
            await self._whisper(it, _NOT_YOURS)
        elif button.does != ASK:
            await self._say(it, line, button.owner)
        elif (question := question_of(line)) is None:
            await self._whisper(it, _OLD_BUTTON)
        else:
            await self._calling.ask(it, form(question, told(it, "custom_id")))

    async def _say(self, it: Interaction, line: str, owner: int | None) -> None:
        """Say the line behind a button; when it turns out to be a question, it opens as a form."""
        name = line.lstrip("/").partition(" ")[0]
        place = self._place(it, is_hidden=await self._is_hidden(it, name))
        of_another = owner not in (None, it.user.id)
        said = heard(it, place, text=line)
        # Whoever tidies up messages may press, but does not thereby run the server.
        said = replace(said, owner=requester(owner) if of_another and owner is not None else "")
        answering = asyncio.ensure_future(self._answer(said))
        await asyncio.wait({answering}, timeout=_FORM_SECONDS)
        if answering.done() and _is_question(reply := answering.result()):
            where = await self._asking(reply, place, it.locale.value)
            await self._calling.ask(it, form(_question(reply), where))
        elif await self._calling.defer(it, is_hidden=place.is_hidden):
            await self._show(place, await answering, str(it.id), it.locale.value)
        else:
            # What was asked for is done all the same, and is said where nothing else can be.
            await self._show(place.without_token(), await answering, str(it.id), it.locale.value)

    async def _submit(self, it: Interaction) -> None:
        button = pressed(told(it, "custom_id"))
        line = await self._memory.line(button.line) if button is not None else ""
        question = question_of(line)
        if question is None:
            await self._whisper(it, _OLD_BUTTON)
            return
        name = question.asks.lstrip("/").partition(" ")[0]
        place = self._place(it, is_hidden=await self._is_hidden(it, name))
        if await self._calling.defer(it, is_hidden=place.is_hidden):
            said = heard(it, place, text=filled_in(it, WORDS), answers=question.asks)
            await self._respond(it, place, said)

    async def _respond(self, it: Interaction, place: Place, said: Said) -> None:
        await self._show(place, await self._answer(said), str(it.id), it.locale.value)

    async def _show(self, place: Place, reply: Reply, nonce: str, tag: str = "") -> None:
        """Post an answer; whatever it is about is told there from now on. `tag` is what Discord speaks."""
        if reply == SILENCE:
            # An interaction has to be answered all the same.
            reply = Reply(await self._words(_SLOWER, place.user, tag))
        try:
            if reply.shows is not None and reply.shows.reel is not None:
                await self._postman.show(place, reply.shows, nonce, as_file=reply.as_file)
                return
            is_new = bool(reply.job_id) and await self._memory.post(reply.job_id) is None
            text = reply.text
            if is_new and place.token and not place.lasts:
                text = f"{text}\n\n{await self._words(_NO_WAY_BACK, place.user, tag)}"
            made = list(await buttons(reply.choices, place.owner, self._memory))
            if reply.asks:
                made.append(await self._answer_button(reply, place, tag))
            card = Card(text, made, copies=reply.copies)
            if reply.picture is not None:
                alt = await self._words(_PICTURED, place.user, tag)
                card = replace(card, picture=await reply.picture(), pictured=alt)
            message = await self._pen.answer(place, card, nonce)
            if is_new:
                post = Post(place.channel, message, text, reply.choices, place.owner)
                await self._postman.announce(reply.job_id, place, post)
        except StudioError as trouble:
            log.warning("An answer could not be posted on Discord: %s", trouble)

    async def _answer_button(self, reply: Reply, place: Place, tag: str) -> Button:
        label = await self._words(_ANSWER, place.user, tag)
        return await button(label, ASK, question_line(_question(reply)), place.owner, self._memory)

    async def _asking(self, reply: Reply, place: Place, tag: str) -> str:
        """The id of a form, by which its answer is known."""
        return (await self._answer_button(reply, place, tag)).id

    async def _whisper(self, it: Interaction, english: str) -> None:
        await self._calling.whisper(it, await self._words(english, it.user.id, it.locale.value))

    async def _words(self, english: str, user: int, tag: str) -> str:
        """What we say by ourselves, in the language of whoever it is for."""
        return await self._rewording.to(requester(user), english, tag)

    async def _is_hidden(self, it: Interaction, name: str) -> bool:
        """Whether only the person sees the answer: what concerns nobody else, or all of it, in company."""
        if it.guild_id is None:
            return False
        command = self._commands.get(name)
        if command is None or not command.is_shared:
            return True
        try:
            # The first answer does not wait for a slow disk; that one is for everybody then.
            async with asyncio.timeout(_RULES_SECONDS):
                return await self._is_quiet(requester(it.guild_id))
        except (StudioError, TimeoutError):
            return False

    def _place(self, it: Interaction, *, is_hidden: bool) -> Place:
        return place_of_interaction(it, is_hidden=is_hidden, ceiling=self._ceiling)


def _too_quick(seconds: int) -> str:
    return f"That was quick. Please wait {seconds} s before you ask again."


def _is_question(reply: Reply) -> bool:
    return bool(reply.asks) and not reply.choices


def _question(reply: Reply) -> Question:
    return Question(reply.asks, reply.text, reply.draft)
