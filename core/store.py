"""Where requesters, jobs, renders and the ledger are kept: one port, at the height of our verbs.

Each method is one transaction. Everything that changes a job goes through `open`, `save` and
the two signals `wake` and `cancel`. A job that is being worked on is *leased*: only the holder of
the lease may save it, while signals may come from anybody at any time and are never lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from core.books.account import Standing, Terms
from core.books.admission import Barred, Whose
from core.books.ledger import Entry
from core.books.quota import Limit, Usage
from core.ports import Ticket
from core.reel.job import Job, Stage
from core.reel.niche import Niche
from core.reel.render import Render


class LeaseLost(Exception):
    """Somebody else works on the job by now; what was to be saved is not saved."""


class HeirGone(Exception):
    """Whoever was to take a render over is at work, has given up or has ended; nothing was saved."""


class OrderTaken(Exception):
    """Another live render of the same order exists, or somebody else took it over; nothing was saved."""


@dataclass(frozen=True, slots=True)
class Requester:
    """Somebody who asks, as one platform knows them. `key` is `platform:id`.

    `language` is what they have chosen to be spoken to in, empty for what their platform says.
    """

    key: str
    account: str
    niche: Niche | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What somebody who runs the bot decided: `by` whom, what, on whom, and in which words."""

    by: str
    what: str
    to: str
    words: str
    at: datetime


class Spent(StrEnum):
    """What the costs of ended reels are added up by."""

    BY_VENDOR = "vendor"
    BY_GROUP = "group"
    BY_PERSON = "person"


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of opening a job.

    `job` is the new one, the one that the same request had opened before (`is_repeat`), or None
    when `limit` of the rule `whose` stands in the way, or the requester is `barred`. `usage` is what
    that rule counts, or else the payer's, the new holds included.
    """

    job: Job | None
    usage: Usage
    limit: Limit | None = None
    is_repeat: bool = False
    whose: Whose = Whose.PERSON
    barred: Barred | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A job and the right to work on it.

    `is_cancelled` says that somebody wants it to end, `is_approved` that its price was agreed to;
    `signals` counts those that had come when the job was claimed or last saved.
    """

    job: Job
    lease: str
    is_cancelled: bool = False
    signals: int = 0
    is_approved: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """What there was to claim, and when the next job of that stage is due, None for none."""

    claims: Sequence[Claim]
    next_due: datetime | None


@dataclass(frozen=True, slots=True)
class Queue:
    """Who waits for us, not for a vendor: how many are `due`, and how many of these come first.

    `under_way` are all open jobs.
    """

    under_way: int
    due: int
    ahead: int


@dataclass(frozen=True, slots=True)
class Change:
    """What one step changed, saved as one.

    `due_at` is when the next step is due, None when there is none; `keeps_lease` says that the
    same worker goes on at once. `waits_for` names what the job is parked on, an order key or a
    brief's digest; `wakes` names such things that have come about. `ordered` are renders that are
    new in the book, `renders` are known ones, `adopted` those that this job takes over from a closed one.
    """

    job: Job
    due_at: datetime | None
    keeps_lease: bool = False
    waits_for: str = ""
    wakes: tuple[str, ...] = ()
    ordered: tuple[Render, ...] = ()
    renders: tuple[Render, ...] = ()
    adopted: tuple[Render, ...] = ()
    entries: tuple[Entry, ...] = ()


class Store(Protocol):
    """Raises Misconfigured when it cannot write (a full disk, a read-only folder)."""

    async def requester(self, key: str) -> Requester:
        """The requester of that key; whoever was never seen has no niche and an account of their own."""
        ...

    async def keep_niche(self, key: str, niche: Niche) -> None: ...

    async def keep_language(self, key: str, language: str) -> None: ...

    async def issue(self, code: str, key: str, until: datetime) -> None:
        """Let whoever tells this code until then share the requester's account."""
        ...

    async def redeem(self, code: str, key: str, now: datetime) -> str | None:
        """Share the account behind a code, which is used up by that.

        Returns whose code it was, None when it is unknown, too old, or their own.
        """
        ...

    async def leave(self, key: str) -> bool:
        """Give a requester an account of their own again, and everybody who shared it theirs.

        False when there is nobody to share with.
        """
        ...

    async def open(self, job: Job, terms: Terms, also: Sequence[Job] = ()) -> Opened:
        """Find out who pays, check every rule, hold the price and enter the job, due at once.

        `job.account` is the requester's own; a group that pays takes its place. The jobs `also` are the
        rest of a batch of one requester's, checked as one sum: all are entered, or none.
        """
        ...

    async def standings(self, *accounts: str) -> Mapping[str, Standing]:
        """What was settled for these accounts; those with nothing settled are left out."""
        ...

    async def settle(self, account: str, changes: Mapping[str, object], ruling: Ruling) -> Standing:
        """Settle some fields of an account's standing anew, and enter who did it."""
        ...

    async def book(self, entries: Sequence[Entry], ruling: Ruling) -> bool:
        """Enter what was given or taken back, and who did it; False when it was booked before."""
        ...

    async def spent_daily(self, account: str, first: str) -> Mapping[str, tuple[int, int]]:
        """Reels and micro-dollars of each day of an account from the first on, holds included."""
        ...

    async def spent_on(self, by: Spent, since: datetime) -> Sequence[tuple[str, int, int]]:
        """What ended reels cost, most first: what, how many, and micro-dollars with the house's part."""
        ...

    async def queue(self) -> tuple[Mapping[Stage, int], Sequence[tuple[str, int]]]:
        """How many jobs stand in each stage, and the accounts with most of them."""
        ...

    async def rulings(self, limit: int) -> Sequence[Ruling]:
        """What those who run the bot decided, the newest first."""
        ...

    async def claim(
        self,
        stage: Stage,
        limit: int,
        now: datetime,
        each: int | None = None,
        taken: Mapping[str, int] = MappingProxyType({}),
    ) -> Claimed:
        """Lease up to `limit` jobs that are due, one of each account in turn.

        No share gets more than `each`, those places included that its jobs have `taken` before.
        """
        ...

    async def take(self, job_id: str, now: datetime) -> Claim | None:
        """Lease this very job; None when it is not due, or somebody else has it."""
        ...

    async def save(self, claim: Claim, change: Change) -> Claim:
        """Returns the claim renewed. Raises LeaseLost, OrderTaken, HeirGone.

        A job that was signalled since it was claimed is not parked: it is due at once.
        """
        ...

    async def wake(self, job_id: str, now: datetime) -> None:
        """Make a job due now, even if it is just being parked. Harmless at any time."""
        ...

    async def cancel(self, job_id: str, now: datetime) -> None:
        """Ask for a job's end, and wake it. Harmless at any time."""
        ...

    async def approve(self, job_id: str, now: datetime) -> bool:
        """Agree to a job's price, and wake it. Harmless at any time; False when its end was asked for."""
        ...

    async def renders_for(self, job: Job) -> Sequence[Render]:
        """The renders that the job pays for, and the live ones of its orders, whoever pays."""
        ...

    async def heard(self, render_id: str, ticket: Ticket, now: datetime) -> None:
        """A vendor told of an order: keep its ticket if we have none, and wake the job that pays."""
        ...

    async def waiting_for(self, what: str) -> Sequence[str]:
        """The ids of the open jobs parked on it whose requesters still want their reel."""
        ...

    async def planned_like(self, job: Job) -> Job | None:
        """The earliest other job of an equal brief that has a storyboard, or is ahead in getting one."""
        ...

    async def job(self, job_id: str) -> Job | None: ...

    async def jobs_of(self, requester: str, limit: int) -> Sequence[Job]:
        """The newest first."""
        ...

    async def line(self, now: datetime, job_id: str = "") -> Queue:
        """The line before a job, or before somebody who has none yet; that may be a few seconds old."""
        ...

    async def usage(self, account: str, now: datetime) -> Usage:
        """What an account has used today and this month, by its own days."""
        ...

    async def lasted(self, model: str, limit: int) -> Sequence[float]:
        """How many seconds the newest reels of a model took, from order to delivery.

        Fallbacks and mere copies are left out: they say nothing about the model.
        """
        ...

    async def keep_opinion(
        self, job_id: str, requester: str, is_good: bool | None, now: datetime, sign: str = ""
    ) -> None:
        """What somebody says of a reel, or shows by a sign; the last that still stands is their opinion.

        None takes back what the same sign showed.
        """
        ...

    async def opinions(self, job_id: str) -> Sequence[bool]:
        """What was said of a reel, good or not, one each for everybody who said so."""
        ...
