"""What the terminal shows: text, dimmed progress, and choices as numbers that can be typed."""

import os
import re
import sys
from collections.abc import Sequence
from typing import TextIO

from core.talk import Choice

# A title that a language model wrote must not be able to steer the terminal.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_DIM, _PLAIN, _CLEAR_LINE = "\x1b[2m", "\x1b[0m", "\r\x1b[K"


class Screen:
    """Writes to `out`, without colours when `is_plain`.

    On a terminal, what somebody is typing is put back after each message.
    """

    def __init__(self, out: TextIO | None = None, *, is_plain: bool = False) -> None:
        self._out = out or sys.stdout
        self.is_terminal = self._out.isatty()
        self._is_plain = is_plain
        self.prompt = ""
        self._choices: list[str] = []

    def say(self, text: str, choices: Sequence[Choice] = ()) -> None:
        """Show a message. Its choices keep their numbers for as long as the screen lives."""
        self._write("\n".join([text, *(self._numbered(choice) for choice in choices)]), after="\n")

    def murmur(self, text: str) -> None:
        """Show something that is nice to know."""
        self._write(text, style=_DIM)

    def chosen(self, typed: str) -> str:
        """The command behind a typed number, anything else as it is."""
        number = int(typed) if typed.isdecimal() and len(typed) < len("10000") else 0
        return self._choices[number - 1] if 0 < number <= len(self._choices) else typed

    def _numbered(self, choice: Choice) -> str:
        label, command = choice
        self._choices.append(command)
        return f"  [{len(self._choices)}] {label}"

    def _write(self, text: str, style: str = "", after: str = "") -> None:
        shown = _CONTROL.sub("", text)
        if self.is_terminal:
            styled = f"{style}{shown}{_PLAIN}" if style and not self._is_plain else shown
            typing = f"{self.prompt}{_typed()}" if self.prompt else ""
            self._put(f"{_CLEAR_LINE}{styled}\n{after}{typing}")
        else:
            self._put(f"{shown}\n{after}")

    def _put(self, text: str) -> None:
        try:
            self._out.write(text)
            self._out.flush()
        except BrokenPipeError:
            # Nobody reads any more; what is under way goes on all the same.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._out.fileno())


def _typed() -> str:
    """What stands behind the prompt, as far as the line editor knows."""
    editor = sys.modules.get("readline")
    return editor.get_line_buffer() if editor else ""
