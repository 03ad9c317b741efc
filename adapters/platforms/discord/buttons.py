"""Buttons: what was pressed must be known from the button alone, also after a restart.

A button's id holds 100 characters: what it does, whose it is (empty where there is nobody else), and
a command line, or `#` and a token for one that is longer.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from adapters.platforms.discord.memory import Memory
from core.talk import ANYBODYS, Choice

SAY, ASK = "say", "ask"
"""A button says a command line, or opens a form for words that complete one."""

ID_LIMIT = 100
_LABEL = 80
_MOST = 25


@dataclass(frozen=True, slots=True)
class Button:
    """What a button shows and what comes back when it is pressed."""

    label: str
    id: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button's id says; `line` may be a token, see `Memory.line`."""

    does: str
    owner: int | None
    line: str


async def buttons(choices: Iterable[Choice], owner: int | None, memory: Memory) -> tuple[Button, ...]:
    """The buttons for these choices; what does not fit on a message is left out."""
    return tuple([await button(label, SAY, line, owner, memory) for label, line in choices][:_MOST])


async def button(label: str, does: str, line: str, owner: int | None, memory: Memory) -> Button:
    """One button."""
    whose = "" if owner is None or line.startswith(ANYBODYS) else str(owner)
    head = f"{does}|{whose}|"
    if len(head) + len(line) > ID_LIMIT:
        line = f"#{await memory.token(line)}"
    return Button(label if len(label) <= _LABEL else f"{label[: _LABEL - 1]}…", head + line)


def pressed(id: str) -> Pressed | None:
    """What a button's id says, None for one that we never made."""
    parts = id.split("|", 2)
    if len(parts) != 3 or parts[0] not in (SAY, ASK):
        return None
    does, owner, line = parts
    return Pressed(does, int(owner) if owner.isdecimal() else None, line)
