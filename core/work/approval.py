"""Between planning and filming: a dear reel waits until somebody says yes, or until nobody has."""

from core.reel.job import Stage
from core.store import Change, Claim
from core.work.crew import Crew
from core.work.endings import cancelled

EXPIRED = "Nobody said yes in time."
"""Why a reel was dropped that nobody answered."""


async def wait_for_approval(claim: Claim, crew: Crew) -> Change:
    """Film it when it is approved, drop it when it is not wanted or the time is up."""
    job, now = claim.job, crew.clock()
    expires_at = job.stage_at + crew.policy.approval
    if claim.is_cancelled:
        return cancelled(job, (), now)
    if claim.is_approved:
        filming = Stage.RENDERING if job.shots or job.sounds else Stage.CUTTING
        return Change(job.go(filming, now), due_at=now, keeps_lease=True)
    if now >= expires_at:
        return cancelled(job, (), now, words=EXPIRED)
    # The chat is told whenever a step is saved; the second time in case the first was lost in a restart.
    again_at = expires_at if job.tries else min(now + crew.policy.reminder, expires_at)
    return Change(job.but(tries=job.tries + 1), due_at=again_at)
