"""What stands in the way of an order: a limit, whose it is, and when it starts anew."""

from datetime import datetime

from bot.voice.times import next_month, span, until_midnight, when
from core.admission import Barred, Whose
from core.money import dollars
from core.quota import Limit, Quota, Usage
from core.store import Opened
from core.talk import Reply

_ITS = {
    Whose.PERSON: "your",
    Whose.GROUP: "this group's",
    Whose.SHARE: "your share of this group's",
    Whose.BOT: "everybody's",
}


def over_quota(opened: Opened, quote: int, now: datetime, drawn: str) -> Reply:
    """A limit stands in the way; `drawn` is the command for the same as an animatic, which costs nothing."""
    if opened.limit is Limit.AT_ONCE:
        return Reply(_all_at_once(opened))
    if opened.limit in (Limit.REELS_PER_DAY, Limit.REELS_PER_MONTH):
        return Reply(_no_reels(opened, now))
    return Reply(_too_dear(opened, quote, now), (("Draw it instead", drawn),))


def barred(bar: Barred, now: datetime) -> Reply:
    """Nothing new is taken from somebody, from a group, or at all."""
    until = bar.block.until
    how_long = f" until {when(until)} UTC, for {span((until - now).total_seconds())}" if until else ""
    heads = {
        Whose.BOT: f"No new reels are taken{how_long}; what is under way is finished.",
        Whose.GROUP: f"No reels are taken from this group{how_long}.",
        Whose.PERSON: f"No reels are taken from you{how_long}.",
    }
    reason = f" The reason: {bar.block.reason.rstrip('.')}." if bar.block.reason else ""
    return Reply(f"{heads[bar.whose]}{reason}")


def left(usage: Usage, quote: int) -> str:
    """What of the rule is left, as far as it matters for a price like this; empty when all is unlimited."""
    rule, parts = usage.rule or Quota(), []
    if rule.reels_per_day is not None:
        parts.append(f"{max(0, rule.reels_per_day - usage.reels_today)} of {rule.reels_per_day} reels")
    if quote and rule.micros_per_day is not None:
        parts.append(dollars(max(0, rule.micros_per_day - usage.micros_today)))
    text = f"Left today: {' and '.join(parts)}." if parts else ""
    if quote and rule.micros_per_month is not None:
        text += f" This month: {dollars(max(0, rule.micros_per_month - usage.micros_this_month))}."
    return text


def _all_at_once(opened: Opened) -> str:
    who = {Whose.PERSON: "You have", Whose.SHARE: "You have", Whose.GROUP: "This group has"}
    number = opened.usage.under_way
    reels = "1 reel" if number == 1 else f"{number} reels"
    head = f"{who.get(opened.whose, 'Everybody together has')} {reels} under way"
    return f"{head}, and more do not go at once. /status shows how they are doing."


def _no_reels(opened: Opened, now: datetime) -> str:
    usage, rule = opened.usage, opened.usage.rule or Quota()
    is_today = opened.limit is Limit.REELS_PER_DAY
    cap = (rule.reels_per_day if is_today else rule.reels_per_month) or 0
    used = usage.reels_today if is_today else usage.reels_this_month
    if not cap:
        span_name = "day" if is_today else "month"
        words = f"the limit is 0 a {span_name}. Whoever runs this bot can raise it."
        return f"No reels are made here at the moment: {words}"
    is_own = opened.whose is Whose.PERSON
    spent = f"You have used {used} of" if is_own else f"{used} are used of"
    reels = f"{spent} {_ITS[opened.whose]} {cap} reels for {'today' if is_today else 'this month'}"
    return f"{reels[0].upper()}{reels[1:]}. The count starts anew {_anew(usage, now, is_today=is_today)}."


def _too_dear(opened: Opened, quote: int, now: datetime) -> str:
    usage, rule = opened.usage, opened.usage.rule or Quota()
    is_today = opened.limit is Limit.MICROS_PER_DAY
    cap = (rule.micros_per_day if is_today else rule.micros_per_month) or 0
    used = usage.micros_today if is_today else usage.micros_this_month
    if not cap:
        return f"It would cost {dollars(quote)}, and paid reels are switched off here. An animatic is free."
    return (
        f"This one costs {dollars(quote)}. Of {_ITS[opened.whose]} {dollars(cap)} for "
        f"{'today' if is_today else 'this month'}, {dollars(used)} are used; "
        f"that starts anew {_anew(usage, now, is_today=is_today)}. An animatic costs nothing at any time."
    )


def _anew(usage: Usage, now: datetime, *, is_today: bool) -> str:
    return f"at {until_midnight(now, usage.zone)}" if is_today else f"at {next_month(now, usage.zone)}"
