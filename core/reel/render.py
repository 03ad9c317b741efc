"""One shot ordered from a vendor."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, TypeAdapter

from core.ports import Order, Ticket


class RenderStage(StrEnum):
    """Where an order stands.

    WANTED    surely not with the vendor
    INTENDED  about to be sent; found so after a restart it is as good as UNCLEAR
    UNCLEAR   sent, but the answer was lost
    ORDERED   the vendor gave a ticket
    READY     the clip is in our archive
    LOST      no clip will come
    CANCELLED given up before the vendor made it
    """

    WANTED = "wanted"
    INTENDED = "intended"
    UNCLEAR = "unclear"
    ORDERED = "ordered"
    READY = "ready"
    LOST = "lost"
    CANCELLED = "cancelled"

    @property
    def is_live(self) -> bool:
        """Whether a clip may still come of it, or has. At most one live render exists per order."""
        return self not in (RenderStage.LOST, RenderStage.CANCELLED)


class Render(BaseModel):
    """One shot, or one sound, ordered from a vendor, once or, when an attempt surely came to nothing, again.

    `job_id` is the job that pays. `is_billed` says whether the vendor charges for it, as far as
    we know; `is_booked` whether the ledger already holds that charge, and `credit` what it holds for an
    order that is not charged for after all. `clip` is the file's name
    in the archive, `seconds` how long a sound lasts. `heard` is a ticket that came by another way
    than as the answer to our order.
    `past` are the tickets of its attempts that came to nothing. `is_missed` says that it was looked for as
    long as its job could wait: if it turns up, its clip is for whoever orders the same.
    `is_orphan` says that the job is closed: whoever needs the clip may take the render over.
    `unreached_at` is when the vendor could last not be asked about an order whose answer was lost.
    `is_slow` says that it took too long, and that its vendor was blamed for that.
    `leave_until` is until when not to ask its vendor, or for its clip; `url` is where a clip lies that
    could not be fetched yet, and `unfetched_at` since when that was not our fault.
    `words` say why it is not ready, fit for the person; `is_refused` that they must change
    something. Times are UTC.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    job_id: str
    shot: int
    order_key: str
    vendor: str
    order: Order
    price: int
    stage: RenderStage
    attempt: int = 1
    intended_at: datetime
    unreached_at: datetime | None = None
    is_missed: bool = False
    ordered_at: datetime | None = None
    filming_at: datetime | None = None
    position: int | None = None
    ticket: Ticket | None = None
    clip: str | None = None
    seconds: float = 0.0
    is_billed: bool = False
    is_booked: bool = False
    credit: int = 0
    is_reordered: bool = False
    is_refused: bool = False
    is_orphan: bool = False
    is_slow: bool = False
    leave_until: datetime | None = None
    url: str = ""
    unfetched_at: datetime | None = None
    heard: Ticket | None = None
    past: tuple[Ticket, ...] = ()
    words: str = ""

    def but(self, **changes: object) -> "Render":
        """The same render with some fields changed."""
        return self.model_copy(update=changes)

    def is_over_for(self, job_id: str) -> bool:
        """Whether no clip will come of it for this job."""
        return not self.stage.is_live or (self.is_missed and self.job_id == job_id)

    def is_past(self, ticket: Ticket) -> bool:
        """Whether a ticket is of an attempt that came to nothing."""
        return any(same_order(ticket, old) for old in self.past)

    def is_left_alone(self, now: datetime) -> bool:
        """Whether its vendor is not to be asked before some later moment."""
        return self.leave_until is not None and now < self.leave_until


def same_order(one: Ticket, other: Ticket) -> bool:
    """Whether two tickets are of one order: they say the same of it, be it by different addresses."""
    return any(other.get(name) == value for name, value in one.items())


_ORDER = TypeAdapter(tuple[str, Order])


def order_key(vendor: str, order: Order) -> str:
    """The same for equal orders, whoever asks; 64 hex digits."""
    return hashlib.sha256(_ORDER.dump_json((vendor, order), exclude_defaults=True)).hexdigest()


def settled(renders: Iterable[Render]) -> tuple[str, ...]:
    """The order keys whose waiters should look again."""
    return tuple(r.order_key for r in renders if r.stage is RenderStage.READY or not r.stage.is_live)
