"""Where in Telegram something was said, and where its answers go."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, the topic in it, and the message that is answered. The general topic has no number."""

    chat: int
    thread: int | None = None
    message: int | None = None

    @property
    def is_private(self) -> bool:
        """People have positive numbers, groups and channels negative ones."""
        return self.chat > 0

    @property
    def address(self) -> str:
        """As it is stored with a job."""
        return f"{self.chat}/{self.thread or ''}/{self.message or ''}"

    def without_reply(self) -> "Place":
        return replace(self, message=None)

    def without_thread(self) -> "Place":
        return replace(self, thread=None)

    def moved(self, chat: int) -> "Place":
        """The same in a group that became another; its messages and topics have other numbers there."""
        return Place(chat)


def place_of(address: str) -> Place:
    """The place that a stored address names."""
    chat, thread, message = address.split("/")
    return Place(int(chat), int(thread) if thread else None, int(message) if message else None)
