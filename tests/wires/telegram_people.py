"""The people: what a user of Telegram can do to a bot."""

from collections import Counter
from typing import TYPE_CHECKING

from tests.wires.telegram_calls import JSON
from tests.wires.telegram_chats import Channel, Private
from tests.wires.telegram_messages import Message
from tests.wires.telegram_text import typed

if TYPE_CHECKING:
    from tests.wires.telegram_world import World


class User:
    """Somebody with a Telegram account; `language` is the code their app tells."""

    def __init__(self, world: "World", id: int, name: str, language: str, username: str) -> None:
        self.id, self.name, self.language, self.username = id, name, language, username
        self.has_blocked_bot = self.is_deactivated = False
        self._world = world
        self._private = Private(world, self)

    def card(self) -> JSON:
        """How the Bot API introduces the user."""
        first, _, last = self.name.partition(" ")
        names = {"last_name": last, "username": self.username, "language_code": self.language}
        return {"id": self.id, "is_bot": False, "first_name": first} | {k: v for k, v in names.items() if v}

    def private(self) -> Private:
        """The chat with the bot; the bot may write there once the user has said something."""
        return self._private

    def edit(self, message: Message, text: str) -> None:
        """Change what the user wrote; the bot is told with an edited message."""
        message.history.append(message.text)
        message.text, message.entities = text, typed(text)
        message.edited_at = self._world.now()
        message.chat.tell(message, "edited")

    def deletes(self, message: Message) -> None:
        """Delete a message; Telegram tells the bot nothing."""
        message.deleted = True
        self._world.bell.ring()

    def reacts(self, message: Message, *emoji: str) -> None:
        """Have these signs under a message and no others; of a channel the bot is told the count alone.

        It is told only if it asked for reactions and is admin (or in private).
        """
        chat, old = message.chat, message.signs.get(self.id, ())
        message.signs[self.id] = emoji
        told: JSON = {"chat": chat.card(), "message_id": message.id, "date": self._world.now()}
        if isinstance(chat, Channel):
            every = Counter(one for signs in message.signs.values() for one in signs)
            counts = [{"type": _sign(one), "total_count": number} for one, number in every.items()]
            self._world.updates.put("message_reaction_count", told | {"reactions": counts})
        elif chat.type == "private" or getattr(chat, "bot_status", "") == "administrator":
            told |= {"user": self.card(), "old_reaction": [_sign(one) for one in old]}
            self._world.updates.put(
                "message_reaction", told | {"new_reaction": [_sign(one) for one in emoji]}
            )

    def blocks_bot(self) -> None:
        """Block the bot; it is told, and can write no more."""
        self.has_blocked_bot = True
        self._world.tell_bot_membership(self._private, "member", "kicked", self)

    def unblocks_bot(self) -> None:
        """Let the bot write again; it is told."""
        self.has_blocked_bot = False
        self._world.tell_bot_membership(self._private, "kicked", "member", self)

    def deactivates(self) -> None:
        """Delete the account; nobody tells the bot."""
        self.is_deactivated = True


def _sign(emoji: str) -> JSON:
    return {"type": "emoji", "emoji": emoji}
