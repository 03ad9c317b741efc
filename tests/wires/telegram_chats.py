"""Private chats, groups with topics, and channels: who may speak there, and what the bot gets to hear."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.wires.telegram_calls import JSON, Refusal, bad, forbidden
from tests.wires.telegram_messages import Message
from tests.wires.telegram_places import Place
from tests.wires.telegram_text import typed

if TYPE_CHECKING:
    from tests.wires.telegram_people import User
    from tests.wires.telegram_world import World

ANONYMOUS_ADMIN: JSON = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
CHANNEL_SPEAKER: JSON = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
SERVICE_SPEAKER: JSON = {"id": 777000, "is_bot": False, "first_name": "Telegram"}


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


class Group(Chat):
    """A group: small, a supergroup, or a forum, which is a supergroup with topics.

    The people in it speak with `say(who, …)`; `who` may be the group itself, for an anonymous
    admin, or a channel, for somebody who speaks as that channel.
    """

    def __init__(self, world: "World", id: int, title: str, *, type: str, is_forum: bool) -> None:
        super().__init__(world, id)
        self.title, self.type, self.is_forum = title, type, is_forum
        self.statuses: dict[int, str] = {}
        """What each user is here: creator, administrator, member, left or kicked."""
        self.bot_status = "member"
        self.bot_is_muted = self.bot_may_not_send_media = False
        self.another_bot_spoke_last = False
        self.moved_to: Group | None = None
        self.topics: dict[int, Topic] = {}
        self._count = 1  # The first message of every supergroup is its own creation.

    def next_id(self) -> int:
        if self.type == "group":
            return super().next_id()
        self._count += 1
        return self._count

    def card(self) -> JSON:
        card: JSON = {"id": self.id, "type": self.type, "title": self.title}
        return card | ({"is_forum": True} if self.is_forum else {})

    def check_bot_may_see(self) -> None:
        if self.moved_to is not None:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(400, words, migrate_to_chat_id=self.moved_to.id)
        kind = "supergroup" if self.type == "supergroup" else "group"
        if self.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {kind} chat")
        if self.bot_status == "left":
            raise forbidden(f"bot is not a member of the {kind} chat")

    def check_bot_may_send(self, kind: str) -> None:
        if self.bot_is_muted:
            raise bad("not enough rights to send text messages to the chat")
        if self.bot_may_not_send_media and kind not in ("text", "invoice"):
            raise bad(f"not enough rights to send {kind}s to the chat")

    def bot_hears(self, message: Message) -> bool:
        """In privacy mode only service messages, commands meant for it, and replies to it."""
        if self.bot_status not in ("member", "administrator"):
            return False
        if not self.world.has_privacy_mode or self.bot_status == "administrator" or message.service:
            return True
        if message.reply_to is not None and message.reply_to.by_bot:
            return True
        command = re.match(r"/\w+(@\w+)?", message.text)
        if command is None:
            return False
        if command[1]:
            return command[1][1:].lower() == self.world.username.lower()
        return not self.another_bot_spoke_last

    def say(
        self,
        who: "User | Chat",
        text: str = "",
        *,
        photo: bytes = b"",
        document: tuple[str, bytes] | None = None,
        reply_to: Message | None = None,
        topic: "Topic | None" = None,
    ) -> Message:
        """Somebody says something; in a forum without a topic that is the General topic."""
        author = self.author(who)
        return self._said(author, text, photo=photo, document=document, reply_to=reply_to, topic=topic)

    def author(self, who: "User | Chat") -> JSON:
        """How the wire calls somebody who speaks here."""
        if not isinstance(who, Chat):
            return {"from": who.card()}
        return {"from": ANONYMOUS_ADMIN if who is self else CHANNEL_SPEAKER, "sender_chat": who.card()}

    def forward_from(self, channel: "Channel", text: str) -> Message:
        """A post of the linked channel arrives by itself."""
        author: JSON = {"from": SERVICE_SPEAKER, "sender_chat": channel.card()}
        return self.tell(self.add(author, text, service={"is_automatic_forward": True}))

    def hears_another_bot(self, text: str = "Hello, I am another bot.") -> None:
        """Another bot speaks; from now until ours does, a bare /command is that one's."""
        self.another_bot_spoke_last = True
        self.add({"from": {"id": 4_200_000_000, "is_bot": True, "first_name": "Other"}}, text)

    def topic(self, name: str) -> "Topic":
        """Open a topic; only a forum has them."""
        assert self.is_forum, f"{self.title} is no forum"
        topic = Topic(self, name)
        self.topics[topic.id] = topic
        self.tell(topic.opening)
        return topic

    def promote(self, *people: "User") -> None:
        """Make somebody admin."""
        self.statuses |= {user.id: "administrator" for user in people}

    def makes_bot(self, status: str, by: "User | None" = None) -> None:
        """Add the bot (`member`), promote it (`administrator`), remove it (`left`, `kicked`): it is told."""
        old, self.bot_status = self.bot_status, status
        self.world.tell_bot_membership(self, old, status, by)

    def kicks_bot(self, by: "User | None" = None) -> None:
        """Throw the bot out."""
        self.makes_bot("kicked", by)

    def mutes_bot(self, *, media_only: bool = False) -> None:
        """Take away the bot's right to send anything, or only media."""
        self.bot_is_muted, self.bot_may_not_send_media = not media_only, True

    def migrate(self) -> "Group":
        """Become a supergroup: a new chat with a new id; the old one answers only with its address."""
        assert self.type == "group", f"{self.title} is a supergroup already"
        new = self.world.supergroup_of(self)
        speaker = {"from": ANONYMOUS_ADMIN, "sender_chat": self.card()}
        self.tell(self.add(speaker, service={"migrate_to_chat_id": new.id}))
        self.moved_to = new
        speaker = {"from": ANONYMOUS_ADMIN, "sender_chat": new.card()}
        new.tell(new.add(speaker, service={"migrate_from_chat_id": self.id}))
        return new


class Topic(Place):
    """A topic of a forum; its `id` is the message_thread_id."""

    COLOUR = 7322096

    def __init__(self, group: Group, name: str) -> None:
        super().__init__(group.world.bell)
        self.group, self.name = group, name
        self.is_closed = self.is_deleted = False
        created = {"forum_topic_created": {"name": name, "icon_color": self.COLOUR}}
        speaker = {"from": ANONYMOUS_ADMIN, "sender_chat": group.card()}
        self.opening = group.add(speaker, service=created, topic=self)

    @property
    def id(self) -> int:
        return self.opening.id

    def all_messages(self) -> Sequence[Message]:
        return [message for message in self.group.all_messages() if message.topic is self]

    def say(
        self, who: "User | Chat", text: str = "", *, photo: bytes = b"", reply_to: Message | None = None
    ) -> Message:
        """Somebody says something in this topic."""
        return self.group.say(who, text, photo=photo, reply_to=reply_to, topic=self)

    def close(self) -> None:
        """From now on only admins may write here."""
        self.is_closed = True

    def delete(self) -> None:
        """Delete the topic and all that was said in it."""
        self.is_deleted = True
        for message in self.all_messages():
            message.deleted = True


class Channel(Chat):
    """A channel; the bot hears and writes there only as an admin."""

    type = "channel"

    def __init__(self, world: "World", id: int, title: str, username: str) -> None:
        super().__init__(world, id)
        self.title, self.username = title, username
        self.bot_is_admin = True
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
