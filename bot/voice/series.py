"""What is said about a series: its card, what was settled, and the news of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.voice import approval
from bot.voice.asking import short
from bot.voice.rewording import reword
from bot.voice.times import full_day, weekday
from bot.voice.tongue import both, count, mark, mark_count, say, speaking
from core.books.money import dollars
from core.books.quota import Limit
from core.reel.job import Job
from core.reel.niche import Niche
from core.series.cards import PATIENCE
from core.series.series import News, Series, Why
from core.series.timetable import EVERY_DAY, Timetable
from core.talk import Choice, Reply

WHICH_DAYS = mark("days can be daily, weekdays, weekends, or days such as mon,wed,fri.")
WHAT_TIME = mark("time is a time of day, such as 18:00 or 6pm.")
DAILY = mark("day days daily everyday")
"""Words for every day, in the language that is spoken."""
BESIDE = mark("every each on at and the o'clock")
"""Words that go with days and times and change nothing."""
EACH = mark("every each on the")
"""Words of those before which a number is no time of day."""
THROUGH = mark("to through until till")
"""Words between the first day and the last."""
AROUND = mark("from of the")
"""Words that go with days from one to another."""
_SHOWN = 7
_CHANGE = mark(
    "Change any part by naming it: /series days=mon,thu time=18:00 budget=5. An idea of yours: /series idea=…"
)
_SETTLE = (
    (mark("Pause"), "/series do=pause"),
    (mark("Skip the next"), "/series do=skip"),
    (mark("Stop"), "/series do=stop"),
)
_LIMITS = {
    Limit.AT_ONCE: mark("Your series left out {days}: too many of your reels are under way."),
    Limit.REELS_PER_DAY: mark("Your series left out {days}: your reels of that day are used up."),
    Limit.REELS_PER_MONTH: mark("Your series left out {days}: your reels of this month are used up."),
    Limit.MICROS_PER_DAY: mark("Your series left out {days}: what you may spend on a day is used up."),
    Limit.MICROS_PER_MONTH: mark("Your series left out {days}: what you may spend this month is used up."),
}


def no_date(typed: str) -> str:
    """Words that name no days and no time."""
    words = (
        "I do not understand when you mean by “{text}”. Say it like this: /series every monday at 9, "
        "/series daily 18:30, or /series days=mon,thu time=18:00"
    )
    return say(words, text=short(typed))


def none_yet() -> Reply:
    """Asked for a series, but there is none."""
    text = say(
        "You have no series. I can make a reel of your niche on a schedule, for example every Monday and "
        "Thursday at 18:00: /series days=mon,thu time=18:00 zone=Europe/Berlin budget=5\n"
        "I plan the ideas, and show you each storyboard before anything is made."
    )
    return Reply(text, ((say("Every day at 18:00"), "/series days=daily time=18:00"),))


def card(series: Series, niche: Niche | None) -> Reply:
    """The series with all that is settled, and what comes next."""
    reply = Reply("\n".join([*_settled(series), *_ahead(series), say(_CHANGE)]), _buttons(series))
    return reply if niche in (None, series.niche) else may_follow(reply, series)


def may_follow(reply: Reply, series: Series) -> Reply:
    """The answer to somebody whose niche is not that of their series any more."""
    keeps = say("Your series keeps the niche that it began with: {niche}.", niche=short(series.niche.subject))
    follow = say("Let the series follow"), "/series do=follow"
    return replace(reply, text=f"{reply.text}\n{keeps}", choices=(*reply.choices, follow))


def settled(series: Series, quote: int, *, is_new: bool) -> Reply:
    """A series was begun or changed."""
    price = say("A reel costs nothing now.")
    if quote:
        price = say("One reel costs at most {price} now.", price=dollars(quote))
    head = say("Your series begins.") if is_new else say("Changed.")
    planning = [say("I plan the ideas now, and tell you.")] if is_new else _ahead(series)
    return Reply("\n".join([head, *_settled(series), price, *planning]), _buttons(series))


def too_much(told: int, most: int) -> str:
    """A budget over what the account may use."""
    words = "You may spend {most} a month here, so a series cannot have {price}."
    return say(words, most=dollars(most), price=dollars(told))


def done(series: Series, deed: str) -> Reply:
    """It was paused, resumed, skipped or stopped."""
    if deed == "follow":
        follows = say("Your series follows your niche now: {niche}.", niche=short(series.niche.subject))
        plans = say("I plan the ideas now, and tell you.") if series.lacks_ideas else ""
        return Reply(" ".join(filter(None, [follows, plans])), _buttons(series))
    if series.is_stopped:
        return Reply(say("The series has ended. What is under way is still finished; /cancel stops that."))
    if series.is_paused:
        resume = ((say("Resume"), "/series do=resume"),)
        return Reply(say("Paused: nothing is made until you resume it."), resume)
    said = say("It goes on; what went by meanwhile is not made up for.")
    if deed == "skip":
        said = say("Skipped.")
    return Reply("\n".join([said, _next(series)]), _buttons(series))


def another() -> Reply:
    """Another storyboard is written for the date of a card."""
    words = (
        "I write another storyboard for that date and show it to you here; nothing is made before your yes."
    )
    return Reply(say(words))


def wished(series: Series, idea: str) -> Reply:
    """Somebody's own idea comes next."""
    noted = say("Noted: “{idea}” comes next.", idea=short(idea))
    return Reply(f"{noted} {_next(series)}", _buttons(series))


def news(series: Series, told: News, job: Job | None) -> tuple[str, tuple[Choice, ...]]:
    """What happened, in words and buttons; empty when there is nothing to say."""
    with speaking(series.language):
        return _news(series, told, job)


def _news(series: Series, told: News, job: Job | None) -> tuple[str, tuple[Choice, ...]]:
    parts = [_left_out(series, told)] if told.skipped else []
    if told.is_plan:
        parts.append("\n".join([say("Planned for your series:"), *_ahead(series)]))
    if told.is_resting:
        parts.append(
            count(
                PATIENCE,
                "My last storyboard had no answer, so your series is paused; the idea is kept. "
                "Press Resume or say /series do=resume, and it goes on with the next date.",
                "My last {number} storyboards had no answer, so your series is paused; the ideas are kept. "
                "Press Resume or say /series do=resume, and it goes on with the next date.",
            )
        )
    if job is not None:
        ask = say("Your series “{niche}”: shall I make this one?", niche=short(series.niche.subject))
        parts.append(f"{ask}\n\n{approval.card(job)}")
        return "\n\n".join(parts), (*approval.choices(job), (say("Pause the series"), "/series do=pause"))
    return "\n\n".join(parts), _buttons(series) if parts else ()


def _settled(series: Series) -> list[str]:
    words = (
        mark("{when}; I show you each storyboard first.")
        if series.asks_first
        else mark("{when}; I make each without asking.")
    )
    return [
        say(
            "Series: {niche}, {seconds} s for {platform}.",
            niche=series.niche.subject,
            seconds=series.seconds,
            platform=series.niche.platform.label,
        ),
        say(words, when=_when(series.timetable)),
        say(
            "It may cost {price} a month at most, within what you may spend anyway.",
            price=dollars(series.budget),
        ),
        _next(series),
    ]


def _ahead(series: Series) -> list[str]:
    if not series.ideas:
        return [say("No idea is planned yet.") if not series.is_dry else say(_DRY)]
    return [f"{number}. {short(idea, 120)}" for number, idea in enumerate(series.ideas[:_SHOWN], start=1)]


_DRY = mark("I have no further idea that you have not had; tell me one: /series idea=…")


def _next(series: Series) -> str:
    if series.due_at is None:
        return say("It has ended.") if series.is_stopped else say("It is paused.")
    return say("The next one: {time}.", time=_moment(series.due_at, series.timetable.zone))


def _when(table: Timetable) -> str:
    told = {"time": f"{table.hour:02}:{table.minute:02}", "zone": table.zone}
    if table.days == EVERY_DAY:
        return say("Every day at {time} ({zone})", **told)
    return say("Every {days} at {time} ({zone})", days=both([weekday(day) for day in table.days]), **told)


def _moment(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{weekday(local.weekday())} {full_day(local)}, {local:%H:%M}"


def _left_out(series: Series, told: News) -> str:
    which = _dates(told.skipped)
    match told.why:
        case Why.AWAY:
            return say("I was not running, so your series left out {days}.", days=which)
        case Why.BUDGET:
            month = (told.skipped[-1].replace(day=1) + timedelta(days=32)).replace(day=1)
            return say(
                "Your series left out {days}: its budget of {price} for that month is "
                "used up. It goes on by itself on {day}, or with /series budget=…",
                days=which,
                price=dollars(series.budget),
                day=full_day(month),
            )
        case Why.QUOTA:
            usual = mark("Your series left out {days}: your quota is used up.")
            return say(_LIMITS.get(Limit(told.detail), usual), days=which)
        case Why.NO_IDEA:
            return f"{say('Your series left out {days}.', days=which)} {say(_DRY)}"
    return f"{say('Your series left out {days}.', days=which)} {reword(told.detail)}".rstrip()


def _dates(days: Sequence[date]) -> str:
    first, last = full_day(days[0]), full_day(days[-1])
    if len(days) == 1:
        return first
    if len(days) == 2:
        return both([first, last])
    one, many = mark_count("{number} dates, {first} to {last}")
    return count(len(days), one, many, first=first, last=last)


def _buttons(series: Series) -> tuple[Choice, ...]:
    if series.is_stopped:
        return ()
    settle = tuple((say(label), line) for label, line in _SETTLE)
    return settle if series.due_at is not None else ((say("Resume"), "/series do=resume"), settle[-1])
