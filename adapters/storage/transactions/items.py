"""What can be asked to be written; each kind is carried out by the module that its sentence names."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from core.books.account import Terms
from core.ports import Ticket
from core.reel.job import Job, Stage
from core.reel.niche import Niche
from core.store import Change, Claim


@dataclass(frozen=True, slots=True)
class Open:
    """Open a job with the rest of its batch, all or none; `opens`."""

    job: Job
    terms: Terms
    also: Sequence[Job] = ()


@dataclass(frozen=True, slots=True)
class Save:
    """Save what a step changed; `saves`. By its `mark` a save that was done is known again."""

    claim: Claim
    change: Change
    now: datetime
    mark: str


@dataclass(frozen=True, slots=True)
class ClaimDue:
    """Lease jobs that are due, of one share no more than `each` with those `taken` before; `claims`."""

    stage: Stage
    limit: int
    now: datetime
    lease: str
    each: int
    taken: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ClaimThis:
    """Lease this very job if it is due; `claims`."""

    job_id: str
    now: datetime
    lease: str


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep a niche; `signals`."""

    key: str
    niche: Niche


@dataclass(frozen=True, slots=True)
class Hear:
    """Keep a ticket that came by webhook, and wake the job that pays; `signals`."""

    render_id: str
    ticket: Ticket
    now: datetime


@dataclass(frozen=True, slots=True)
class Signal:
    """Wake a job, and ask for its end if `cancels`, or agree to its price if `approves`; `signals`."""

    job_id: str
    now: datetime
    cancels: bool = False
    approves: bool = False


@dataclass(frozen=True, slots=True)
class Judge:
    """Keep what somebody says of a reel, or shows by a sign; None takes it back; `signals`."""

    job_id: str
    requester: str
    is_good: bool | None
    now: datetime
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Keep what a platform has to remember; `signals`."""

    key: str
    value: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Issue:
    """Issue a code for sharing an account; `linking`."""

    code: str
    key: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Redeem:
    """Share the account behind a code; `linking`."""

    code: str
    key: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Leave:
    """Share an account no more; `linking`."""

    key: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Errand:
    """Whatever else is written by a module of this room, in the same transactions.

    `counts` says that it does so by what is left of something.
    """

    work: Callable[[AsyncConnection], Awaitable[Any]]
    counts: bool = False


Item = (
    Open | Save | ClaimDue | ClaimThis | Keep | Hear | Signal | Judge | Note | Issue | Redeem | Leave | Errand
)
