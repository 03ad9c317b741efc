"""Places where a test looks on: what the bot posted there, and waiting for it."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from tests.wires.telegram_messages import Message

PATIENCE = 20.0

What = str | Callable[[Message], object]
"""A piece of a message's text, or a question about the message."""

Found = TypeVar("Found")


class Bell:
    """Rings whenever anything in the world changes."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake everybody who waits for a change."""
        self._event.set()
        self._event = asyncio.Event()

    async def until(self, look: Callable[[], Found | None], seconds: float) -> Found | None:
        """What `look` finds, as soon as it finds something; None if the time is over before."""
        try:
            async with asyncio.timeout(seconds):
                while (found := look()) is None:
                    await self._event.wait()
        except TimeoutError:
            return None
        return found


class Place:
    """A chat, or a topic in one."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._read = 0
        self.actions: list[str] = []
        """The chat actions the bot has shown here: `typing`, `upload_video` …"""

    def all_messages(self) -> Sequence[Message]:
        """Every message that was ever here, whoever wrote it, deleted or not."""
        raise NotImplementedError

    @property
    def messages(self) -> list[Message]:
        """What can be read here now, oldest first, whoever wrote it."""
        return [message for message in self.all_messages() if not message.deleted]

    @property
    def from_bot(self) -> list[Message]:
        """What the bot has written here and not deleted, oldest first."""
        return [message for message in self.messages if message.by_bot]

    @property
    def videos(self) -> list[Message]:
        """The videos that the bot has posted here; an honest bot posts a reel once."""
        return [message for message in self.from_bot if message.video is not None]

    async def next_message(self, seconds: float = PATIENCE) -> Message:
        """The bot's next new message, waiting for it; each is returned once. Raises AssertionError.

        Edits are not new messages: wait for those with `until`.
        """

        def look() -> Message | None:
            unread = [message for message in self.all_messages() if message.by_bot][self._read :]
            return unread[0] if unread else None

        message = await self._bell.until(look, seconds)
        assert message is not None, f"the bot wrote nothing new in {seconds:g} s; {self.transcript()}"
        self._read += 1
        return message

    async def until(self, what: What, seconds: float = PATIENCE) -> Message:
        """The newest of the bot's messages that is `what`, waiting for it. Raises AssertionError.

        Looks at messages as they stand, so it sees edits: `until("Ready")`, `until(lambda m: m.video)`.
        """

        def look() -> Message | None:
            return next((message for message in reversed(self.from_bot) if _is(message, what)), None)

        message = await self._bell.until(look, seconds)
        words = repr(what) if isinstance(what, str) else "such a message"
        assert message is not None, f"the bot wrote no {words} in {seconds:g} s; {self.transcript()}"
        return message

    def transcript(self) -> str:
        """What somebody would read here, for a person who wonders why a test failed."""
        lines = [_line(message) for message in self.messages]
        return "\n".join(["here stands:", *lines]) if lines else "nothing stands here"


def _is(message: Message, what: What) -> bool:
    return what in message.text if isinstance(what, str) else bool(what(message))


def _line(message: Message) -> str:
    sender = message.author.get("sender_chat") or message.author.get("from") or {}
    name = sender.get("first_name") or sender.get("title", "")
    media = f"[{message.media.kind}] " if message.media is not None else ""
    service = f"({', '.join(message.service)}) " if message.service else ""
    buttons = " ".join(f"[{button.text}]" for row in message.buttons for button in row)
    return f"  {message.id} {name}: {media}{service}{message.text} {buttons}".rstrip()
