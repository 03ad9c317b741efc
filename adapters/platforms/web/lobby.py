"""What the pages and the API work with, and who stands before them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Protocol

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from adapters.platforms.web.problems import Trouble
from adapters.platforms.web.rates import Rates
from adapters.platforms.web.signing import Signer, digest_of
from adapters.platforms.web.tidings import Tidings
from adapters.platforms.web.tongue import Tongue
from core.clock import Clock
from core.door import Chats, Hooks, Scope, Shelf, Token, Tokens
from core.drafting import Drafting
from core.learning.arms import Reason
from core.reel.archive import Archive
from core.reel.job import Job
from core.reel.niche import Niche
from core.store import Requester
from core.studio import Studio
from core.talk import Command, Reply, Said

Caller = Callable[[str, Mapping[str, str], bytes], Awaitable[int]]
"""Takes the rest of the path, the headers and the body of somebody's webhook; gives the answer's status."""


class Elsewhere(Protocol):
    """Where files can be fetched from instead."""

    @property
    def origin(self) -> str:
        """Scheme and host of that place."""
        ...

    async def url(self, name: str, left: timedelta) -> str | None:
        """The address of a file for so long, None when it is not there."""
        ...


@dataclass(frozen=True, slots=True)
class Lobby:
    """Everything that is used behind the door.

    `public_url` is how others reach us, empty when nobody was told. `lets_in_anybody` says that
    whoever comes may talk to us, as on a machine of one's own. `callers` take webhooks, by the
    beginning of their path. `elsewhere` is where else files can be fetched from, if anywhere. `doing`
    puts a job under way into words, `reasons` are the buttons of whoever does not like a reel, and
    `changed` says what was learned for a reel. `hours` says when to post one of a niche, in whose time zone
    somebody lives. `figures` gives the metrics, for whoever shows
    `metrics_token`, or for this machine alone; `is_ready` says whether we can work. Pages of `origins` may
    use the API.
    """

    studio: Studio
    drafting: Drafting
    answer: Callable[[Said], Awaitable[Reply]]
    commands: Sequence[Command]
    tokens: Tokens
    shelf: Shelf
    hooks: Hooks
    chats: Chats
    signer: Signer
    tidings: Tidings
    clock: Clock
    default_model: str
    archive: Archive
    doing: Callable[[Job, int | None], str]
    figures: Callable[[], Awaitable[bytes]]
    is_ready: Callable[[], Awaitable[bool]]
    tongue: Tongue
    rates: Rates = field(default_factory=Rates)
    public_url: str = ""
    lets_in_anybody: bool = False
    telegram_token: str = ""
    metrics_token: str = ""
    origins: tuple[str, ...] = ()
    callers: Mapping[str, Caller] = field(default_factory=dict)
    elsewhere: Elsewhere | None = None
    reasons: Mapping[Reason, str] = field(default_factory=dict)
    changed: Callable[[Job], str] = lambda _: ""
    hours: Callable[[Niche, str], str] = lambda _niche, _zone: ""

    def file(self, job: Job, kind: str = "mp4") -> str:
        """The path of a finished reel's file, good for a while: `mp4`, `cover.jpg`, `thumb.jpg`, `srt`."""
        return f"{self.files(job)}.{kind}"

    def files(self, job: Job) -> str:
        """The same without its ending, which is alike for all of them."""
        assert job.reel is not None
        stem = job.reel.file.removesuffix(".mp4")
        return f"/files/{self.signer.file(stem)}/{stem}"

    async def discard(self, job: Job) -> None:
        """Throw a closed job's reel away, wherever it lies."""
        await self.studio.discard(job)
        await self.shelf.discard(job)

    def address(self, request: Request, path: str) -> str:
        """A path of ours as others have to write it."""
        return f"{self.public_url or str(request.base_url).rstrip('/')}{path}"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A program that a requester gave a token."""

    requester: Requester
    token: Token


def lobby(request: Request) -> Lobby:
    """What this app works with."""
    found: Lobby = request.app.state.lobby
    return found


In = Annotated[Lobby, Depends(lobby)]

_BEARER = HTTPBearer(auto_error=False, description="A token that /token gives you in the chat.")
_WHO = {"WWW-Authenticate": "Bearer"}
_NO_TOKEN = "This needs a token in the header Authorization: Bearer. /token gives you one in the chat."
_NOT_ALLOWED = "This token may only look. /token scope=order gives you one that may order."
_SLOWLY = "That is very often. Please come again a little later."


async def _visitor(
    request: Request, lobby: In, shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Visitor:
    token = await lobby.tokens.find(digest_of(shown.credentials)) if shown is not None else None
    pace(request, lobby, f"token/{token.requester}" if token else f"from/{sender(request)}")
    if token is None:
        raise Trouble(HTTPStatus.UNAUTHORIZED, _NO_TOKEN, _WHO)
    return Visitor(await lobby.studio.requester(token.requester), token)


def pace(request: Request, lobby: Lobby, who: str, cost: int = 1) -> None:
    """Count a request. Raises Trouble when there were too many."""
    rate = lobby.rates.take(who, cost)
    request.scope.setdefault("state", {})["rate"] = rate.headers
    if rate.retry_in is not None:
        raise Trouble(HTTPStatus.TOO_MANY_REQUESTS, _SLOWLY)


def seated(lobby: Lobby, requester: Requester) -> None:
    """Let somebody listen to a stream. Raises Trouble when they listen to very many."""
    if not lobby.tidings.has_ears(requester.key):
        raise Trouble(HTTPStatus.TOO_MANY_REQUESTS, _SLOWLY)


def sender(request: Request) -> str:
    """The address that a request comes from."""
    return request.client.host if request.client else ""


Known = Annotated[Visitor, Depends(_visitor)]


async def _reader(visitor: Known) -> Requester:
    return visitor.requester


async def _orderer(visitor: Known) -> Requester:
    if Scope.ORDER not in visitor.token.scopes:
        raise Trouble(HTTPStatus.FORBIDDEN, _NOT_ALLOWED)
    return visitor.requester


Reader = Annotated[Requester, Depends(_reader)]
"""Whoever may look at their reels."""

Orderer = Annotated[Requester, Depends(_orderer)]
"""Whoever may also order and change them."""
