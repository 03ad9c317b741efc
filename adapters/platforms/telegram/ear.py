"""Listens: each update becomes something said, is answered by the desk, and the answer is posted.

In one chat everything happens in order; no chat waits for another. An update counts as taken as soon
as the desk has done what it asks: what is to be posted then waits for its turn without holding it up.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from logging import getLogger
from typing import Any

from telegram import (
    CallbackQuery,
    ForceReply,
    InlineQuery,
    Message,
    Update,
)
from telegram.error import TelegramError

from adapters.platforms.telegram.admins import Admins
from adapters.platforms.telegram.hearing import GENERAL, Heard, Hearing, place_in, requester
from adapters.platforms.telegram.keyboard import has_button, keyboard, pressed
from adapters.platforms.telegram.lanes import Lanes
from adapters.platforms.telegram.line import Line
from adapters.platforms.telegram.memory import Memory, Post
from adapters.platforms.telegram.pace import Turn, Weight
from adapters.platforms.telegram.pen import Markup, Pen
from adapters.platforms.telegram.place import Place
from adapters.platforms.telegram.postman import Postman
from adapters.platforms.telegram.sharing import Shelf
from adapters.platforms.telegram.signs import Signs
from adapters.platforms.telegram.stars import Cashier
from adapters.platforms.telegram.troubles import Gone
from core.talk import SILENCE, Reply, Rewording, Said

log = getLogger(__name__)

Answer = Callable[[Said], Awaitable[Reply]]

_TOAST = 200
_PLACEHOLDER = 64
_REMEMBERED = 5000
_DOUBLE_CLICK = 2.0
_NOT_YOURS = "These buttons belong to whoever asked. Ask me for a reel of your own: /generate"
_NOT_THE_CHANNEL = (
    "These buttons belong to the channel that asked: this group's admins may press them, and the channel's "
    "own admins once I am an admin there too. Telegram does not tell me otherwise who they are."
)
_STAYS = "I could not take your message away. Please delete it yourself."
_OLD_BUTTON = "This button is not there any more. /reels lists your reels."


@dataclass(frozen=True, slots=True)
class _Asking:
    """A question on its way into the chat, where it will stand after a message of this number."""

    after: int
    asks: str


class Ear:
    """Takes updates as Telegram sends them, by whichever way they come."""

    def __init__(self, line: Line, answer: Answer, hearing: Hearing, pen: Pen, postman: Postman,
                 memory: Memory, shelf: Shelf, admins: Admins, signs: Signs, rewording: Rewording,
                 cashier: Cashier | None = None) -> None:  # fmt: skip
        self._line = line
        self._answer = answer
        self._hearing = hearing
        self._pen = pen
        self._postman = postman
        self._memory = memory
        self._shelf = shelf
        self._admins = admins
        self._signs = signs
        self._rewording = rewording
        self._cashier = cashier
        self._lanes = Lanes()
        self._pressed: dict[tuple[int, int, int, str], float] = {}
        self._known: dict[int, None] = {}
        self._asking: dict[tuple[int, int], _Asking] = {}

    async def feed(self, update: dict[str, Any]) -> None:
        """Take one update; returns when what it asks for is safely begun. Never raises.

        One that cannot be understood is skipped, and one that came before is not taken again.
        """
        number = int(update.get("update_id", 0))
        if number in self._known:
            return
        self._known[number] = None
        if len(self._known) > _REMEMBERED:
            self._known.pop(next(iter(self._known)))
        taking = asyncio.create_task(self._take(update), name=f"telegram update {number}")
        await asyncio.wait({taking})
        if not taking.cancelled() and (error := taking.exception()) is not None:
            log.error("Update %s could not be understood and is skipped", number, exc_info=error)

    async def close(self) -> None:
        """Post what is still to be posted."""
        await self._lanes.rest()

    async def _take(self, raw: dict[str, Any]) -> None:
        update = Update.de_json(raw, self._line)
        if update.inline_query is not None:
            await self._offer(update.inline_query)
        elif (chosen := update.chosen_inline_result) is not None:
            await self._shelf.chosen(requester(chosen.from_user.id), chosen.result_id)
        elif update.callback_query is not None:
            await self._press(update.callback_query)
        elif update.pre_checkout_query is not None and self._cashier is not None:
            await self._cashier.ask(update.pre_checkout_query)
        elif update.message_reaction is not None:
            await self._signs.change(update.message_reaction, update.update_id)
        elif update.message_reaction_count is not None:
            await self._signs.crowd(update.message_reaction_count)
        elif (message := update.message or update.channel_post) is not None:
            if message.migrate_to_chat_id:
                await self._memory.keep_move(message.chat.id, message.migrate_to_chat_id)
            elif message.successful_payment or message.refunded_payment:
                await self._pay(message)
            elif (heard := self._hearing.heard(update)) is not None:
                await self._hear(heard)

    async def _pay(self, message: Message) -> None:
        """Money moved: it is entered before the update counts as taken, and thanked for after."""
        if self._cashier is None:
            log.error("A payment was made while nothing is sold here; with STARS_OFFERS set it is entered")
        elif words := await self._cashier.hear(message):
            place = place_in(message).without_reply()
            self._lanes.post(place.chat, self._post(place, place.chat, Reply(words), is_first=False))

    async def _hear(self, heard: Heard) -> None:
        chat, who = heard.place.chat, heard.who
        stays = heard.is_secret and not await self._pen.erase(chat, heard.place.message or 0)
        async with self._lanes.turn(chat):
            reply = await self._answer(await self._answering(heard))
            if stays:
                sorry = await self._rewording.to(heard.said.requester, _STAYS, heard.said.language)
                reply = replace(reply, text=f"{reply.text}\n{sorry}")
            if heard.place.is_private:
                await self._memory.keep_asked(chat, 0, who, reply.asks)
        if reply == SILENCE:
            return
        post = await self._memory.post(reply.job_id) if reply.job_id else None
        if post is not None and (post.chat, post.reply_to) == (chat, heard.place.message):
            # This very message was answered in an earlier life.
            return
        is_first = self._is_first(reply, post)
        self._lanes.post(chat, self._post(heard.place, who, reply, is_first=is_first))

    async def _answering(self, heard: Heard) -> Said:
        """What was said, with what the message that it replies to asked for, or in private the last one."""
        chat, asks = heard.place.chat, ""
        if heard.answered:
            asks = await self._memory.asked(chat, heard.answered, heard.who) or self._asked_just_now(heard)
        if not asks and heard.place.is_private:
            asks = await self._memory.asked(chat, 0, heard.who)
        said = await self._in_place(heard.said, chat, heard.who)
        return replace(said, answers=asks) if asks and not said.command else said

    async def _in_place(self, said: Said, chat: int, who: int) -> Said:
        """The same with the group that it was said in, and a way to find out whether they run it."""
        if said.is_private:
            return said
        group = requester(await self._memory.first(chat))
        return replace(said, group=group, runs=partial(self._admins.is_admin, chat, who))

    def _asked_just_now(self, heard: Heard) -> str:
        """What a question asks for that stands in the chat before Telegram has told us its number."""
        asking = self._asking.get((heard.place.chat, heard.who))
        return asking.asks if asking is not None and heard.answered > asking.after else ""

    def _is_first(self, reply: Reply, post: Post | None) -> bool:
        """Whether this will be the one message about a job, which tells how it is doing."""
        return bool(reply.job_id) and post is None and not self._postman.is_ended(reply.job_id)

    async def _post(self, place: Place, who: int, reply: Reply, *, is_first: bool) -> None:
        """Post an answer in reply to what was said; in private that goes without saying."""
        owner = None if place.is_private else who
        where = place.without_reply() if place.is_private else place
        if reply.shows is not None:
            await self._show(where, owner, reply)
            return
        if reply.invoice is not None:
            await self._pen.invoice(where, reply.invoice)
            return
        markup, turn = await self._markup(reply, owner), self._turn(reply, is_first=is_first)
        with self._asks(place, who, reply):
            if reply.picture is not None:
                message = await self._pen.picture(where, await reply.picture(), reply.text, markup, turn)
            else:
                message = await self._pen.write(where, reply.text, markup, turn, reply.copies)
            if reply.asks:
                await self._memory.keep_asked(place.chat, message.message_id, who, reply.asks)
        if is_first:
            await self._announce(reply, message, place, owner)

    @contextmanager
    def _asks(self, place: Place, who: int, reply: Reply) -> Iterator[None]:
        """Know a question while it is being posted: people answer before its number has come back."""
        key, mine = (place.chat, who), _Asking(place.message or 0, reply.asks)
        self._asking[key] = mine
        try:
            yield
        finally:
            if self._asking.get(key) is mine:
                del self._asking[key]

    async def _show(self, place: Place, owner: int | None, reply: Reply) -> None:
        assert reply.shows is not None
        if reply.as_file:
            await self._postman.hand_over(place, reply.shows)
        else:
            await self._postman.show(place, owner, reply.shows)

    async def _announce(self, reply: Reply, message: Message, place: Place, owner: int | None) -> None:
        post = Post(
            message.chat.id, message.message_id, place.thread, place.message, reply.text, reply.choices, owner
        )
        await self._postman.announce(reply.job_id, post)

    async def _markup(self, reply: Reply, owner: int | None) -> Markup:
        if reply.choices or not reply.asks:
            return await keyboard(reply.choices, owner, self._memory)
        return ForceReply(selective=True, input_field_placeholder=reply.draft[:_PLACEHOLDER] or None)

    def _turn(self, reply: Reply, *, is_first: bool) -> Turn:
        """The first words about a job are not wanted any more when its last ones have gone out."""
        return Turn(Weight.REPLY, lambda: is_first and self._postman.is_ended(reply.job_id))

    async def _press(self, query: CallbackQuery) -> None:
        message, data = query.message, query.data or ""
        if not isinstance(message, Message) or not has_button(message, data):
            await self._alert(query, _OLD_BUTTON)
            return
        if self._is_double_click(query.from_user.id, message, data):
            await self._toast(query, "")
            return
        owner, line = await pressed(data, self._memory)
        speaker = await self._speaker(query, message, owner)
        if not line or speaker is None:
            await self._alert(query, _not_yours(owner, message.chat.id) if speaker is None else _OLD_BUTTON)
            return
        place = place_in(message)
        said = Said(
            requester=requester(speaker),
            address=place.address,
            key=f"telegram:press:{query.id}",
            text=line,
            language=query.from_user.language_code or "",
            is_private=place.is_private,
            # A channel's own admins need not run the group.
            is_admin=place.is_private or owner not in (None, speaker) or speaker == place.chat,
            owner=requester(owner) if owner not in (None, speaker) and owner is not None else "",
            channel="" if place.is_private else str(place.thread or GENERAL),
            is_guided=True,
        )
        said = await self._in_place(said, place.chat, query.from_user.id)
        async with self._lanes.turn(place.chat):
            reply = await self._answer(said)
            if place.is_private:
                await self._memory.keep_asked(place.chat, 0, speaker, reply.asks)
        if reply == SILENCE:
            await self._toast(query, "")
            return
        post = await self._memory.post(reply.job_id) if reply.job_id else None
        is_first = self._is_first(reply, post)
        self._lanes.post(place.chat, self._respond(query, message, speaker, reply, is_first=is_first))

    def _is_double_click(self, who: int, message: Message, data: str) -> bool:
        now, button = asyncio.get_running_loop().time(), (who, message.chat.id, message.message_id, data)
        self._pressed = {each: at for each, at in self._pressed.items() if now - at < _DOUBLE_CLICK}
        return self._pressed.setdefault(button, now) != now

    async def _speaker(self, query: CallbackQuery, message: Message, owner: int | None) -> int | None:
        """In whose name a button is pressed, None when it is not theirs to press.

        What was asked for in the name of a group or of a channel belongs to those who run that; besides,
        who runs the group may press in their own name.
        """
        who, chat = query.from_user.id, message.chat.id
        if owner is None or owner == who:
            return who
        if owner < 0 and await self._admins.is_admin(owner, who):
            return owner
        return who if await self._admins.is_admin(chat, who) else None

    async def _respond(
        self, query: CallbackQuery, message: Message, speaker: int, reply: Reply, *, is_first: bool
    ) -> None:
        """Answer a button: with a word that pops up, by changing the message, or with a new one."""
        place = place_in(message)
        owner = None if place.is_private else speaker
        if await self._can_pop_up(message, reply):
            await self._toast(query, reply.text)
            return
        await self._toast(query, "")
        is_question = bool(reply.asks) and not reply.choices
        is_more = reply.shows or reply.picture or reply.copies or reply.invoice
        if message.text is None or is_question or is_more:
            await self._post(place, speaker, reply, is_first=is_first)
            return
        keys = await keyboard(reply.choices, owner, self._memory)
        try:
            turn = self._turn(reply, is_first=is_first)
            await self._pen.rewrite(place.chat, message.message_id, reply.text, keys, turn)
        except Gone:
            await self._post(place, speaker, reply, is_first=is_first)
            return
        if is_first:
            answered = message.reply_to_message
            asked_in = answered.message_id if answered is not None else None
            await self._announce(reply, message, Place(place.chat, place.thread, asked_in), owner)

    async def _can_pop_up(self, message: Message, reply: Reply) -> bool:
        if len(reply.text) > _TOAST or reply.asks or reply.shows or reply.picture or reply.invoice:
            return False
        if reply.job_id:
            post = await self._memory.post(reply.job_id)
            return post is not None and (post.chat, post.message) == (message.chat.id, message.message_id)
        return message.text is None and not reply.choices

    async def _alert(self, query: CallbackQuery, english: str) -> None:
        who = query.from_user
        words = await self._rewording.to(requester(who.id), english, who.language_code or "")
        await self._toast(query, words, is_alert=True)

    async def _toast(self, query: CallbackQuery, words: str, *, is_alert: bool = False) -> None:
        """Let the button come to rest. Telegram takes that for some seconds only; later it is no matter."""
        try:
            await self._line.answer_callback_query(query.id, words or None, show_alert=is_alert)
        except TelegramError as error:
            log.debug("A button could not be answered: %s", error)

    async def _offer(self, query: InlineQuery) -> None:
        """Offer somebody their own reels, to be shared in any chat."""
        films = await self._shelf.films(requester(query.from_user.id), query.query)
        try:
            await self._line.answer_inline_query(query.id, films, cache_time=0, is_personal=True)
        except TelegramError as error:
            log.debug("An inline query could not be answered: %s", error)


def _not_yours(owner: int | None, chat: int) -> str:
    """Whose buttons these are. Channels have numbers below zero, as groups have."""
    return _NOT_THE_CHANNEL if owner is not None and owner < 0 and owner != chat else _NOT_YOURS
