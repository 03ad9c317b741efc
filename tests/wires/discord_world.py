"""What a Discord holds: people, servers, channels, messages, and the interactions between them."""

import itertools
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

EPOCH = 1420070400000
APP = 900000000000000001
TOKEN = "wire.discord.token"
THREE_SECONDS, FIFTEEN_MINUTES = 3.0, 900.0

EPHEMERAL, LOADING, V2 = 64, 128, 32768
ALL = str((1 << 49) - 1)

Body = dict[str, Any]


class Refusal(Exception):
    """An answer that is none: a status, a code of Discord's, and its words."""

    def __init__(self, status: int, code: int, words: str) -> None:
        super().__init__(words)
        self.status, self.code, self.words = status, code, words


@dataclass
class Interaction:
    """One thing somebody did, and what became of it."""

    id: int
    token: str
    at: float
    type: int
    channel: int
    user: int
    guild: int | None
    is_foreign: bool = False
    acked: int = 0
    acked_after: float = 0.0
    answered_after: float = 0.0
    original: int = 0
    followups: int = 0
    modal: dict[str, Any] | None = None
    choices: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class World:
    """Everything that is kept. `skew` seconds have passed beyond the real clock.

    `patience` is how long a first answer may take.
    """

    skew: float = 0.0
    patience: float = THREE_SECONDS
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    channels: dict[int, dict[str, Any]] = field(default_factory=dict)
    guilds: dict[int, dict[str, Any]] = field(default_factory=dict)
    commands: list[dict[str, Any]] = field(default_factory=list)
    nonces: dict[tuple[int, str], tuple[float, int]] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    limit: int = 10_485_760
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self.skew

    def id(self) -> int:
        """A new snowflake; its time is the present."""
        number: int = next(self._numbers)
        return ((int(self.now() * 1000) - EPOCH) << 22) | (number & 0x3FFFFF)

    def guild(self, guild: int, *, tier: int = 0, has_bot: bool = True) -> int:
        """A server with one text channel, whose id is returned."""
        self.guilds[guild] = {"id": str(guild), "name": "Coffee", "premium_tier": tier, "has_bot": has_bot}
        return self.channel(guild + 1, guild)

    def channel(self, channel: int, guild: int | None, kind: int = 0, *, nsfw: bool = False) -> int:
        """A channel; kind 11 is a thread, 1 a direct message."""
        self.channels[channel] = {"id": str(channel), "type": kind, "guild": guild, "nsfw": nsfw}
        return channel

    def posted(self, channel: int) -> list[dict[str, Any]]:
        """What stands in a channel for everybody."""
        return [m for m in self.messages.values() if m["channel"] == channel and not m["flags"] & EPHEMERAL]

    def post(self, channel: int, body: dict[str, Any], files: list[tuple[str, bytes]], flags: int = 0) -> int:
        """A message of the bot's."""
        message = self.id()
        kept = {"id": message, "channel": channel, "flags": flags, "components": [], "attachments": []}
        self.messages[message] = kept | {"content": "", "calls": [], "replies": None, "edits": 0}
        self.change(message, body, files)
        self.messages[message] |= {"edits": 0, "flags": flags | (body.get("flags") or 0)}
        return message

    def change(self, message: int, body: dict[str, Any], files: list[tuple[str, bytes]]) -> None:
        """Change a message as Discord would. Raises Refusal."""
        kept = self.messages[message]
        flags = kept["flags"] | (body.get("flags") or 0)
        check(body, flags, files, self.limit)
        kept["flags"] = flags & ~LOADING
        for key in ("content", "components"):
            if key in body:
                kept[key] = body[key] or ("" if key == "content" else [])
        if files:
            kept["attachments"] = [self._attached(message, name, data) for name, data in files]
        elif "attachments" in body:
            kept["attachments"] = []
        users = (body.get("allowed_mentions") or {}).get("users", [])
        kept["calls"] = [str(user) for user in users if f"<@{user}>" in words(kept)]
        reference = body.get("message_reference") or {}
        kept["replies"] = reference.get("message_id", kept["replies"])
        kept["edits"] += 1

    def _attached(self, message: int, name: str, data: bytes) -> dict[str, Any]:
        id = self.id()
        self.files[f"{message}/{name}"] = data
        url = f"https://cdn.example/{id}/{name}"
        return {"id": str(id), "filename": name, "size": len(data), "url": url, "proxy_url": url}

    def wire(self, message: int) -> dict[str, Any]:
        """A message as it travels."""
        kept = self.messages[message]
        at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(((message >> 22) + EPOCH) / 1000))
        return {
            "id": str(message), "type": 0, "channel_id": str(kept["channel"]), "content": kept["content"],
            "author": user(APP, is_bot=True), "components": numbered(kept["components"], kept["attachments"]),
            "attachments": kept["attachments"], "flags": kept["flags"], "timestamp": at,
            "edited_timestamp": None, "embeds": [], "mentions": [], "mention_roles": [],
            "mention_everyone": False, "pinned": False, "tts": False,
        }  # fmt: skip


def check(body: dict[str, Any], flags: int, files: list[tuple[str, bytes]], limit: int) -> None:
    """Refuse what Discord refuses."""
    if any(len(data) > limit for _, data in files):
        raise Refusal(413, 40005, "Request entity too large")
    parts = list(walk(body.get("components") or []))
    is_v2 = bool(flags & V2)
    texts = [part["content"] for part in parts if part["type"] == 10]
    ids = [part["custom_id"] for part in parts if "custom_id" in part]
    wrong = (
        (is_v2 and body.get("content"))
        or (not is_v2 and any(part["type"] in (9, 10, 11, 12, 13, 14, 17) for part in parts))
        or len(parts) > 40
        or sum(map(len, texts)) > 4000
        or any(not text for text in texts)
        or any(len(id) > 100 for id in ids)
        or len(ids) != len(set(ids))
        or any(not 1 <= len(part.get("label") or "") <= 80 for part in parts if part["type"] == 2)
        or set(re.findall(r'attachment://([^"]+)', json.dumps(body))) - {name for name, _ in files}
    )
    if wrong:
        raise Refusal(400, 50035, "Invalid Form Body")


def walk(parts: list[dict[str, Any]]) -> Any:
    """Every component, those in others too."""
    for part in parts:
        yield part
        yield from walk(part.get("components") or [])
        if isinstance(part.get("component"), dict):
            yield from walk([part["component"]])


def numbered(parts: list[dict[str, Any]], attachments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Components with ids, and galleries with addresses, as they are told to bots."""
    urls = {f"attachment://{each['filename']}": each["url"] for each in attachments}
    copy: list[dict[str, Any]] = json.loads(json.dumps(parts))
    for number, part in enumerate(walk(copy), start=1):
        part.setdefault("id", number)
        for item in part.get("items", []):
            url = urls.get(item["media"]["url"], item["media"]["url"])
            item["media"] = {"url": url, "proxy_url": url, "loading_state": 2, "content_type": "video/mp4"}
    return copy


def words(message: dict[str, Any]) -> str:
    """All that a message says; a command that can be pressed as people read it."""
    shown = [part["content"] for part in walk(message["components"]) if part["type"] == 10]
    return re.sub(r"</(\w+):\d+>", r"/\1", "\n".join([message["content"], *shown]))


def buttons(message: dict[str, Any]) -> dict[str, str]:
    """Its buttons: what each says, and its id."""
    return {part["label"]: part["custom_id"] for part in walk(message["components"]) if part["type"] == 2}


def user(id: int, *, is_bot: bool = False) -> dict[str, Any]:
    """Somebody, as they travel."""
    return {
        "id": str(id), "username": f"user{id}", "discriminator": "0", "avatar": None, "bot": is_bot,
        "global_name": None, "public_flags": 0, "flags": 0, "primary_guild": None,
    }  # fmt: skip
