"""The last stage: the last word goes to the chat, and the books are closed."""

from dataclasses import replace

from core.books.ledger import NOTHING, close
from core.errors import Failed, Misconfigured, Refused, Unavailable, Unclear
from core.ports import Delivery
from core.reel.job import Job, Stage
from core.store import Change, Claim
from core.work.crew import Crew
from core.work.pace import backoff


async def deliver(claim: Claim, crew: Crew) -> Change:
    """Post the reel, or the bad news, once.

    That it is about to be posted is saved first. Found so after a restart, the platform is asked
    whether it was; where it cannot tell, nothing is posted twice: the reel waits in the list.
    """
    job = claim.job
    messenger = crew.messengers.get(job.platform)
    if messenger is None:
        return _closed(job, crew)
    try:
        delivery = await _delivery(job, crew)
        receipt = await messenger.find(job.address, delivery) if job.deliveries else None
        if receipt is None and job.deliveries >= crew.policy.deliveries:
            return _closed(job, crew)
        if receipt is None:
            claim = await _announced(claim, crew)
            receipt = await messenger.deliver(job.address, delivery)
    except (Refused, Unclear, Failed):
        return _closed(claim.job, crew)
    except (Unavailable, Misconfigured) as trouble:
        return _again(claim.job, trouble, crew)
    return _closed(claim.job.but(receipt=receipt), crew)


async def _announced(claim: Claim, crew: Crew) -> Claim:
    """Intent before the post."""
    job = claim.job.but(deliveries=claim.job.deliveries + 1)
    return await crew.store.save(claim, Change(job, due_at=crew.clock(), keeps_lease=True))


async def _delivery(job: Job, crew: Crew) -> Delivery:
    used, bill = await crew.used(job.account, job.requester, job.group), job.bill or NOTHING
    # The hold is still in the book.
    if job.bought:
        used = replace(used, bought=used.bought + job.hold.reels - bill.reels)
    elif job.hold.day == used.day:
        used = used.plus(bill.reels - job.hold.reels, bill.account_micros - job.hold.micros)
    text, choices = crew.last_words(job, used)
    if job.reel is None:
        return Delivery(
            job.id,
            text,
            choices=choices,
            is_news=job.outcome is not Stage.CANCELLED or bool(job.words),
            language=job.language,
        )
    reel, language = await crew.archive.at_hand(job.reel.file), job.language
    footage = job.reel.footage if reel else None
    return Delivery(job.id, text, reel, footage, choices, language=language, is_veiled=job.is_veiled)


def _again(job: Job, trouble: Unavailable | Misconfigured, crew: Crew) -> Change:
    """Surely not posted: later, as often as the policy says, then it waits in the list of reels."""
    if job.deliveries >= crew.policy.deliveries:
        return _closed(job, crew)
    wait = backoff(job.deliveries, trouble.retry_in if isinstance(trouble, Unavailable) else None)
    return Change(job, due_at=crew.clock() + wait)


def _closed(job: Job, crew: Crew) -> Change:
    now = crew.clock()
    outcome = job.outcome or Stage.FAILED
    ended = job.but(stage=outcome, stage_at=now, closed_at=now)
    return Change(ended, due_at=None, entries=close(job.hold, job.bill or NOTHING, now))
