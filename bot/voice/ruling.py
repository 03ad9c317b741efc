"""What those who run the bot hear: budgets, the queue, spending, and what was decided."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.voice.times import when
from bot.voice.tongue import count, say
from core.books.account import Standing
from core.books.money import dollars
from core.reel.job import Job, Stage
from core.store import Ruling
from core.talk import Reply

_BAR = 20


def done(words: str) -> Reply:
    """Something was decided and entered."""
    return Reply(say("Done, and entered: {words}", words=words))


def standing(account: str, known: Standing) -> Reply:
    """What was settled for an account."""
    block = known.block
    usual = say("as everybody")
    blocked = say("Not blocked.")
    if block:
        reason = block.reason or say("no reason given")
        blocked = (
            say("Blocked until {time} UTC: {reason}", time=when(block.until), reason=reason)
            if block.until
            else say("Blocked: {reason}", reason=reason)
        )
    lines = [
        say("{account}: tier {tier}, days by {zone}", account=account, tier=known.tier, zone=known.zone),
        say("Budget: {parts}", parts=_overrides(known.quota) or usual),
        say("Each member's share: {parts}", parts=_overrides(known.share) or usual),
        blocked,
    ]
    return Reply("\n".join(lines))


def queue(stages: Mapping[Stage, int], crowd: Sequence[tuple[str, int]]) -> Reply:
    """Who waits, and where."""
    if not stages:
        return Reply(say("Nothing is under way."))
    lines = [count(sum(stages.values()), "{number} reel is under way:", "{number} reels are under way:")]
    lines += [f"{number:>6}  {stage}" for stage, number in stages.items()]
    lines += [say("Most of them of:"), *(f"{number:>6}  {account}" for account, number in crowd)]
    return Reply("\n".join(lines))


def jobs(known: Sequence[Job]) -> Reply:
    """Jobs of anybody."""
    if not known:
        return Reply(say("There are none."))
    return Reply(
        "\n".join(f"{job.id} · {when(job.opened_at)} · {job.stage} · {_price(job)}" for job in known)
    )


def daily(title: str, days: Mapping[str, tuple[int, int]]) -> Reply:
    """What was spent, day by day, with a bar for each."""
    if not days:
        return Reply(say("{title}: nothing yet.", title=title))
    most = max(micros for _, micros in days.values()) or 1
    lines = [
        f"{day[5:]} {'█' * round(_BAR * max(micros, 0) / most):<{_BAR}} {dollars(micros)}, {_reels(reels)}"
        for day, (reels, micros) in days.items()
    ]
    total = sum(micros for _, micros in days.values())
    return Reply("\n".join([f"{title}: {dollars(total)}", *lines]))


def spent_on(title: str, rows: Sequence[tuple[str, int, int]]) -> Reply:
    """What was spent, by what."""
    lines = [
        f"{dollars(micros):>10}  {_reels(number, '>5')}  {name or say('none')}"
        for name, number, micros in rows
    ]
    return Reply("\n".join([title, *(lines or [say("nothing yet")])]))


def rulings(known: Sequence[Ruling]) -> Reply:
    """Who decided what."""
    lines = [f"{when(each.at)} {each.by}: {each.what} {each.to} {each.words}".rstrip() for each in known]
    return Reply("\n".join(lines) or say("Nothing was decided yet."))


def _overrides(parts: Mapping[str, int | None]) -> str:
    return ", ".join(f"{_words(name, most)}" for name, most in parts.items())


def _words(name: str, most: int | None) -> str:
    if most is None:
        return say("{limit} unlimited", limit=name.replace("micros", "dollars"))
    value = dollars(most) if name.startswith("micros") else str(most)
    return f"{name.replace('micros', 'dollars')} {value}"


def _reels(number: int, width: str = "") -> str:
    return count(number, "{padded} reel", "{padded} reels", padded=format(number, width))


def _price(job: Job) -> str:
    return dollars(job.bill.account_micros) if job.bill else say("quoted {price}", price=dollars(job.quote))


def until_words(until: datetime | None) -> str:
    """How long a block holds."""
    return say("until {time} UTC", time=when(until)) if until else say("until it is lifted")
