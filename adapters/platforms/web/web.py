"""The web door, opened: the app around what the entrance has, served until it is closed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from logging import getLogger

from starlette.types import ASGIApp

from adapters.platforms.web.app import make_app
from adapters.platforms.web.entrance import Entrance
from adapters.platforms.web.lobby import Caller, Elsewhere, Lobby
from adapters.platforms.web.rates import Rates
from adapters.platforms.web.server import open_port, serve
from adapters.platforms.web.tongue import Tongue
from core.drafting import Drafting
from core.learning.arms import Reason
from core.reel.archive import Archive
from core.reel.job import Job
from core.reel.niche import Niche
from core.studio import Studio
from core.talk import Command, Reply, Said

log = getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does the work behind the door; `figures` gives the metrics, `callers` take webhooks.

    `elsewhere` is where else files can be fetched from. `reasons`, `changed` and `hours` are as in `Lobby`.
    """

    studio: Studio
    drafting: Drafting
    answer: Callable[[Said], Awaitable[Reply]]
    commands: Sequence[Command]
    default_model: str
    archive: Archive
    doing: Callable[[Job, int | None], str]
    figures: Callable[[], Awaitable[bytes]]
    is_ready: Callable[[], Awaitable[bool]]
    tongue: Tongue
    callers: Mapping[str, Caller] = field(default_factory=dict)
    elsewhere: Elsewhere | None = None
    reasons: Mapping[Reason, str] = field(default_factory=dict)
    changed: Callable[[Job], str] = lambda _: ""
    hours: Callable[[Niche, str], str] = lambda _niche, _zone: ""


def app_of(entrance: Entrance, staff: Staff, rates: Rates | None = None) -> ASGIApp:
    """What is served."""
    drawers, access = entrance.drawers, entrance.access
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
            signer=entrance.signer,
            tidings=entrance.tidings,
            clock=entrance.clock,
            default_model=staff.default_model,
            archive=staff.archive,
            doing=staff.doing,
            figures=staff.figures,
            is_ready=staff.is_ready,
            tongue=staff.tongue,
            rates=rates or Rates(),
            public_url=access.public_url.rstrip("/"),
            lets_in_anybody=access.is_private,
            telegram_token=access.telegram_token,
            metrics_token=access.metrics_token,
            origins=access.origins,
            callers=staff.callers,
            elsewhere=staff.elsewhere,
            reasons=staff.reasons,
            changed=staff.changed,
            hours=staff.hours,
        )
    )


async def open_door(entrance: Entrance, staff: Staff, opened: Callable[[], None]) -> None:
    """Serve until cancelled; `opened` is called once. Raises Misconfigured when the port cannot be had."""
    at = open_port(entrance.access.host, entrance.access.port)
    log.info("The web door is open: %s", entrance.access.address)
    opened()
    try:
        await serve(app_of(entrance, staff), at, entrance.tidings.close)
    finally:
        entrance.tidings.close()
