"""Draws what Discord would show, in plain characters."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.wires.discord_world import EPHEMERAL

Part = dict[str, Any]

_ROW, _TEXT, _GALLERY, _FILE, _LINE, _CARD = 1, 10, 12, 13, 14, 17


def picture(message: Part, names: Mapping[int, str]) -> str:
    """A message: who sees it, and its cards, players, words and buttons; `names` are those of people."""
    hidden = " (only you see this)" if message["flags"] & EPHEMERAL else ""
    lines = [f"Nichereel{hidden}"]
    for part in message["components"]:
        lines += [f"  {line}".rstrip() for line in _drawn(part)]
    shown = "\n".join(lines)
    for id, name in names.items():
        shown = shown.replace(f"<@{id}>", f"@{name}")
    return shown


def form(modal: Part) -> str:
    """A form: its title, its one field's name and description, and what is in the field already."""
    (label,) = modal["components"]
    field = label["component"].get("value") or ""
    above = dict.fromkeys([label["label"], label.get("description") or ""])
    inside = [*filter(None, above), f"[{field:_<40}]", "(Cancel) (Submit)"]
    return "\n".join([f"  ╭ {modal['title']}", *(f"  │ {line}" for line in inside)])


def _drawn(part: Part) -> Iterator[str]:
    kind = part["type"]
    if kind == _CARD:
        for inner in part["components"]:
            yield from (f"│ {line}" for line in _drawn(inner)) if inner["type"] != _LINE else ("├──",)
    elif kind == _TEXT:
        yield from _read(part["content"]).splitlines()
    elif kind == _ROW:
        yield " ".join(f"[{button['label']}]" for button in part["components"])
    elif kind == _GALLERY:
        yield from (f"▶ {_name(each)}, alt text “{each['description']}”" for each in part["items"])
    elif kind == _FILE:
        yield f"⬇ {_name({'media': part['file']})}"


def _read(text: str) -> str:
    """Words as people read them: commands by their names, no escapes."""
    return re.sub(r"\\([^\w\s])", r"\1", re.sub(r"</(\w+):\d+>", r"/\1", text))


def _name(item: Part) -> str:
    url: str = item["media"]["url"]
    return url.removeprefix("attachment://")
