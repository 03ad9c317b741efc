"""The conversation in the terminal: what is typed is said, what comes back is shown."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from adapters.platforms.console.console import PLATFORM
from adapters.platforms.console.lines import edited, line_editor, piped, typed_lines
from adapters.platforms.console.screen import Screen
from core.talk import Command, Kind, Reply, Said

REQUESTER = f"{PLATFORM}:me"
ADDRESS = "terminal"
_PROMPT = "› "
_GOODBYES = frozenset({"exit", "quit", "bye", "/exit", "/quit", "/bye"})


class Chat:
    """One person at one terminal, whose system speaks a `language`. `answer` is asked about every line."""

    def __init__(
        self,
        answer: Callable[[Said], Awaitable[Reply]],
        commands: Sequence[Command],
        screen: Screen,
        folder: Path,
        language: str = "",
    ) -> None:
        self._answer = answer
        self._commands = commands
        self._screen = screen
        self._history = folder / "history"
        self._language = language
        self._asks = ""

    async def talk(self) -> None:
        """Answer whatever is typed until somebody says goodbye, or the input ends (Ctrl-D)."""
        if not (sys.stdin.isatty() and self._screen.is_terminal):
            await self._hear(typed_lines(piped), echoes=True)
            return
        with line_editor(self._history, completions(self._commands)):
            await self._hear(typed_lines(lambda: edited(_PROMPT)), echoes=False)

    async def say(self, line: str) -> Reply:
        """Say one line and show the answer."""
        return await self.tell(Said(REQUESTER, ADDRESS, uuid4().hex, text=line, answers=self._asks))

    async def tell(self, said: Said) -> Reply:
        """Have something answered, and show the answer."""
        reply = await self._answer(replace(said, language=said.language or self._language))
        self._asks = reply.asks
        self._screen.say(reply.text, reply.choices)
        return reply

    async def _hear(self, lines: AsyncIterator[str], *, echoes: bool) -> None:
        self._screen.prompt = "" if echoes else _PROMPT
        async for typed in lines:
            # While we answer, nobody is asked to type.
            self._screen.prompt = ""
            line = self._screen.chosen(typed.strip())
            if echoes:
                self._screen.murmur(f"{_PROMPT}{line}")
            if line.casefold() in _GOODBYES:
                break
            if line:
                await self.say(line)
            self._screen.prompt = "" if echoes else _PROMPT
        self._screen.prompt = ""


def completions(commands: Sequence[Command]) -> list[str]:
    """What the Tab key knows: commands, their options, and the values of these."""
    words = [f"/{command.name} " for command in commands]
    options = {
        option.name: option for command in commands for option in command.options if not option.is_rest
    }
    for name, option in options.items():
        values = [value for _, value in option.choices if " " not in value]
        words += [f"{name}={value} " for value in values] if option.kind is Kind.CHOICE else [f"{name}="]
    return words
