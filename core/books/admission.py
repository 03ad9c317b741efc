"""Whether a job may be opened: who pays for it, and by which rules. Pure; the storage asks in a transaction.

A person pays for what they order, unless the group where they order has a budget of its own.
Whoever pays, three rules have to agree: the payer's, in a group that pays each member's share of
it, and the rule for the whole bot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from core.books.account import PLAIN, Block, Standing, Terms
from core.books.ledger import BOT
from core.books.quota import Limit, Quota, Usage, exceeded
from core.reel.job import Approver, Job, Stage

_SHUT_OUT = "Nothing new is taken from you for now."
_SHUT = "Nothing new is taken for now."


class Whose(StrEnum):
    """Whose rule stands in the way."""

    PERSON = "person"
    GROUP = "group"
    SHARE = "share"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Purse:
    """One of the sums that a job counts towards, by the account's key, and the rule for it.

    All of them count by the days of whoever pays, in their time `zone`.
    """

    whose: Whose
    key: str
    rule: Quota
    zone: str


@dataclass(frozen=True, slots=True)
class Barred:
    """Nothing new is taken: from whom, until when, and why."""

    whose: Whose
    block: Block


def seated(job: Job, terms: Terms, standings: Mapping[str, Standing]) -> Job:
    """The job with who pays for it, by whose day, and who has to approve it.

    `job.account` is the person's own on the way in. What comes through the door with a key of
    somebody's own (`via`) was agreed to by that; the smallest threshold counts.
    """
    own, group = standings.get(job.account, PLAIN), standings.get(job.group, PLAIN)
    job = _to_be_approved(job, own, group, terms)
    if not job.group or not group.pays:
        day = own.day(job.opened_at)
        return job if (job.share, job.day) == (job.account, day) else job.but(share=job.account, day=day)
    share = f"{job.group}/{job.account}"
    return job.but(account=job.group, share=share, day=group.day(job.opened_at))


def _to_be_approved(job: Job, own: Standing, group: Standing, terms: Terms) -> Job:
    """The job with who has to say yes to its price, or to that of its whole batch, if anybody has."""
    price = job.batch.quote if job.batch else job.quote
    if group.admins_above is not None and price > group.admins_above:
        approver = Approver.ADMINS
    elif job.asks_first or (
        not job.via
        and any(
            most is not None and price > most for most in (terms.asks_above, own.asks_above, group.asks_above)
        )
    ):
        approver = Approver.REQUESTER
    else:
        return job
    stage = Stage.APPROVAL if job.stage is Stage.RENDERING else job.stage
    return job.but(approver=approver, stage=stage)


def purses(job: Job, own: str, terms: Terms, standings: Mapping[str, Standing]) -> tuple[Purse, ...]:
    """The rules for a seated job of the account `own`, the payer's first."""
    payer, bot = standings.get(job.account, PLAIN), standings.get(BOT, PLAIN)
    last = Purse(Whose.BOT, BOT, terms.of_bot(bot), payer.zone)
    if job.account == own:
        return Purse(Whose.PERSON, own, terms.of_person(payer, job.requester), payer.zone), last
    return (
        Purse(Whose.GROUP, job.account, terms.of_group(payer), payer.zone),
        Purse(Whose.SHARE, job.share, terms.of_share(payer), payer.zone),
        last,
    )


def covered(batch: Sequence[Job], rule: Quota, usage: Usage, worth: int) -> tuple[Job, ...]:
    """The batch of one person, with bought reels for what the rule has no room for, as far as they reach.

    A reel dearer than one is `worth` takes several. What costs nothing is never paid with them.
    """
    if not usage.bought:
        return tuple(batch)
    jobs, left, rule = [], usage.bought, replace(rule, at_once=None)
    for job in batch:
        needed = -(-job.quote // worth)
        may_buy = job.quote and needed <= left and not job.is_within_quota
        if may_buy and exceeded(rule, usage, job.quote, job.reels) is not None:
            jobs.append(job.but(bought=needed))
            left -= needed
        else:
            jobs.append(job)
            usage = usage.plus(job.reels, job.quote)
    return tuple(jobs)


def hindered(batch: Sequence[Job], purse: Purse, usage: Usage) -> Limit | None:
    """The first limit of one of the sums that the whole batch would break, None when there is room.

    Of the person's own, what was bought counts only for the reels at once.
    """
    is_own = purse.whose is Whose.PERSON
    counted = [job for job in batch if not (is_own and job.bought)]
    rule = purse.rule if counted else Quota(at_once=purse.rule.at_once)
    micros, reels = sum(job.quote for job in counted), sum(job.reels for job in counted)
    return exceeded(rule, usage, micros, reels, len(batch))


def barred(own: str, group: str, standings: Mapping[str, Standing], now: datetime) -> Barred | None:
    """The block that keeps a person from ordering in a group, None when there is none."""
    for whose, key in ((Whose.BOT, BOT), (Whose.GROUP, group), (Whose.PERSON, own)):
        block = standings.get(key, PLAIN).block if key else None
        if block is not None and block.holds(now):
            return Barred(whose, block)
    return None


def closed(bar: Barred) -> str:
    """Nothing new is taken, in words for those who come through the door: from whom, until when, and why."""
    until = f"{bar.block.until:%d %b %H:%M} UTC" if bar.block.until else ""
    if bar.whose is Whose.PERSON:
        words = f"Nothing new is taken from you until {until}." if until else _SHUT_OUT
    else:
        words = f"Nothing new is taken until {until}." if until else _SHUT
    reason = bar.block.reason.rstrip(".")
    return " ".join([words, *([f"The reason: {reason}."] if reason else [])])
