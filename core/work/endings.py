"""How a job goes to its last stage: what is said, and who pays."""

from collections.abc import Iterable
from datetime import datetime

from core.books.ledger import NOTHING, Bill
from core.reel.job import Job, Reel, Stage
from core.reel.render import Render, RenderStage
from core.store import Change

_UNKNOWN = (RenderStage.INTENDED, RenderStage.UNCLEAR)


def finished(job: Job, reel: Reel, renders: Iterable[Render], now: datetime) -> Change:
    """The reel is there. A drawn fallback or a mere copy costs its account nothing."""
    mine = unbooked(job, renders)
    used = {shot.order_key for shot in (*job.shots, *job.sounds)}
    paid = sum(r.price for r in mine if r.stage is RenderStage.READY and r.order_key in used)
    if job.fallback or reel.is_copy:
        bill = Bill(0, 0, charged(mine) + job.writer_micros)
    else:
        own = min(paid, job.quote)
        bill = Bill(_counted(job, own) or min(1, job.reels), own, charged(mine) - own + job.writer_micros)
    return _ending(job, Stage.DONE, bill, mine, now, reel=reel)


def failed(job: Job, words: str, renders: Iterable[Render], now: datetime) -> Change:
    """There will be no reel; the account pays nothing, the house what the vendor charges."""
    mine = unbooked(job, renders)
    return _ending(job, Stage.FAILED, _on_the_house(job, mine), mine, now, words=words)


def cancelled(job: Job, renders: Iterable[Render], now: datetime, words: str = "") -> Change:
    """The person gave up; the account pays for clips that were being made, and for nothing else.

    `words` say why, when it was not the person.
    """
    mine = unbooked(job, renders)
    footage = [r for r in mine if r.is_billed and r.stage in (RenderStage.ORDERED, RenderStage.READY)]
    own = 0 if job.fallback else min(sum(r.price for r in footage), job.quote)
    bill = Bill(_counted(job, own), own, charged(mine) - own + job.writer_micros)
    return _ending(job, Stage.CANCELLED, bill, mine, now, words=words)


def _counted(job: Job, own: int) -> int:
    """How many of its reels were needed for what it was charged; one that was begun counts in full."""
    return -(-job.reels * own // job.quote) if own else 0


def charged(renders: Iterable[Render]) -> int:
    """What the vendors charge for these, in micro-dollars; what may have been ordered counts as ordered."""
    known = list(renders)
    costs = sum(render.price for render in known if render.is_billed or render.stage in _UNKNOWN)
    return costs - sum(render.credit for render in known)


def unbooked(job: Job, renders: Iterable[Render]) -> list[Render]:
    """The renders that this job pays for and the ledger does not hold yet."""
    return [render for render in renders if render.job_id == job.id and not render.is_booked]


def _on_the_house(job: Job, mine: list[Render]) -> Bill:
    micros = charged(mine) + job.writer_micros
    return Bill(0, 0, micros) if micros else NOTHING


def _ending(
    job: Job,
    outcome: Stage,
    bill: Bill,
    mine: list[Render],
    now: datetime,
    *,
    reel: Reel | None = None,
    words: str = "",
) -> Change:
    ended = job.go(Stage.DELIVERING, now, outcome=outcome, bill=bill, reel=reel).but(words=words)
    return Change(
        ended, due_at=now, keeps_lease=True, renders=tuple(r.but(is_booked=True, credit=0) for r in mine)
    )
