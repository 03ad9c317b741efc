"""A hand that advances the job it is told to, where something else looks for work."""

import asyncio

from core.reel.job import Job, Stage
from core.store import Claim
from core.work.crew import Crew
from core.work.steps import Steps, Taken


class Hand:
    """Takes a job's steps as long as there is no need to wait between them."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._steps = Steps(crew)
        self._cuts: set[asyncio.Task[Taken | None]] = set()

    async def advance(self, job_id: str) -> None:
        """Take the steps that are due; harmless when none is, or another is at it. Raises StudioError."""
        await asyncio.shield(asyncio.create_task(self._advance(job_id), name=f"advance {job_id}"))

    def give_up(self, job_id: str) -> None:
        """The person wants this job to end: what can be interrupted is."""
        self._steps.give_up(job_id)

    def lay_down(self) -> None:
        """Break the cuts off, which another process makes anew; all else comes to its end."""
        for work in self._cuts:
            work.cancel()

    async def _advance(self, job_id: str) -> None:
        store, clock = self._crew.store, self._crew.clock
        claim = await store.take(job_id, clock())
        while claim is not None:
            taken = await self._take(claim)
            if taken is None:
                return
            was_signalled = taken.claim.wakes != claim.wakes
            if taken.goes_on:
                claim = taken.claim
            else:
                claim = await store.take(job_id, clock()) if was_signalled else None

    async def _take(self, claim: Claim) -> Taken | None:
        step = asyncio.create_task(
            self._steps.take(claim, _may_go_on), name=f"{claim.job.stage} {claim.job.id}"
        )
        if claim.job.stage is Stage.CUTTING:
            self._cuts.add(step)
            step.add_done_callback(self._cuts.discard)
        return await step


def _may_go_on(job: Job) -> bool:
    """Cutting has places of its own; whoever cut a reel also posts it."""
    return job.stage is not Stage.CUTTING
