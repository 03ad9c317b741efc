"""Parts of a message that are copied with one tap: Telegram does that with whatever stands in code.

What is too long for one message becomes several, each with whole parts.
"""

from collections.abc import Sequence

from telegram import MessageEntity

_LIMIT = 4096


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


def parts_of(text: str, copies: Sequence[str] = ()) -> list[str]:
    """Messages short enough, broken between lines where possible, and not within one of the `copies`."""
    parts = []
    while len(text) > _LIMIT:
        end = text.rfind("\n", _LIMIT // 2, _LIMIT)
        end = _before_a_copy(text, copies, end if end > 0 else _LIMIT)
        parts.append(text[:end])
        text = text[end:].lstrip("\n")
    return [*parts, text]


def _before_a_copy(text: str, copies: Sequence[str], end: int) -> int:
    """Where to break instead if one of the `copies` would be broken: before the paragraph it stands in."""
    at = 0
    for copy in copies:
        begins = text.find(copy, at)
        if begins >= 0:
            at = begins + len(copy)
            if 0 < begins < end < at:
                return max(text.rfind("\n\n", 0, begins), 0) or begins
    return end


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
