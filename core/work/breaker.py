"""Circuit breakers: a vendor that fails or drags is left alone for a while, then tried once."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime, timedelta
from logging import getLogger
from pathlib import Path
from typing import TypeVar

from core.clock import Clock
from core.errors import Failed, Misconfigured, Refused, Unavailable, Unclear
from core.ports import Order, Renderer, RenderState, Ticket

log = getLogger(__name__)

_PASSED_OVER = "This video service keeps failing and is left alone for a while."
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a vendor has done since the start: counts but for `is_open`, `failures` and `slow`.

    `failures` are those in a row just now, `slow` the orders in a row that took too long. `opened`
    counts how often it was left alone.
    """

    vendor: str
    is_open: bool
    failures: int
    slow: int
    opened: int
    ordered: int
    stumbles: int


class Breaker:
    """Opens after so many failures or slow orders in a row, or at once when only an operator can help.

    When its `pause` is over it lets one try through; that one closes it, or opens it again. After
    slowness a single further slow order is enough.
    """

    def __init__(
        self, vendor: str, clock: Clock, after: int = 3, pause: timedelta = timedelta(minutes=5)
    ) -> None:
        self.vendor = vendor
        self._clock, self._after, self._pause = clock, after, pause
        self._failures = self._slow = self._opened = self._ordered = self._stumbles = 0
        self._until: datetime | None = None

    @property
    def open_until(self) -> datetime | None:
        """Until when the vendor is passed over, UTC; None when it may be asked."""
        return self._until if self._until is not None and self._clock() < self._until else None

    def admit(self) -> bool:
        """Whether somebody may try now. The first after a pause may, and keeps the others out meanwhile."""
        if self.open_until is not None:
            return False
        if self._until is not None:
            self._until = self._clock() + self._pause
        return True

    def worked(self) -> None:
        """The vendor took an order."""
        self.answered()
        self._ordered += 1

    def answered(self) -> None:
        """The vendor does what it should, even if that is to refuse an order."""
        if self._until is not None:
            log.info("Vendor %s works again", self.vendor)
        self._failures, self._until = 0, None

    def stumbled(self, *, is_hopeless: bool = False) -> None:
        """The vendor failed; hopelessly when only an operator can help."""
        self._failures += 1
        self._stumbles += 1
        if is_hopeless or self._failures >= self._after:
            self._open("failures")

    def dragged(self) -> None:
        """An order took several times as long as usual."""
        self._slow += 1
        if self._slow >= self._after:
            self._open("slowness")

    def told(self, until: datetime | None) -> None:
        """Another process, which orders where this one does not, passes the vendor over until then."""
        self._until = until

    def kept_pace(self) -> None:
        """An order was made in good time."""
        self._slow = 0

    @property
    def reading(self) -> Reading:
        """How it stands, for whoever keeps an eye on vendors."""
        is_open = self.open_until is not None
        return Reading(
            self.vendor, is_open, self._failures, self._slow, self._opened, self._ordered, self._stumbles
        )

    def _open(self, why: str) -> None:
        was_open = self.open_until is not None
        self._until = self._clock() + self._pause
        if was_open:
            return
        self._opened += 1
        log.warning("Vendor %s is passed over for %s until %s", self.vendor, why, self._until.isoformat())


class Guarded:
    """A Renderer behind a breaker: while that is open nothing is ordered, and nothing was."""

    def __init__(self, renderer: Renderer, breaker: Breaker) -> None:
        self._renderer, self._breaker = renderer, breaker
        self.vendor = renderer.vendor

    async def submit(self, order: Order, render_id: str) -> Ticket:
        """Raises Unavailable at once while the breaker is open; else as the renderer."""
        if not self._breaker.admit():
            raise Unavailable(_PASSED_OVER)
        try:
            ticket = await self._judged(self._renderer.submit(order, render_id))
        except Refused:
            self._breaker.answered()
            raise
        self._breaker.worked()
        return ticket

    async def check(self, ticket: Ticket) -> RenderState:
        """As the renderer; looking after what was ordered goes on whatever the breaker says."""
        return await self._judged(self._renderer.check(ticket))

    async def find(self, order: Order, render_id: str, since: datetime) -> Ticket | None:
        """As the renderer."""
        return await self._renderer.find(order, render_id, since)

    async def cancel(self, ticket: Ticket) -> bool:
        """As the renderer."""
        return await self._renderer.cancel(ticket)

    async def download(self, url: str, to: Path) -> None:
        """As the renderer."""
        await self._renderer.download(url, to)

    async def _judged(self, work: Awaitable[_T]) -> _T:
        try:
            return await work
        except Misconfigured:
            self._breaker.stumbled(is_hopeless=True)
            raise
        except (Unavailable, Unclear, Failed):
            self._breaker.stumbled()
            raise
