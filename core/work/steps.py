"""One step of a job: taken and saved in one way, whoever looks for work."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from logging import getLogger
from typing import TypeVar

from core.errors import StudioError, Unavailable
from core.reel.job import Job, Stage
from core.store import Change, Claim, HeirGone, LeaseLost
from core.work.approval import wait_for_approval
from core.work.crew import Crew
from core.work.cutting import cut
from core.work.delivering import deliver
from core.work.pace import backoff
from core.work.planning import plan
from core.work.rendering import render

log = getLogger(__name__)

Result = TypeVar("Result")

AT_WORK: ContextVar[str] = ContextVar("job", default="")
"""The id of the job that the present step is about, for whoever writes the log."""

_BROKEN = timedelta(minutes=5)
BROKE = "Something broke on our side; the job waits and is tried again."
_HEIR_AGAIN = timedelta(seconds=1)
_SAVE_AGAIN = 2.0


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken and saved: the claim as it is now, what changed, and whether to go on at once."""

    claim: Claim
    change: Change
    goes_on: bool


class Steps:
    """Takes steps for a crew; knows which cuts are under way, so that they can be given up."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self._given_up: dict[str, asyncio.Event] = {}

    def give_up(self, job_id: str) -> None:
        """The person wants this job to end: what can be interrupted is."""
        if event := self._given_up.get(job_id):
            event.set()

    async def take(self, claim: Claim, may_go_on: Callable[[Job], bool]) -> Taken | None:
        """Take the next step and save it; `may_go_on` says whether there is room for the one after.

        None when somebody else works on the job by now.
        """
        AT_WORK.set(claim.job.id)
        try:
            change = await self._step(claim)
        except LeaseLost:
            return None
        goes_on = change.keeps_lease and change.due_at is not None
        if goes_on and not may_go_on(change.job):
            change, goes_on = replace(change, keeps_lease=False), False
        try:
            saved = await self._save(claim, change)
        except LeaseLost:
            await self._keep_tickets(change)
            return None
        except HeirGone:
            # Nothing has changed yet: the step is taken again, and finds another heir or none.
            change, goes_on = Change(claim.job, due_at=self.crew.clock() + _HEIR_AGAIN), False
            saved = await self._save(claim, change)
        self.crew.watch(saved.job, None)
        return Taken(saved, change, goes_on)

    async def _keep_tickets(self, change: Change) -> None:
        """What a vendor gave us is kept, even if somebody else works on the job by now."""
        for known in change.renders:
            if known.ticket is not None:
                await self.crew.store.heard(known.id, known.ticket, self.crew.clock())

    async def _step(self, claim: Claim) -> Change:
        job = claim.job
        try:
            return await self._take_step(claim)
        except StudioError as trouble:
            wait = backoff(job.tries, trouble.retry_in if isinstance(trouble, Unavailable) else None)
            return self._parked(job, trouble.message, wait)
        except LeaseLost:
            raise
        except Exception:
            # The one place where a fault of ours is caught: the job waits, and nothing is lost.
            log.exception("A step of job %s broke", job.id)
            # What the step had saved before it broke must stand, above all that a post was begun.
            saved = await self._surely(partial(self.crew.store.job, job.id), job)
            return self._parked(saved or job, BROKE, _BROKEN)

    async def _take_step(self, claim: Claim) -> Change:
        match claim.job.stage:
            case Stage.PLANNING:
                return await plan(claim, self.crew)
            case Stage.APPROVAL:
                return await wait_for_approval(claim, self.crew)
            case Stage.RENDERING:
                return await render(claim, self.crew)
            case Stage.CUTTING:
                return await self._cut(claim)
            case _:
                return await deliver(claim, self.crew)

    async def _cut(self, claim: Claim) -> Change:
        given_up = self._given_up.setdefault(claim.job.id, asyncio.Event())
        try:
            return await cut(claim, self.crew, given_up)
        finally:
            del self._given_up[claim.job.id]

    def _parked(self, job: Job, words: str, wait: timedelta) -> Change:
        now = self.crew.clock()
        parked = job.but(tries=job.tries + 1, words=words, held_since=job.held_since or now)
        return Change(parked, due_at=now + wait)

    async def _save(self, claim: Claim, change: Change) -> Claim:
        """Save, however long the storage cannot: what a step found out must not be lost."""
        return await self._surely(partial(self.crew.store.save, claim, change), claim.job)

    async def _surely(self, work: Callable[[], Awaitable[Result]], job: Job) -> Result:
        """Have the storage do it, however long it cannot: whoever gave up would keep the lease in vain."""
        while True:
            try:
                return await work()
            except StudioError as trouble:
                log.error("Cannot save job %s: %s", job.id, trouble.message)
                await asyncio.sleep(_SAVE_AGAIN)
