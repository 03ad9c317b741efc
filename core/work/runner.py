"""The loop of one process: whoever is due is worked on, one lane per stage, and nothing is ever dropped.

There is no separate recovery: a restart is the same loop finding jobs that are due. A waiting
job is a row and costs nothing here.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from logging import getLogger

from core.errors import StudioError
from core.reel.job import Job, Stage
from core.store import Claim
from core.work.crew import Crew
from core.work.steps import Steps, Taken

log = getLogger(__name__)

LANES: Mapping[Stage, int] = {
    Stage.PLANNING: 32,
    Stage.APPROVAL: 8,
    Stage.RENDERING: 32,
    # The render host works on two reels at a time; the others wait inside it, so that no time is lost.
    Stage.CUTTING: 8,
    Stage.DELIVERING: 16,
}

PORTION = 4
"""One account has at most one of so many places in a lane, so that there is always one left for others."""

_AT_ONCE = datetime.min.replace(tzinfo=UTC)
_NOW = timedelta(0)
_LATEST_LOOK = timedelta(minutes=1)
_LOOK_AGAIN = timedelta(seconds=2)


class Lane:
    """The jobs of one stage that are being worked on, by whose they are, and when to look for more."""

    def __init__(self, stage: Stage, room: int) -> None:
        self.stage = stage
        self.room = room
        self.each = max(1, room // PORTION)
        self.busy: dict[asyncio.Task[None], str] = {}
        self.kept: list[str] = []
        self.wakeup = asyncio.Event()
        self.next_due: datetime | None = _AT_ONCE

    @property
    def free(self) -> int:
        return self.room - len(self.busy) - len(self.kept)

    @property
    def taken(self) -> Counter[str]:
        """How many places the jobs of each share take."""
        return Counter([*self.busy.values(), *self.kept])

    def keep_place(self, job: Job) -> bool:
        """Keep a place for a job that comes here when it is saved, if there is one for its account."""
        has_room = self.free > 0 and self.taken[_whose(job)] < self.each
        if has_room:
            self.kept.append(_whose(job))
        return has_room

    def take_place(self, job: Job) -> None:
        """It is saved, and comes now: the place is no longer kept."""
        self.kept.remove(_whose(job))

    def offer_place(self, job: Job, now: datetime) -> None:
        """It does not come after all; somebody may have been passed over for want of the place."""
        self.kept.remove(_whose(job))
        self.expect(now)
        self.wakeup.set()

    def pause(self, now: datetime) -> timedelta:
        """How long nobody need look; with no place free there is nothing to look for until somebody leaves.

        More may be busy than there is room for: places are kept for jobs that come while others are claimed.
        """
        if self.free <= 0 or self.next_due is None:
            return _LATEST_LOOK
        return min(_LATEST_LOOK, self.next_due - now)

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

    def leave(self, task: asyncio.Task[None], now: datetime) -> None:
        """A place is free; somebody of the same share may have been passed over for want of it."""
        if self.taken[self.busy[task]] >= self.each:
            self.expect(now)
        del self.busy[task]
        self.wakeup.set()


class Runner:
    """Runs the steps of all jobs of this process; started by `run`, ended by cancelling that."""

    def __init__(self, crew: Crew, lanes: Mapping[Stage, int] = LANES) -> None:
        self._steps = Steps(crew)
        self._lanes = {stage: Lane(stage, room) for stage, room in lanes.items()}

    @property
    def _crew(self) -> Crew:
        return self._steps.crew

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
        self._steps.give_up(job_id)

    async def _attend(self, lane: Lane) -> None:
        while True:
            lane.wakeup.clear()
            if lane.pause(self._crew.clock()) <= _NOW:
                await self._claim(lane)
            await self._rest(lane)

    async def _claim(self, lane: Lane) -> None:
        lane.next_due = None
        now = self._crew.clock()
        try:
            found = await self._crew.store.claim(lane.stage, lane.free, now, lane.each, lane.taken)
        except StudioError as trouble:
            log.error("Cannot look for work: %s", trouble.message)
            lane.expect(self._crew.clock() + _LOOK_AGAIN)
            return
        for claim in found.claims:
            self._start(lane, claim)
        if found.next_due is not None:
            lane.expect(found.next_due)

    async def _rest(self, lane: Lane) -> None:
        """Until somebody is due, a place is free, or somebody rings."""
        pause = lane.pause(self._crew.clock())
        if pause <= _NOW:
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
        lane.busy[task] = _whose(claim.job)
        task.add_done_callback(lambda done: lane.leave(done, self._crew.clock()))

    async def _work(self, claim: Claim) -> None:
        coming: list[Job] = []

        def may_go_on(job: Job) -> bool:
            if not self._lanes[job.stage].keep_place(job):
                return False
            coming.append(job)
            return True

        taken: Taken | None = None
        try:
            taken = await self._steps.take(claim, may_go_on)
        finally:
            for job in coming:
                if taken is not None and taken.goes_on:
                    self._lanes[job.stage].take_place(job)
                else:
                    self._lanes[job.stage].offer_place(job, self._crew.clock())
        if taken is not None:
            self._follow_up(claim, taken)

    def _follow_up(self, claim: Claim, taken: Taken) -> None:
        saved, change = taken.claim, taken.change
        if change.wakes:
            self.nudge(Stage.PLANNING, Stage.RENDERING)
        if taken.goes_on:
            self._start(self._lanes[saved.job.stage], saved)
        elif change.due_at is not None:
            was_signalled = saved.signals != claim.signals
            self._lanes[saved.job.stage].alarm(self._crew.clock() if was_signalled else change.due_at)

    def _end_cutting(self) -> None:
        """At the end of the process a cut is broken off; it is repeated at the next start."""
        for task in self._lanes[Stage.CUTTING].busy:
            task.cancel()


def _whose(job: Job) -> str:
    """The share that a job counts for; documents of old have none."""
    return job.share or job.account
