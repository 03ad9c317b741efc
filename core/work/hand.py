"""A hand that advances the job it is told to, where something else looks for work."""

import asyncio
from logging import getLogger

from core.errors import StudioError
from core.reel.job import Job, Stage
from core.store import Claim
from core.work.crew import Crew
from core.work.steps import Steps, Taken

log = getLogger(__name__)

_POSTS = 48
"""So many reels are posted beside the cutters; whoever cuts one more posts it before the next cut."""


class Hand:
    """Takes a job's steps as long as there is no need to wait between them."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._steps = Steps(crew)
        self._cuts: set[asyncio.Task[Taken | None]] = set()
        self._posts: set[asyncio.Task[None]] = set()

    async def advance(self, job_id: str) -> None:
        """Take the steps that are due; harmless when none is, or another is at it. Raises StudioError.

        A reel that was cut is posted while the cutter goes on with the next.
        """
        await asyncio.shield(asyncio.create_task(self._advance(job_id), name=f"advance {job_id}"))

    def give_up(self, job_id: str) -> None:
        """The person wants this job to end: what can be interrupted is."""
        self._steps.give_up(job_id)

    def lay_down(self) -> None:
        """Break the cuts off, which another process makes anew; all else comes to its end."""
        for work in self._cuts:
            work.cancel()

    async def rest(self) -> None:
        """Wait until all that was cut is posted."""
        while self._posts:
            await asyncio.wait(self._posts)

    async def _advance(self, job_id: str) -> None:
        await self._go_on(await self._crew.store.take(job_id, self._crew.clock()))

    async def _go_on(self, claim: Claim | None) -> None:
        store, clock = self._crew.store, self._crew.clock
        while claim is not None:
            taken = await self._take(claim)
            if taken is None:
                return
            was_signalled = taken.claim.signals != claim.signals
            if taken.goes_on and claim.job.stage is Stage.CUTTING and len(self._posts) < _POSTS:
                post = asyncio.create_task(self._post(taken.claim), name=f"post {claim.job.id}")
                self._posts.add(post)
                post.add_done_callback(self._posts.discard)
                return
            if taken.goes_on:
                claim = taken.claim
            else:
                claim = await store.take(claim.job.id, clock()) if was_signalled else None

    async def _post(self, claim: Claim) -> None:
        try:
            await self._go_on(claim)
        except StudioError as trouble:
            # Whoever could not be told is due all the same.
            log.warning("Job %s cannot be advanced just now: %s", claim.job.id, trouble.message)

    async def _take(self, claim: Claim) -> Taken | None:
        step = asyncio.create_task(
            self._steps.take(claim, _may_go_on), name=f"{claim.job.stage} {claim.job.id}"
        )
        if claim.job.stage is Stage.CUTTING:
            self._cuts.add(step)
            step.add_done_callback(self._cuts.discard)
        return await step


def _may_go_on(job: Job) -> bool:
    """Cutting has places of its own."""
    return job.stage is not Stage.CUTTING
