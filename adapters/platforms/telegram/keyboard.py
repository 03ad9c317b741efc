"""Buttons: choices become inline keyboards, and what was pressed becomes a command line again.

A button holds 64 bytes: whose it is (empty in private, where there is nobody else), a bar, and the
command line, or `#` and a token for one that is longer.
"""

from collections.abc import Iterable, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from adapters.platforms.telegram.memory import Memory
from core.talk import ANYBODYS, Choice

_DATA_BYTES = 64
_LABEL = 60
_ROW_LETTERS = 32
_ROW_BUTTONS = 4

Extra = Sequence[InlineKeyboardButton]


async def keyboard(
    choices: Iterable[Choice], owner: int | None, memory: Memory, extra: Extra = ()
) -> InlineKeyboardMarkup | None:
    """The buttons for these choices, None for none. `owner` is who may press, None in private."""
    buttons = [await _button(label, line, owner, memory) for label, line in choices]
    rows = _rows([*buttons, *extra])
    return InlineKeyboardMarkup(rows) if rows else None


async def pressed(data: str, memory: Memory) -> tuple[int | None, str]:
    """Whose button it is, and the command line behind it; the line is empty when it is not known any more."""
    owner, _, line = data.partition("|")
    if line.startswith("#"):
        line = await memory.line(line[1:]) or ""
    return int(owner) if owner.lstrip("-").isdecimal() else None, line


def has_button(message: Message, data: str) -> bool:
    """Whether a message really has this button: a changed app can send whatever it likes."""
    markup = message.reply_markup
    rows = markup.inline_keyboard if markup is not None else ()
    return any(button.callback_data == data for row in rows for button in row)


async def _button(label: str, line: str, owner: int | None, memory: Memory) -> InlineKeyboardButton:
    whose = "" if owner is None or line.startswith(ANYBODYS) else str(owner)
    data = f"{whose}|{line}"
    if len(data.encode()) > _DATA_BYTES:
        data = f"{whose}|#{await memory.token(line)}"
    shown = label if len(label) <= _LABEL else f"{label[: _LABEL - 1]}…"
    return InlineKeyboardButton(shown, callback_data=data)


def _rows(buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """As many in a row as can be read."""
    rows: list[list[InlineKeyboardButton]] = []
    for button in buttons:
        row = rows[-1] if rows else []
        letters = sum(len(each.text) + 3 for each in row) + len(button.text)
        if row and len(row) < _ROW_BUTTONS and letters <= _ROW_LETTERS:
            row.append(button)
        else:
            rows.append([button])
    return rows
