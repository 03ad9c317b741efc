"""The part of the door that is always there: the way back, and the keys. It loads no web library."""

import secrets
from dataclasses import dataclass
from typing import Protocol

from adapters.platforms.web.keys import Keys
from adapters.platforms.web.postman import Postman
from adapters.platforms.web.signing import Signer
from adapters.platforms.web.tidings import Tidings
from core.clock import Clock, system_clock
from core.door import Chats, Hooks, Prompts, Pulse, Shelf, Tokens
from core.ports import Notes

_SECRET = "web/secret"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""How this machine calls itself."""


class Drawers(Protocol):
    """Where the door's things are kept."""

    @property
    def tokens(self) -> Tokens: ...
    @property
    def prompts(self) -> Prompts: ...
    @property
    def shelf(self) -> Shelf: ...
    @property
    def hooks(self) -> Hooks: ...
    @property
    def chats(self) -> Chats: ...
    @property
    def pulse(self) -> Pulse: ...


@dataclass(frozen=True, slots=True)
class Access:
    """Where we listen, and how others reach us. Without a `public_url` only this machine does.

    `metrics_token` is shown by whoever reads the figures; without one they are for this machine alone.
    `origins` are other people's pages that may use the API from a browser.
    """

    host: str = "127.0.0.1"
    port: int = 8001
    public_url: str = ""
    telegram_token: str = ""
    metrics_token: str = ""
    origins: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Ours, as people open it."""
        return self.public_url.rstrip("/") or f"http://localhost:{self.port}"

    @property
    def is_private(self) -> bool:
        """Whether only people at this machine come in."""
        return self.host in LOOPBACK and not self.public_url


class Entrance:
    """Signs with one `secret`, keeps its things in `drawers`."""

    def __init__(self, access: Access, drawers: Drawers, secret: str, clock: Clock = system_clock) -> None:
        self.access = access
        self.drawers = drawers
        self.clock = clock
        self.signer = Signer(secret, clock)
        self.tidings = Tidings()
        self.postman = Postman(drawers.chats, self.tidings, clock)
        self.keys = Keys(drawers.tokens, self.signer, clock, access.address)


async def secret_of(notes: Notes) -> str:
    """What this house signs with, made up when it is first needed."""
    kept = (await notes.noted(_SECRET)).get(_SECRET)
    if kept is None:
        kept = secrets.token_urlsafe(32)
        await notes.note(_SECRET, kept)
    return kept
