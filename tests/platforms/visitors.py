"""People on real platforms, who all do the same: say a line or press a button, and read what comes of it.

What comes of it is a new message, an edit, a word that pops up, or a line on the screen, as the
platform has it.
"""

import asyncio
from collections.abc import Callable, Mapping
from io import StringIO
from typing import Protocol

from adapters.platforms.console import REQUESTER, Chat
from core.talk import Choice
from tests.stories.parlour import Parlour
from tests.wires.discord import DiscordServer
from tests.wires.discord_world import buttons, words
from tests.wires.telegram_chats import Private

SECONDS = 60

Texts = Callable[[], Mapping[int, str]]


class Visitor(Protocol):
    """Somebody who talks to the bot; `key` is how it knows them."""

    key: str

    async def say(self, line: str, hears: str) -> str:
        """Say something, and wait for words of the bot that hold these; what it said with them."""
        ...

    async def press(self, label: str, hears: str) -> str:
        """Press a button, named by how it begins, under what was heard last, and wait the same way."""
        ...


async def _until(texts: Texts, before: Mapping[int, str], hears: str) -> tuple[int, str]:
    """The newest message that is new, or says something new, and holds these words."""
    try:
        async with asyncio.timeout(SECONDS):
            while True:
                for id, text in reversed(list(texts().items())):
                    if before.get(id) != text and hears in text:
                        return id, text
                await asyncio.sleep(0.01)
    except TimeoutError:
        last = list(texts().values())[-3:]
        raise AssertionError(f"nobody said {hears!r}; the last words are {last}") from None


class Phone:
    """Somebody in a private chat on Telegram."""

    def __init__(self, chat: Private) -> None:
        self.key, self._chat, self._last = f"telegram:{chat.user.id}", chat, 0

    async def say(self, line: str, hears: str) -> str:
        before = self._texts()
        self._chat.say(line)
        return await self._heard(before, hears)

    async def press(self, label: str, hears: str) -> str:
        before, message = self._texts(), self._chat.find(self._last)
        assert message is not None
        popped = await self._chat.world.press(self._chat.user, message, label).answered(SECONDS)
        return popped if hears in popped else await self._heard(before, hears)

    def _texts(self) -> Mapping[int, str]:
        return {message.id: f"{message.text} {' '.join(message.service)}" for message in self._chat.from_bot}

    async def _heard(self, before: Mapping[int, str], hears: str) -> str:
        self._last, text = await _until(self._texts, before, hears)
        return text


class Desktop:
    """Somebody in a direct message on Discord."""

    def __init__(self, server: DiscordServer, id: int) -> None:
        self.key, self._server, self._id, self._last = f"discord:{id}", server, id, 0
        self._home = server.world.channel(id + 7, None, kind=1)

    async def say(self, line: str, hears: str) -> str:
        before = self._texts()
        await self._server.say(self._id, self._home, line)
        return await self._heard(before, hears)

    async def press(self, label: str, hears: str) -> str:
        before, offered = self._texts(), buttons(self._server.world.messages[self._last])
        button = next(id for known, id in offered.items() if known.startswith(label))
        await self._server.press(self._id, self._last, button)
        return await self._heard(before, hears)

    def _texts(self) -> Mapping[int, str]:
        here = (each for each in self._server.world.messages.values() if each["channel"] == self._home)
        return {message["id"]: words(message) for message in here}

    async def _heard(self, before: Mapping[int, str], hears: str) -> str:
        self._last, text = await _until(self._texts, before, hears)
        return text


class Terminal:
    """Whoever sits at the terminal; `out` is its screen."""

    def __init__(self, chat: Chat, out: StringIO) -> None:
        self.key, self._chat, self._out = REQUESTER, chat, out
        self._choices: tuple[Choice, ...] = ()

    async def say(self, line: str, hears: str) -> str:
        before = len(self._out.getvalue())
        self._choices = (await self._chat.say(line)).choices
        shown = self._out.getvalue()[before:]
        assert hears in shown, f"{line!r} was answered {shown!r}"
        return shown

    async def press(self, label: str, hears: str) -> str:
        line = next(line for known, line in self._choices if known.startswith(label))
        return await self.say(line, hears)


class Voice:
    """Somebody whom only the desk hears."""

    def __init__(self, parlour: Parlour, key: str) -> None:
        self.key, self._parlour = key, parlour

    async def say(self, line: str, hears: str) -> str:
        text = (await self._parlour.say(line, who=self.key)).text
        assert hears in text, f"{line!r} was answered {text!r}"
        return text

    async def press(self, label: str, hears: str) -> str:
        raise NotImplementedError(f"{label}, {hears}: nobody at the desk shows buttons")
