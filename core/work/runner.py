"""The loop: whoever is due is worked on, one lane per stage, and nothing is ever dropped.

There is no separate recovery: a restart is the same loop finding jobs that are due. A waiting
job is a row and costs nothing here.
"""

import asyncio
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from logging import getLogger

from core.errors import StudioError, Unavailable
from core.job import Job, Stage
from core.store import Change, Claim, HeirGone, LeaseLost
from core.work.approval import wait_for_approval
from core.work.crew import Crew
from core.work.cutting import cut
from core.work.delivering import deliver
from core.work.pace import backoff
from core.work.planning import plan
from core.work.rendering import render

log = getLogger(__name__)

AT_WORK: ContextVar[str] = ContextVar("job", default="")
"""The id of the job that the present step is about, for whoever writes the log."""

LANES: Mapping[Stage, int] = {
    Stage.PLANNING: 32,
    Stage.APPROVAL: 8,
    Stage.RENDERING: 32,
    # The render host works on two reels at a time; the others wait inside it, so that no time is lost.
    Stage.CUTTING: 8,
    Stage.DELIVERING: 16,
}

_AT_ONCE = datetime.min.replace(tzinfo=UTC)
_BROKEN = timedelta(minutes=5)
_BROKE = "Something broke on our side; the job waits and is tried again."
_HEIR_AGAIN = timedelta(seconds=1)
_LATEST_LOOK = timedelta(minutes=1)
_SAVE_AGAIN = 2.0


class Lane:
    """The jobs of one stage that are being worked on, and when to look for more."""

    def __init__(self, stage: Stage, room: int) -> None:
        self.stage = stage
        self.room = room
        self.busy: set[asyncio.Task[None]] = set()
        self.wakeup = asyncio.Event()
        self.next_due: datetime | None = _AT_ONCE

    @property
    def free(self) -> int:
        return self.room - len(self.busy)

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to look; when somebody just leaves a lane that waits, it is not."""
        return self.free > 0 and self.next_due is not None and self.next_due <= now

    def expect(self, at: datetime) -> bool:
        """Look again at that moment at the latest; whether that is earlier than was known."""
        is_earlier = self.next_due is None or at < self.next_due
        if is_earlier:
            self.next_due = at
        return is_earlier

    def alarm(self, at: datetime) -> None:
        """The same, for whoever is not the lane itself: it is woken to hear of it."""
        if self.expect(at):
            self.wakeup.set()


class Runner:
    """Runs the steps of all jobs of this process; started by `run`, ended by cancelling that."""

    def __init__(self, crew: Crew, lanes: Mapping[Stage, int] = LANES) -> None:
        self._crew = crew
        self._lanes = {stage: Lane(stage, room) for stage, room in lanes.items()}
        self._given_up: dict[str, asyncio.Event] = {}

    async def run(self) -> None:
        """Work until cancelled, then let the steps that are under way come to their end."""
        try:
            await asyncio.gather(*(self._attend(lane) for lane in self._lanes.values()))
        finally:
            for lane in self._lanes.values():
                lane.room = 0
            while busy := [task for lane in self._lanes.values() for task in lane.busy]:
                self._end_cutting()
                await asyncio.gather(*busy, return_exceptions=True)

    def nudge(self, *stages: Stage) -> None:
        """Jobs of these stages (of all, when none is named) may be due now."""
        now = self._crew.clock()
        for stage in stages or self._lanes:
            self._lanes[stage].expect(now)
            self._lanes[stage].wakeup.set()

    def give_up(self, job_id: str) -> None:
        """The person wants this job to end: what can be interrupted is."""
        if event := self._given_up.get(job_id):
            event.set()

    async def _attend(self, lane: Lane) -> None:
        while True:
            lane.wakeup.clear()
            if lane.is_due(self._crew.clock()):
                await self._claim(lane)
            await self._rest(lane)

    async def _claim(self, lane: Lane) -> None:
        lane.next_due = None
        try:
            found = await self._crew.store.claim(lane.stage, lane.free, self._crew.clock())
        except StudioError as trouble:
            log.error("Cannot look for work: %s", trouble.message)
            lane.expect(self._crew.clock() + timedelta(seconds=_SAVE_AGAIN))
            return
        for claim in found.claims:
            self._start(lane, claim)
        if found.next_due is not None:
            lane.expect(found.next_due)

    async def _rest(self, lane: Lane) -> None:
        """Until somebody is due, a place is free, or somebody rings."""
        pause = _LATEST_LOOK
        if lane.free and lane.next_due is not None:
            pause = min(pause, lane.next_due - self._crew.clock())
        if pause <= timedelta(0):
            # Give way, so that a lane with much to do does not starve whoever is asking.
            await asyncio.sleep(0)
            return
        try:
            async with asyncio.timeout(pause.total_seconds()):
                await lane.wakeup.wait()
        except TimeoutError:
            lane.next_due = self._crew.clock()

    def _start(self, lane: Lane, claim: Claim) -> None:
        task = asyncio.create_task(self._work(claim), name=f"{lane.stage} {claim.job.id}")
        lane.busy.add(task)
        task.add_done_callback(lambda done: self._leave(lane, done))

    def _leave(self, lane: Lane, task: asyncio.Task[None]) -> None:
        lane.busy.discard(task)
        lane.wakeup.set()

    async def _work(self, claim: Claim) -> None:
        AT_WORK.set(claim.job.id)
        try:
            change = await self._step(claim)
        except LeaseLost:
            return
        goes_on = change.keeps_lease and change.due_at is not None
        if goes_on and not self._lanes[change.job.stage].free:
            change, goes_on = replace(change, keeps_lease=False), False
        try:
            saved = await self._save(claim, change)
        except LeaseLost:
            await self._keep_tickets(change)
            return
        except HeirGone:
            # Nothing has changed yet: the step is taken again, and finds another heir or none.
            change, goes_on = Change(claim.job, due_at=self._crew.clock() + _HEIR_AGAIN), False
            saved = await self._save(claim, change)
        self._crew.watch(saved.job, None)
        self._follow_up(claim, saved, change)
        if goes_on:
            self._start(self._lanes[saved.job.stage], saved)

    async def _keep_tickets(self, change: Change) -> None:
        """What a vendor gave us is kept, even if somebody else works on the job by now."""
        for known in change.renders:
            if known.ticket is not None:
                await self._crew.store.heard(known.id, known.ticket, self._crew.clock())

    def _follow_up(self, claim: Claim, saved: Claim, change: Change) -> None:
        if change.wakes:
            self.nudge(Stage.PLANNING, Stage.RENDERING)
        if change.due_at is not None and not change.keeps_lease:
            was_signalled = saved.wakes != claim.wakes
            self._lanes[saved.job.stage].alarm(self._crew.clock() if was_signalled else change.due_at)

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
            saved = await self._crew.store.job(job.id)
            return self._parked(saved or job, _BROKE, _BROKEN)

    async def _take_step(self, claim: Claim) -> Change:
        match claim.job.stage:
            case Stage.PLANNING:
                return await plan(claim, self._crew)
            case Stage.APPROVAL:
                return await wait_for_approval(claim, self._crew)
            case Stage.RENDERING:
                return await render(claim, self._crew)
            case Stage.CUTTING:
                return await self._cut(claim)
            case _:
                return await deliver(claim, self._crew)

    async def _cut(self, claim: Claim) -> Change:
        given_up = self._given_up.setdefault(claim.job.id, asyncio.Event())
        try:
            return await cut(claim, self._crew, given_up)
        finally:
            del self._given_up[claim.job.id]

    def _parked(self, job: Job, words: str, wait: timedelta) -> Change:
        return Change(job.but(tries=job.tries + 1, words=words), due_at=self._crew.clock() + wait)

    async def _save(self, claim: Claim, change: Change) -> Claim:
        """Save, however long the storage cannot: what a step found out must not be lost."""
        while True:
            try:
                return await self._crew.store.save(claim, change)
            except StudioError as trouble:
                log.error("Cannot save job %s: %s", claim.job.id, trouble.message)
                await asyncio.sleep(_SAVE_AGAIN)

    def _end_cutting(self) -> None:
        """At the end of the process a cut is broken off; it is repeated at the next start."""
        for task in self._lanes[Stage.CUTTING].busy:
            task.cancel()
