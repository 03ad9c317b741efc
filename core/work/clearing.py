"""Orders that no vendor could be asked about: what was booked for one that was never made is written back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from core.books.ledger import HOUSE, Entry, Kind
from core.errors import StudioError
from core.reel.render import Render, RenderStage
from core.work.crew import Crew

_SOONEST, _LATEST = timedelta(days=1), timedelta(days=3)
"""So old are the jobs whose orders are asked about once more: before, a vendor's queue may hide one."""


class Doubts(Protocol):
    """Orders of closed jobs of which nobody knows whether they arrived. Raises Misconfigured."""

    async def missed(self, since: datetime, until: datetime) -> Sequence[tuple[Render, str]]:
        """Those of the jobs opened in that time, each with the day on which the house was charged for it."""
        ...

    async def strike(self, render: Render, entry: Entry) -> None:
        """Give such an order up and enter what is written back; nothing when it has turned up meanwhile."""
        ...


async def clear_up(crew: Crew, doubts: Doubts) -> None:
    """Ask about each once more. Costs what looking for it costs, and nothing where there is none."""
    now = crew.clock()
    for render, day in await doubts.missed(now - _LATEST, now - _SOONEST):
        if render.heard is None and await _was_never_made(render, crew):
            entry = Entry(HOUSE, render.id, Kind.RELEASE, 0, -render.price, day, now, HOUSE)
            never = render.but(stage=RenderStage.LOST, is_missed=False, is_billed=False)
            await doubts.strike(never, entry)


async def _was_never_made(render: Render, crew: Crew) -> bool:
    renderer = crew.renderers.get(render.vendor)
    if renderer is None:
        return False
    try:
        return await renderer.find(render.order, render.id, render.intended_at) is None
    except StudioError:
        return False
