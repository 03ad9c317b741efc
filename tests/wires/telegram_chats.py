"""Private chats and channels: who may speak there, and what the bot gets to hear; groups are more."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.wires.telegram_calls import JSON, forbidden
from tests.wires.telegram_messages import Message
from tests.wires.telegram_places import Place
from tests.wires.telegram_text import typed

if TYPE_CHECKING:
    from tests.wires.telegram_groups import Topic
    from tests.wires.telegram_people import User
    from tests.wires.telegram_world import World


class Chat(Place):
    """Any chat. `id` is what the Bot API calls it, `card()` how it introduces it."""

    type = ""

    def __init__(self, world: "World", id: int) -> None:
        super().__init__(world.bell)
        self.world, self.id = world, id
        self._messages: dict[int, Message] = {}

    def all_messages(self) -> Sequence[Message]:
        return list(self._messages.values())

    def card(self) -> JSON:
        raise NotImplementedError

    def check_bot_may_send(self, kind: str) -> None:
        """Raises Refusal if the bot may not send this kind (`text`, `video` …) here."""
        raise NotImplementedError

    def check_bot_may_see(self) -> None:
        """Raises Refusal if the bot may not even look at this chat."""

    def bot_hears(self, message: Message) -> bool:  # noqa: ARG002 (a group listens more closely)
        """Whether the bot is told of this message."""
        return True

    def find(self, id: int | None) -> Message | None:
        """A message that still stands."""
        message = self._messages.get(id or 0)
        return None if message is None or message.deleted else message

    def add(self, author: JSON, text: str = "", **more: object) -> Message:
        """Put a message here, and tell nobody."""
        message = Message(self.next_id(), self, author, self.world.now(), text=text, **more)  # type: ignore[arg-type]
        self._messages[message.id] = message
        self.world.bell.ring()
        return message

    def next_id(self) -> int:
        """Private chats and small groups share one count, all others have their own."""
        return next(self.world.message_numbers)

    def _said(
        self,
        author: JSON,
        text: str,
        *,
        photo: bytes = b"",
        document: tuple[str, bytes] | None = None,
        reply_to: Message | None = None,
        topic: "Topic | None" = None,
    ) -> Message:
        """Somebody says something; the bot is told if it may hear it."""
        files = self.world.files
        media = files.put("photo", photo, "photo.jpg") if photo else None
        media = files.put("document", document[1], document[0]) if document else media
        more = {"media": media, "reply_to": reply_to, "topic": topic, "entities": typed(text)}
        return self.tell(self.add(author, text, **more))

    def tell(self, message: Message, kind: str = "") -> Message:
        """Tell the bot of a message, if it may hear it."""
        if self.bot_hears(message):
            usual = "channel_post" if self.type == "channel" else "message"
            self.world.updates.put(f"edited_{usual}" if kind == "edited" else usual, message.as_wire())
        return message


class Private(Chat):
    """The bot and one user."""

    type = "private"

    def __init__(self, world: "World", user: "User") -> None:
        super().__init__(world, user.id)
        self.user = user
        self.is_started = False

    def card(self) -> JSON:
        names = ("first_name", "last_name", "username")
        return {"id": self.id, "type": "private"} | {k: v for k, v in self.user.card().items() if k in names}

    def check_bot_may_send(self, kind: str) -> None:  # noqa: ARG002 (here everything may be sent or nothing)
        if self.user.is_deactivated:
            raise forbidden("user is deactivated")
        if self.user.has_blocked_bot:
            raise forbidden("bot was blocked by the user")
        if not self.is_started:
            raise forbidden("bot can't initiate conversation with a user")

    def say(
        self,
        text: str = "",
        *,
        photo: bytes = b"",
        document: tuple[str, bytes] | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """The user says something to the bot, or sends a picture (the text is its caption) or a file.

        Whoever has blocked the bot and speaks to it has unblocked it.
        """
        if self.user.has_blocked_bot:
            self.user.unblocks_bot()
        self.is_started = True
        return self._said({"from": self.user.card()}, text, photo=photo, document=document, reply_to=reply_to)


class Channel(Chat):
    """A channel; the bot hears and writes there only as an admin."""

    type = "channel"

    def __init__(self, world: "World", id: int, title: str, username: str) -> None:
        super().__init__(world, id)
        self.title, self.username = title, username
        self.bot_is_admin = True
        self.admins: set[int] = set()
        self._count = 0

    def next_id(self) -> int:
        self._count += 1
        return self._count

    def card(self) -> JSON:
        card: JSON = {"id": self.id, "type": "channel", "title": self.title}
        return card | ({"username": self.username} if self.username else {})

    def check_bot_may_see(self) -> None:
        if not self.bot_is_admin:
            raise forbidden("bot is not a member of the channel chat")

    def check_bot_may_send(self, kind: str) -> None:
        """An admin may send everything."""

    def bot_hears(self, message: Message) -> bool:  # noqa: ARG002 (an admin hears everything)
        return self.bot_is_admin

    def post(self, text: str = "", *, photo: bytes = b"", reply_to: Message | None = None) -> Message:
        """Publish a post; it has no author but the channel."""
        return self._said({"sender_chat": self.card()}, text, photo=photo, reply_to=reply_to)
