"""How Telegram reads text: HTML becomes words and entities, and commands are found in what people type."""

import html
import re
from collections.abc import Callable
from typing import Any

from tests.wires.telegram_calls import JSON, Call, bad

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<attributes>[^<>]*)>")
_ATTRIBUTE = re.compile(r"""([A-Za-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_TYPED = re.compile(
    r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)|(?P<url>https?://\S+)"
    r"|(?P<mention>(?<!\w)@[A-Za-z]\w{3,31})|(?P<hashtag>(?<!\w)#\w+)"
)
_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
}


def width(text: str) -> int:
    """How long Telegram says a text is: entities count in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def typed(text: str) -> list[JSON]:
    """The entities that Telegram finds by itself in what somebody types."""
    return [
        {"type": str(hit.lastgroup), "offset": width(text[: hit.start()]), "length": width(hit.group())}
        for hit in _TYPED.finditer(text)
    ]


def read(call: Call | JSON, name: str, limit: int) -> tuple[str, list[JSON]]:
    """A text or caption of a call, or of a structure in one: plain words and entities. Raises Refusal."""
    get: Callable[[str], Any] = call.json if isinstance(call, Call) else call.get
    raw = call.text(name) if isinstance(call, Call) else str(call.get(name, ""))
    mode = call.text("parse_mode") if isinstance(call, Call) else call.get("parse_mode", "")
    if mode and mode != "HTML":
        raise bad("unsupported parse_mode")
    if mode:
        text, entities = markup(raw)
    else:
        text, entities = raw, get("entities" if name == "text" else f"{name}_entities") or []
    lead = width(text) - width(text.lstrip())
    text = text.strip()
    if len(text) > limit:
        raise bad("message is too long" if name == "text" else "message caption is too long")
    moved = [entity | {"offset": max(0, entity["offset"] - lead)} for entity in entities]
    return text, sorted(moved + _found(text, moved), key=lambda entity: int(entity["offset"]))


def _found(text: str, given: list[JSON]) -> list[JSON]:
    """What Telegram finds by itself beside the given entities."""
    taken = [
        (e["offset"], e["offset"] + e["length"]) for e in given if e["type"] in ("code", "pre", "text_link")
    ]
    return [e for e in typed(text) if not any(start <= e["offset"] < end for start, end in taken)]


def markup(source: str) -> tuple[str, list[JSON]]:
    """HTML as words and entities. Raises Refusal where Telegram cannot make sense of it."""
    text, entities, position = "", [], 0
    open_tags: list[tuple[str, JSON]] = []
    while position < len(source):
        if source[position] != "<":
            end = source.find("<", position)
            end = len(source) if end < 0 else end
            text += _REFERENCE.sub(lambda hit: html.unescape(hit.group()), source[position:end])
            position = end
            continue
        offset = len(source[:position].encode())
        tag = _TAG.match(source, position)
        if tag is None:
            raise _unreadable(f'Unsupported start tag "" at byte offset {offset}')
        name = tag["name"].lower()
        if not tag["end"]:
            open_tags.append((name, _opened(name, tag["attributes"], offset) | {"offset": width(text)}))
        elif not open_tags or open_tags[-1][0] != name:
            raise _unreadable(f'Unmatched end tag at byte offset {offset}, found "</{name}>"')
        else:
            entity = open_tags.pop()[1]
            entity["length"] = width(text) - entity["offset"]
            if entity["length"]:
                entities.append(entity)
        position = tag.end()
    if open_tags:
        raise _unreadable(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return text, entities


def _opened(name: str, source: str, offset: int) -> JSON:
    given = {hit[0].lower(): html.unescape(hit[1] or hit[2] or hit[3]) for hit in _ATTRIBUTE.findall(source)}
    if name in _STYLES:
        return {"type": _STYLES[name]}
    if name == "span":
        if given.get("class") != "tg-spoiler":
            raise _unreadable(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
        return {"type": "spoiler"}
    if name == "a":
        return {"type": "text_link", "url": given.get("href", "")}
    if name == "blockquote":
        return {"type": "expandable_blockquote" if "expandable" in given else "blockquote"}
    if name == "tg-emoji":
        return {"type": "custom_emoji", "custom_emoji_id": given.get("emoji-id", "")}
    raise _unreadable(f'Unsupported start tag "{name}" at byte offset {offset}')


def _unreadable(words: str) -> Exception:
    return bad(f"can't parse entities: {words}")
