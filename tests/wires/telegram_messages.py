"""A message in a chat: what people see of it, and how the Bot API writes it down."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.wires.telegram_calls import JSON
from tests.wires.telegram_files import Media

if TYPE_CHECKING:
    from tests.wires.telegram_chats import Chat
    from tests.wires.telegram_groups import Topic


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; `data` is what pressing it sends, empty if it only opens something."""

    text: str
    data: str
    wire: JSON


@dataclass(eq=False, slots=True)
class Message:
    """One message, as it stands now. Tests read it; only the world writes it."""

    id: int
    chat: "Chat"
    author: JSON
    """The wire's `from`, `sender_chat` and the like."""
    date: int
    by_bot: bool = False
    text: str = ""
    """What is written in it, or under its media; plain, without markup."""
    entities: list[JSON] = field(default_factory=list)
    media: Media | None = None
    keyboard: JSON | None = None
    topic: "Topic | None" = None
    reply_to: "Message | None" = None
    quote: str = ""
    service: JSON = field(default_factory=dict)
    """More fields of the wire: an invoice, a migration, a payment."""
    extra: JSON = field(default_factory=dict)
    """How it was sent: `disable_notification`, `protect_content`, `message_effect_id`, as received."""
    edited_at: int = 0
    deleted: bool = False
    history: list[str] = field(default_factory=list)
    """What was written in it before, oldest first."""
    reactions: list[str] = field(default_factory=list)
    """What the bot reacted with."""
    signs: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """What people reacted with, by their ids."""

    @property
    def video(self) -> Media | None:
        """The video in it, if it is one."""
        return self.media if self.media is not None and self.media.kind == "video" else None

    @property
    def photo(self) -> Media | None:
        """The photo in it, if it is one."""
        return self.media if self.media is not None and self.media.kind == "photo" else None

    @property
    def document(self) -> Media | None:
        """The document in it, if it is one."""
        return self.media if self.media is not None and self.media.kind == "document" else None

    @property
    def buttons(self) -> list[list[Button]]:
        """The buttons under it, row by row."""
        rows = (self.keyboard or {}).get("inline_keyboard", [])
        return [[Button(b["text"], b.get("callback_data", ""), b) for b in row] for row in rows]

    def button(self, words: str) -> Button:
        """The button that says this, or starts with it, or sends it as data. Raises AssertionError."""
        every = [button for row in self.buttons for button in row]
        for fits in (
            lambda b: words in (b.text, b.data),
            lambda b: b.text.startswith(words),
            lambda b: words in b.text,
        ):
            for button in every:
                if fits(button):
                    return button
        raise AssertionError(
            f"no button {words!r} among {[button.text for button in every]} under {self.text!r}"
        )

    def mark(self, name: str) -> str:
        """The part of the text with this entity (`bold`, `text_link` …), empty if there is none."""
        units = self.text.encode("utf-16-le")
        for entity in self.entities:
            if entity["type"] == name:
                start = 2 * entity["offset"]
                return units[start : start + 2 * entity["length"]].decode("utf-16-le")
        return ""

    def as_wire(self, *, is_quoted: bool = False) -> JSON:
        """The message as the Bot API writes it; one that is quoted does not quote in its turn."""
        wire: JSON = {"message_id": self.id, **self.author, "chat": self.chat.card(), "date": self.date}
        if self.edited_at:
            wire["edit_date"] = self.edited_at
        wire |= self._content() | self.service
        if self.keyboard is not None:
            wire["reply_markup"] = self.keyboard
        if self.extra.get("protect_content") == "true":
            wire["has_protected_content"] = True
        wire |= self._place(is_quoted=is_quoted)
        return wire

    def _content(self) -> JSON:
        words: Any = ("caption", "caption_entities") if self.media is not None else ("text", "entities")
        wire: JSON = {self.media.kind: self.media.as_wire()} if self.media is not None else {}
        if self.text:
            wire[words[0]] = self.text
        if self.entities:
            wire[words[1]] = self.entities
        return wire

    def _place(self, *, is_quoted: bool) -> JSON:
        """Thread and reply; in a topic the first message of the topic is replied to if no other is."""
        wire: JSON = {}
        if self.topic is not None:
            wire |= {"message_thread_id": self.topic.id, "is_topic_message": True}
        elif self.reply_to is not None and self.chat.type == "supergroup":
            wire["message_thread_id"] = self.root.id
        above = self.reply_to or (self.topic.opening if self.topic is not None else None)
        if above is not None and above is not self and not is_quoted:
            wire["reply_to_message"] = above.as_wire(is_quoted=True)
            if self.quote:
                wire["quote"] = {"text": self.quote, "position": 0, "is_manual": True}
        return wire

    @property
    def root(self) -> "Message":
        """The first message of the chain of replies that it stands in."""
        return self if self.reply_to is None else self.reply_to.root
