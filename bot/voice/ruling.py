"""What those who run the bot hear: budgets, the queue, spending, and what was decided."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.voice.times import when
from core.account import Standing
from core.job import Job, Stage
from core.money import dollars
from core.store import Ruling
from core.talk import Reply

_BAR = 20


def done(words: str) -> Reply:
    """Something was decided and entered."""
    return Reply(f"Done, and entered: {words}")


def standing(account: str, known: Standing) -> Reply:
    """What was settled for an account."""
    block = known.block
    until = f" until {when(block.until)} UTC" if block and block.until else ""
    lines = [
        f"{account}: tier {known.tier}, days by {known.zone}",
        f"Budget: {_overrides(known.quota) or 'as everybody'}",
        f"Each member's share: {_overrides(known.share) or 'as everybody'}",
        f"Blocked{until}: {block.reason or 'no reason given'}" if block else "Not blocked.",
    ]
    return Reply("\n".join(lines))


def queue(stages: Mapping[Stage, int], crowd: Sequence[tuple[str, int]]) -> Reply:
    """Who waits, and where."""
    if not stages:
        return Reply("Nothing is under way.")
    lines = [f"{sum(stages.values())} reels are under way:"]
    lines += [f"{number:>6}  {stage}" for stage, number in stages.items()]
    lines += ["Most of them of:", *(f"{number:>6}  {account}" for account, number in crowd)]
    return Reply("\n".join(lines))


def jobs(known: Sequence[Job]) -> Reply:
    """Jobs of anybody."""
    if not known:
        return Reply("There are none.")
    return Reply(
        "\n".join(f"{job.id} · {when(job.opened_at)} · {job.stage} · {_price(job)}" for job in known)
    )


def daily(title: str, days: Mapping[str, tuple[int, int]]) -> Reply:
    """What was spent, day by day, with a bar for each."""
    if not days:
        return Reply(f"{title}: nothing yet.")
    most = max(micros for _, micros in days.values()) or 1
    lines = [
        f"{day[5:]} {'█' * round(_BAR * max(micros, 0) / most):<{_BAR}} {dollars(micros)}, {reels} reels"
        for day, (reels, micros) in days.items()
    ]
    total = sum(micros for _, micros in days.values())
    return Reply("\n".join([f"{title}: {dollars(total)}", *lines]))


def spent_on(title: str, rows: Sequence[tuple[str, int, int]]) -> Reply:
    """What was spent, by what."""
    lines = [f"{dollars(micros):>10}  {number:>5} reels  {name or 'none'}" for name, number, micros in rows]
    return Reply("\n".join([title, *(lines or ["nothing yet"])]))


def rulings(known: Sequence[Ruling]) -> Reply:
    """Who decided what."""
    lines = [f"{when(each.at)} {each.by}: {each.what} {each.to} {each.words}".rstrip() for each in known]
    return Reply("\n".join(lines) or "Nothing was decided yet.")


def _overrides(parts: Mapping[str, int | None]) -> str:
    return ", ".join(f"{_words(name, most)}" for name, most in parts.items())


def _words(name: str, most: int | None) -> str:
    if most is None:
        return f"{name.replace('micros', 'dollars')} unlimited"
    value = dollars(most) if name.startswith("micros") else str(most)
    return f"{name.replace('micros', 'dollars')} {value}"


def _price(job: Job) -> str:
    return dollars(job.bill.account_micros) if job.bill else f"quoted {dollars(job.quote)}"


def until_words(until: datetime | None) -> str:
    """How long a block holds."""
    return f"until {when(until)} UTC" if until else "until it is lifted"
