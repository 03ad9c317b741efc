"""The web door, put together: made before the studio, opened once that is at work."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from logging import getLogger
from typing import Protocol

from starlette.types import ASGIApp

from adapters.platforms.web.app import make_app
from adapters.platforms.web.keys import Keys
from adapters.platforms.web.lobby import Caller, Lobby
from adapters.platforms.web.postman import Postman
from adapters.platforms.web.rates import Rates
from adapters.platforms.web.server import open_port, serve
from adapters.platforms.web.signing import Signer
from adapters.platforms.web.tidings import Tidings
from core.clock import Clock, system_clock
from core.door import Chats, Hooks, Prompts, Shelf, Tokens
from core.drafting import Drafting
from core.ports import Notes
from core.studio import Studio
from core.talk import Command, Reply, Said

log = getLogger(__name__)

_SECRET = "web/secret"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


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


@dataclass(frozen=True, slots=True)
class Access:
    """Where we listen, and how others reach us. Without a `public_url` only this machine does."""

    host: str = "127.0.0.1"
    port: int = 8001
    public_url: str = ""
    telegram_token: str = ""

    @property
    def address(self) -> str:
        """Ours, as people open it."""
        return self.public_url.rstrip("/") or f"http://localhost:{self.port}"

    @property
    def is_private(self) -> bool:
        """Whether only people at this machine come in."""
        return self.host in _LOOPBACK and not self.public_url


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does the work behind the door; `figures` gives the metrics, `callers` take webhooks."""

    studio: Studio
    drafting: Drafting
    answer: Callable[[Said], Awaitable[Reply]]
    commands: Sequence[Command]
    default_model: str
    figures: Callable[[], Awaitable[bytes]]
    is_ready: Callable[[], Awaitable[bool]]
    callers: Mapping[str, Caller] = field(default_factory=dict)


async def secret_of(notes: Notes) -> str:
    """What this house signs with, made up when it is first needed."""
    kept = (await notes.noted(_SECRET)).get(_SECRET)
    if kept is None:
        kept = secrets.token_urlsafe(32)
        await notes.note(_SECRET, kept)
    return kept


class Web:
    """`postman` and `keys` work from the start; `run` opens the door."""

    def __init__(self, access: Access, drawers: Drawers, secret: str, clock: Clock = system_clock) -> None:
        self._access = access
        self._drawers = drawers
        self._clock = clock
        self._signer = Signer(secret, clock)
        self.tidings = Tidings()
        self.postman = Postman(drawers.chats, self.tidings, clock)
        self.keys = Keys(drawers.tokens, self._signer, clock, access.address)

    def app(self, staff: Staff, rates: Rates | None = None) -> ASGIApp:
        """What is served."""
        drawers, access = self._drawers, self._access
        return make_app(
            Lobby(
                studio=staff.studio,
                drafting=staff.drafting,
                answer=staff.answer,
                commands=staff.commands,
                tokens=drawers.tokens,
                shelf=drawers.shelf,
                hooks=drawers.hooks,
                chats=drawers.chats,
                signer=self._signer,
                tidings=self.tidings,
                clock=self._clock,
                default_model=staff.default_model,
                figures=staff.figures,
                is_ready=staff.is_ready,
                rates=rates or Rates(),
                public_url=access.public_url.rstrip("/"),
                lets_in_anybody=access.is_private,
                telegram_token=access.telegram_token,
                callers=staff.callers,
            )
        )

    async def run(self, staff: Staff) -> None:
        """Serve until cancelled. Raises Misconfigured when the port cannot be had."""
        at = open_port(self._access.host, self._access.port)
        log.info("The web door is open: %s", self._access.address)
        try:
            await serve(self.app(staff), at)
        finally:
            self.tidings.close()
