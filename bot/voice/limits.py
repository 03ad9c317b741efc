"""What stands in the way of an order: a limit, whose it is, and when it starts anew."""

from dataclasses import replace
from datetime import datetime

from bot.voice.times import next_month, span, until_midnight, when
from bot.voice.tongue import both, count, mark, mark_count, say
from core.books.admission import Barred, Whose
from core.books.money import dollars
from core.books.quota import Limit, Quota, Usage
from core.store import Opened
from core.talk import Reply

_BARRED = {
    Whose.BOT: mark("No new reels are taken; what is under way is finished."),
    Whose.GROUP: mark("No reels are taken from this group."),
    Whose.PERSON: mark("No reels are taken from you."),
}
_BARRED_UNTIL = {
    Whose.BOT: mark("No new reels are taken until {time} UTC, for {span}; what is under way is finished."),
    Whose.GROUP: mark("No reels are taken from this group until {time} UTC, for {span}."),
    Whose.PERSON: mark("No reels are taken from you until {time} UTC, for {span}."),
}
_REELS_TODAY = {
    Whose.PERSON: mark_count(
        "You have used {used} of your {number} reel for today.",
        "You have used {used} of your {number} reels for today.",
    ),
    Whose.GROUP: mark_count(
        "This group has used {used} of its {number} reel for today.",
        "This group has used {used} of its {number} reels for today.",
    ),
    Whose.SHARE: mark_count(
        "You have used {used} of your {number} reel for today, your share of this group's.",
        "You have used {used} of your {number} reels for today, your share of this group's.",
    ),
    Whose.BOT: mark_count(
        "Everybody together has used {used} of {number} reel for today.",
        "Everybody together has used {used} of {number} reels for today.",
    ),
}
_MONEY_TODAY = {
    Whose.PERSON: mark("Of your {limit} for today, {used} are used; that starts anew at {time}."),
    Whose.GROUP: mark("Of this group's {limit} for today, {used} are used; that starts anew at {time}."),
    Whose.SHARE: mark(
        "Of your share of this group's {limit} for today, {used} are used; that starts anew at {time}."
    ),
    Whose.BOT: mark("Of everybody's {limit} for today, {used} are used; that starts anew at {time}."),
}
_REELS_THIS_MONTH = {
    Whose.PERSON: mark_count(
        "You have used {used} of your {number} reel for this month.",
        "You have used {used} of your {number} reels for this month.",
    ),
    Whose.GROUP: mark_count(
        "This group has used {used} of its {number} reel for this month.",
        "This group has used {used} of its {number} reels for this month.",
    ),
    Whose.SHARE: mark_count(
        "You have used {used} of your {number} reel for this month, your share of this group's.",
        "You have used {used} of your {number} reels for this month, your share of this group's.",
    ),
    Whose.BOT: mark_count(
        "Everybody together has used {used} of {number} reel for this month.",
        "Everybody together has used {used} of {number} reels for this month.",
    ),
}
_MONEY_THIS_MONTH = {
    Whose.PERSON: mark("Of your {limit} for this month, {used} are used; that starts anew at {time}."),
    Whose.GROUP: mark("Of this group's {limit} for this month, {used} are used; that starts anew at {time}."),
    Whose.SHARE: mark(
        "Of your share of this group's {limit} for this month, {used} are used; that starts anew at {time}."
    ),
    Whose.BOT: mark("Of everybody's {limit} for this month, {used} are used; that starts anew at {time}."),
}


def over_quota(opened: Opened, quote: int, now: datetime, drawn: str) -> Reply:
    """A limit stands in the way; `drawn` is the command for the same as an animatic, which costs nothing."""
    if opened.limit is Limit.AT_ONCE:
        return Reply(_all_at_once(opened))
    if opened.limit in (Limit.REELS_PER_DAY, Limit.REELS_PER_MONTH):
        return Reply(_no_reels(opened, now))
    return Reply(_too_dear(opened, quote, now), ((say("Draw it instead"), drawn),))


def with_shop(reply: Reply, opened: Opened, quote: int) -> Reply:
    """The same, with where reels can be bought, when those would help."""
    if opened.whose is not Whose.PERSON or opened.limit is Limit.AT_ONCE or not quote:
        return reply
    return replace(reply, choices=(*reply.choices, (say("Buy reels"), "/buy")))


def barred(bar: Barred, now: datetime) -> Reply:
    """Nothing new is taken from somebody, from a group, or at all."""
    until = bar.block.until
    if until:
        told = {"time": when(until), "span": span((until - now).total_seconds())}
        head = say(_BARRED_UNTIL[bar.whose], **told)
    else:
        head = say(_BARRED[bar.whose])
    if not bar.block.reason:
        return Reply(head)
    return Reply(f"{head} {say('The reason: {reason}.', reason=bar.block.reason.rstrip('.'))}")


def left(usage: Usage, quote: int) -> str:
    """What of the rule is left, as far as it matters for a price like this; empty when all is unlimited."""
    rule, parts = usage.rule or Quota(), []
    if rule.reels_per_day is not None:
        free, day = max(0, rule.reels_per_day - usage.reels_today), rule.reels_per_day
        parts.append(count(day, "{left} of {number} reel", "{left} of {number} reels", left=free))
    if quote and rule.micros_per_day is not None:
        parts.append(dollars(max(0, rule.micros_per_day - usage.micros_today)))
    text = say("Left today: {parts}.", parts=both(parts)) if parts else ""
    if quote and rule.micros_per_month is not None:
        price = dollars(max(0, rule.micros_per_month - usage.micros_this_month))
        text += f" {say('This month: {price}.', price=price)}"
    if usage.bought:
        text += f" {say('Bought and not used: {number}.', number=usage.bought)}"
    return text.lstrip()


def _all_at_once(opened: Opened) -> str:
    number = opened.usage.under_way
    match opened.whose:
        case Whose.PERSON | Whose.SHARE:
            head = count(
                number,
                "You have {number} reel under way, and more do not go at once.",
                "You have {number} reels under way, and more do not go at once.",
            )
        case Whose.GROUP:
            head = count(
                number,
                "This group has {number} reel under way, and more do not go at once.",
                "This group has {number} reels under way, and more do not go at once.",
            )
        case _:
            head = count(
                number,
                "Everybody together has {number} reel under way, and more do not go at once.",
                "Everybody together has {number} reels under way, and more do not go at once.",
            )
    return f"{head} {say('/status shows how they are doing.')}"


def _no_reels(opened: Opened, now: datetime) -> str:
    usage, rule = opened.usage, opened.usage.rule or Quota()
    is_today = opened.limit is Limit.REELS_PER_DAY
    cap = (rule.reels_per_day if is_today else rule.reels_per_month) or 0
    used = usage.reels_today if is_today else usage.reels_this_month
    if not cap:
        if is_today:
            return say(
                "No reels are made here at the moment: the limit is 0 a day. "
                "Whoever runs this bot can raise it."
            )
        return say(
            "No reels are made here at the moment: the limit is 0 a month. "
            "Whoever runs this bot can raise it."
        )
    one, many = (_REELS_TODAY if is_today else _REELS_THIS_MONTH)[opened.whose]
    spent = count(cap, one, many, used=used)
    return f"{spent} {say('The count starts anew at {time}.', time=_anew(usage, now, is_today=is_today))}"


def _too_dear(opened: Opened, quote: int, now: datetime) -> str:
    usage, rule = opened.usage, opened.usage.rule or Quota()
    is_today = opened.limit is Limit.MICROS_PER_DAY
    cap = (rule.micros_per_day if is_today else rule.micros_per_month) or 0
    used = usage.micros_today if is_today else usage.micros_this_month
    if not cap:
        words = "It would cost {price}, and paid reels are switched off here. An animatic is free."
        return say(words, price=dollars(quote))
    of = say(
        (_MONEY_TODAY if is_today else _MONEY_THIS_MONTH)[opened.whose],
        limit=dollars(cap),
        used=dollars(used),
        time=_anew(usage, now, is_today=is_today),
    )
    free = say("An animatic costs nothing at any time.")
    return f"{say('This one costs {price}.', price=dollars(quote))} {of} {free}"


def _anew(usage: Usage, now: datetime, *, is_today: bool) -> str:
    return until_midnight(now, usage.zone) if is_today else next_month(now, usage.zone)
