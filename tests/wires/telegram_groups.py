"""Groups and their topics: who may speak there, and what the bot gets to hear."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.wires.telegram_calls import JSON, Refusal, bad, forbidden
from tests.wires.telegram_chats import Channel, Chat
from tests.wires.telegram_messages import Message
from tests.wires.telegram_places import Place

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
