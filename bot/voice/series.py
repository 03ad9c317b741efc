"""What is said about a series: its card, what was settled, and the news of it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.voice import approval
from bot.voice.asking import short
from bot.voice.tongue import speaking
from core.job import Job
from core.money import dollars
from core.quota import Limit
from core.series import News, Series, Why
from core.talk import Choice, Reply
from core.timetable import EVERY_DAY, Timetable

WHICH_DAYS = "days can be daily, weekdays, weekends, or days such as mon,wed,fri."
WHAT_TIME = "time is a time of day, such as 18:00 or 6pm."
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHOWN = 7
_CHANGE = (
    "Change any part by naming it: /series days=mon,thu time=18:00 budget=5. An idea of yours: /series idea=…"
)
_SETTLE = ("Pause", "/series do=pause"), ("Skip the next", "/series do=skip"), ("Stop", "/series do=stop")
_LIMITS = {
    Limit.AT_ONCE: "too many of your reels are under way",
    Limit.REELS_PER_DAY: "your reels of that day are used up",
    Limit.REELS_PER_MONTH: "your reels of this month are used up",
    Limit.MICROS_PER_DAY: "what you may spend on a day is used up",
    Limit.MICROS_PER_MONTH: "what you may spend this month is used up",
}


def none_yet() -> Reply:
    """Asked for a series, but there is none."""
    text = (
        "You have no series. I can make a reel of your niche on a schedule, for example every Monday and "
        "Thursday at 18:00: /series days=mon,thu time=18:00 zone=Europe/Berlin budget=5\n"
        "I plan the ideas, and show you each storyboard before anything is made."
    )
    return Reply(text, (("Every day at 18:00", "/series days=daily time=18:00"),))


def card(series: Series) -> Reply:
    """The series with all that is settled, and what comes next."""
    return Reply("\n".join([*_settled(series), *_ahead(series), _CHANGE]), _buttons(series))


def settled(series: Series, quote: int, *, is_new: bool) -> Reply:
    """A series was begun or changed."""
    price = f"One reel costs at most {dollars(quote)} now." if quote else "A reel costs nothing now."
    head = "Your series begins." if is_new else "Changed."
    planning = ["I plan the ideas now, and tell you."] if is_new else _ahead(series)
    return Reply("\n".join([head, *_settled(series), price, *planning]), _buttons(series))


def too_much(told: int, most: int) -> str:
    """A budget over what the account may use."""
    return f"You may spend {dollars(most)} a month here, so a series cannot have {dollars(told)}."


def done(series: Series, deed: str) -> Reply:
    """It was paused, resumed, skipped or stopped."""
    if series.is_stopped:
        return Reply("The series has ended. What is under way is still finished; /cancel stops that.")
    if series.is_paused:
        return Reply("Paused: nothing is made until you resume it.", (("Resume", "/series do=resume"),))
    said = "Skipped." if deed == "skip" else "It goes on; what went by meanwhile is not made up for."
    return Reply("\n".join([said, _next(series)]), _buttons(series))


def wished(series: Series, idea: str) -> Reply:
    """Somebody's own idea comes next."""
    return Reply(f"Noted: “{short(idea)}” comes next. {_next(series)}", _buttons(series))


def news(series: Series, told: News, job: Job | None) -> tuple[str, tuple[Choice, ...]]:
    """What happened, in words and buttons; empty when there is nothing to say."""
    with speaking(series.language):
        return _news(series, told, job)


def _news(series: Series, told: News, job: Job | None) -> tuple[str, tuple[Choice, ...]]:
    parts = [_left_out(series, told)] if told.skipped else []
    if told.is_plan:
        parts.append("\n".join(["Planned for your series:", *_ahead(series)]))
    if job is not None:
        parts.append(
            f"Your series “{short(series.niche.subject)}”: shall I make this one?\n\n{approval.card(job)}"
        )
        return "\n\n".join(parts), (*approval.choices(job), ("Pause the series", "/series do=pause"))
    return "\n\n".join(parts), _buttons(series) if parts else ()


def _settled(series: Series) -> list[str]:
    first = "I show you each storyboard first" if series.asks_first else "I make each without asking"
    return [
        f"Series: {series.niche.subject}, {series.seconds} s for {series.niche.platform.label}.",
        f"{_when(series.timetable)}; {first}.",
        f"It may cost {dollars(series.budget)} a month at most, within what you may spend anyway.",
        _next(series),
    ]


def _ahead(series: Series) -> list[str]:
    if not series.ideas:
        return ["No idea is planned yet." if not series.is_dry else _DRY]
    return [f"{number}. {short(idea, 120)}" for number, idea in enumerate(series.ideas[:_SHOWN], start=1)]


_DRY = "I have no further idea that you have not had; tell me one: /series idea=…"


def _next(series: Series) -> str:
    if series.due_at is None:
        return "It has ended." if series.is_stopped else "It is paused."
    return f"The next one: {_moment(series.due_at, series.timetable.zone)}."


def _when(table: Timetable) -> str:
    *others, last = (_WEEK[day] for day in table.days)
    days = "day" if table.days == EVERY_DAY else " and ".join(filter(None, [", ".join(others), last]))
    return f"Every {days} at {table.hour:02}:{table.minute:02} ({table.zone})"


def _moment(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{_WEEK[local.weekday()]} {local.day} {local:%B}, {local:%H:%M}"


def _left_out(series: Series, told: News) -> str:
    which = _dates(told.skipped)
    match told.why:
        case Why.AWAY:
            return f"I was not running, so your series left out {which}."
        case Why.BUDGET:
            month = (told.skipped[-1].replace(day=1) + timedelta(days=32)).replace(day=1)
            return (
                f"Your series left out {which}: its budget of {dollars(series.budget)} for that month is "
                f"used up. It goes on by itself on {month.day} {month:%B}, or with /series budget=…"
            )
        case Why.QUOTA:
            return (
                f"Your series left out {which}: {_LIMITS.get(Limit(told.detail), 'your quota is used up')}."
            )
        case Why.NO_IDEA:
            return f"Your series left out {which}. {_DRY}"
    return f"Your series left out {which}. {told.detail}".rstrip()


def _dates(days: Sequence[date]) -> str:
    first, last = f"{days[0].day} {days[0]:%B}", f"{days[-1].day} {days[-1]:%B}"
    if len(days) == 1:
        return first
    return f"{first} and {last}" if len(days) == 2 else f"{len(days)} dates, {first} to {last}"


def _buttons(series: Series) -> tuple[Choice, ...]:
    if series.is_stopped:
        return ()
    return _SETTLE if series.due_at is not None else (("Resume", "/series do=resume"), _SETTLE[-1])
