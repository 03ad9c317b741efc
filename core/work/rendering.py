"""The second stage: every shot becomes a clip in our archive, and none is paid for twice."""

import asyncio
from dataclasses import replace

from core.errors import Misconfigured
from core.reel.job import Job, Shot
from core.reel.render import Render
from core.store import Change, Claim, OrderTaken
from core.work.concluding import conclude, give_up, stalled, wind_up
from core.work.crew import Crew
from core.work.shooting import Shooting
from core.work.sounds import hushed


async def render(claim: Claim, crew: Crew) -> Change:
    """Order what is not ordered, look after what is, and go on when everything is there."""
    claim = replace(claim, job=_audible(claim.job, crew))
    shooting = Shooting(claim, crew)
    known = await crew.store.renders_for(claim.job)
    if claim.is_cancelled:
        return await give_up(shooting, known)
    if claim.job.doom:
        return await wind_up(shooting, known)
    live = {r.order_key: r for r in known if r.stage.is_live}
    work = (shooting.advance(n, shot, live.get(shot.order_key)) for n, shot in _wanted(claim.job).items())
    stock = await asyncio.gather(*work, return_exceptions=True)
    # All orders have come to rest here: one that went out beside a failing one is saved too.
    for outcome in stock:
        if isinstance(outcome, OrderTaken):
            return Change(claim.job, due_at=crew.clock(), keeps_lease=True)
        if isinstance(outcome, Misconfigured):
            return stalled(claim.job, outcome, crew)
        if isinstance(outcome, BaseException):
            raise outcome
    return await conclude(shooting, known, [r for r in stock if isinstance(r, Render)])


def _wanted(job: Job) -> dict[int, Shot]:
    """Everything that is ordered for a job, by number: its clips, then its sounds."""
    films = {number: shot for number, shot in enumerate(job.shots) if number not in job.drawn}
    return films | dict(enumerate(job.sounds, len(job.shots)))


def _audible(job: Job, crew: Crew) -> Job:
    """The job without the sounds whose vendor is no longer set up."""
    gone = {shot.order.part for shot in job.sounds if shot.vendor not in crew.renderers}
    return hushed(job, gone, "its vendor is no longer set up")
