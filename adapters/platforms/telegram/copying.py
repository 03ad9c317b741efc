"""Parts of a message that are copied with one tap: Telegram does that with whatever stands in code."""

from collections.abc import Sequence

from telegram import MessageEntity


def code(text: str, copies: Sequence[str]) -> list[MessageEntity]:
    """Marks those of the parts that stand whole in the text, in their order. Telegram counts in UTF-16."""
    marks, at = [], 0
    for part in copies:
        begins = text.find(part, at)
        if begins < 0:
            continue
        at = begins + len(part)
        marks.append(MessageEntity(MessageEntity.PRE, _units(text[:begins]), _units(part)))
    return marks


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
