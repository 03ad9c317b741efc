"""From what arrives from Telegram to what somebody said: who, where, and whether it is meant for us."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import Chat, Document, Message, PhotoSize, Update, User

from adapters.platforms.telegram.pictures import picture_in
from adapters.platforms.telegram.place import Place
from core.talk import Command, Kind, Said

PLATFORM = "telegram"
KINDS = (
    "message",
    "channel_post",
    "callback_query",
    "inline_query",
    "chosen_inline_result",
    "my_chat_member",
    "message_reaction",
    "message_reaction_count",
)
"""The updates we ask for. Edited messages are not among them: editing a command must not repeat it."""

GENERAL = 1
"""How the first topic of a forum is called, which has no number of its own in messages."""

_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]+)(?:@(?P<bot>\w+))?(?P<rest>\s[\s\S]*)?\Z")
_PAYLOAD = re.compile(r"(?P<name>[a-z]+)(?:_(?P<rest>[A-Za-z0-9-]+))?\Z")


Fetch = Callable[[PhotoSize | Document], Awaitable[bytes]]
"""Brings a picture that somebody sent."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Something said to us: by whom, where, and the message that it replied to, if that was ours."""

    said: Said
    who: int
    place: Place
    answered: int = 0
    is_secret: bool = False


class Hearing:
    """Understands messages to one bot, which knows these commands."""

    def __init__(self, bot: User, commands: Sequence[Command], fetch: Fetch) -> None:
        self._bot = bot
        self._fetch = fetch
        self._known: Mapping[str, Command] = {command.name: command for command in commands}

    def heard(self, update: Update) -> Heard | None:
        """What a message says to us, None when it says nothing, or not to us."""
        message, sender = update.effective_message, update.effective_sender
        if message is None or sender is None or message.is_automatic_forward:
            return None
        text = (message.text or message.caption or "").strip()
        if (line := self._meant_for_us(message, text)) is None:
            return None
        place = place_in(message)
        answers_us, picture = self._answers_us(message), picture_in(message)
        said = Said(
            requester=requester(sender.id),
            address=place.address,
            key=f"{PLATFORM}:{message.chat.id}:{message.message_id}",
            language=(message.from_user.language_code if message.from_user else "") or "",
            is_private=place.is_private,
            is_admin=place.is_private or sender.id == message.chat.id,
            channel="" if place.is_private else str(place.thread or GENERAL),
            has_picture=picture is not None,
            picture=None if picture is None else partial(self._fetch, picture),
            is_guided=True,
            **self._words(line, None if answers_us else _quoted(message)),
        )
        answered = message.reply_to_message.message_id if answers_us and message.reply_to_message else 0
        return Heard(said, sender.id, place, answered, self._is_secret(line))

    def _meant_for_us(self, message: Message, text: str) -> str | None:
        """The line, without our name in it; None when it is for somebody else."""
        is_private = message.chat.type == Chat.PRIVATE
        if not text:
            # Of an album only the first picture has words; the others are not said to us one by one.
            if message.media_group_id:
                return None
            return "" if is_private and message.effective_attachment is not None else None
        if command := _COMMAND.match(text):
            return self._command(command, is_private=is_private)
        if is_private:
            return text
        without = re.sub(rf"@{self._bot.username}\b", "", text, flags=re.IGNORECASE).strip()
        if without != text:
            return without
        return text if self._answers_us(message) else None

    def _command(self, command: re.Match[str], *, is_private: bool) -> str | None:
        to, name = (command["bot"] or "").lower(), command["name"].lower()
        if to and to != (self._bot.username or "").lower():
            return None
        # In groups other bots listen too; what we do not know may be theirs.
        if not to and not is_private and name not in self._known:
            return None
        rest = (command["rest"] or "").strip()
        return self._linked(rest) if name == "start" and rest else f"/{name} {rest}".strip()

    def _linked(self, payload: str) -> str:
        """The command in a deep link: `again_abc` in `t.me/bot?start=again_abc` says `/again abc`."""
        link = _PAYLOAD.match(payload)
        if link is None or link["name"] not in self._known:
            return "/start"
        return f"/{link['name']} {link['rest'] or ''}".strip()

    def _is_secret(self, line: str) -> bool:
        command = self._known.get(line.partition(" ")[0].removeprefix("/").lower())
        return line.startswith("/") and command is not None and command.is_secret

    def _answers_us(self, message: Message) -> bool:
        """Whether it replies to words of ours. Remarks on a reel are between people."""
        to = message.reply_to_message
        if to is None or to.from_user is None or to.from_user.id != self._bot.id:
            return False
        return to.video is None or message.chat.type == Chat.PRIVATE

    def _words(self, line: str, quoted: str | None) -> dict[str, Any]:
        """The line; a bare command that replies to somebody's words takes these for its own."""
        command = self._known.get(line.removeprefix("/")) if line.startswith("/") else None
        if command is not None and quoted:
            for option in command.options:
                if option.is_rest and option.kind is Kind.TEXT:
                    return {"command": command.name, "options": {option.name: quoted}}
        return {"text": line}


def place_in(message: Message) -> Place:
    """Where a message stands. Outside forums a thread is only a chain of replies."""
    thread = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat.id, thread, message.message_id)


def requester(id: int) -> str:
    """The key of a person, or of the group or channel in whose name somebody writes."""
    return f"{PLATFORM}:{id}"


def _quoted(message: Message) -> str | None:
    """The words that a message replies to; the part that was picked, if one was."""
    if message.quote is not None:
        return message.quote.text
    to = message.reply_to_message
    return (to.text or to.caption) if to is not None else None
