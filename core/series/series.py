"""A series: a reel of somebody's niche again and again, on a schedule, with a budget of its own.

Everything about one is a document; whatever happens to it is a pure change of that. Who carries
it out is `core.series.showrunner`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from core.books.quota import Limit
from core.reel.brief import Brief, Look
from core.reel.niche import Niche
from core.series.timetable import Timetable, missed, next_due
from core.wording import words_of

PLANNED_AHEAD = 7
"""So many ideas are planned at once, as soon as fewer than `FEWEST` are left."""

FEWEST = 2
_ALIKE = 0.7
_POSTING = timedelta(minutes=2)
_IDEA = 200
_OF_A_DAY = {Limit.AT_ONCE, Limit.REELS_PER_DAY, Limit.MICROS_PER_DAY}
"""What stands in the way of one date, and says nothing about the next."""


class Why(StrEnum):
    """Why a date was left out."""

    AWAY = "the bot was not running"
    BUDGET = "budget"
    QUOTA = "quota"
    BARRED = "barred"
    NO_IDEA = "no idea"


class Episode(BaseModel):
    """What became of one date; `job_id` is empty when nothing was made, `topic` when it was skipped.

    `take` counts the storyboards of it that had to make way. Of what is begun, `job_id` is the last of these.
    """

    model_config = ConfigDict(frozen=True)

    day: date
    topic: str = ""
    job_id: str = ""
    take: int = 0


class News(BaseModel):
    """What is still to be told: dates that were left out and why, and a reel that waits for a yes.

    `detail` says more about the reason. `is_plan` tells what was planned, `is_resting` that nobody
    answered so often that it pauses.
    """

    model_config = ConfigDict(frozen=True)

    skipped: tuple[date, ...] = ()
    why: Why | None = None
    detail: str = ""
    job_id: str = ""
    is_plan: bool = False
    is_resting: bool = False


class Series(BaseModel):
    """One series; times are UTC, money is micro-dollars.

    `language` is what its requester is spoken to in, that of the niche is what its reels are in.
    `budget` is for a month of its zone. `due_at` is when the next reel is due, None while it is paused or
    stopped. `ideas` are planned ahead, `begun` is the one that is just being ordered. `owed` is what
    planning cost and no job has taken over yet. `letter` numbers the news; `poster` posts them until
    `posting_until`, at the so-manieth try. `told` is what was said about dates that were left out, so that
    it is said once. `is_dry` says that no further idea was found. `asked` are the jobs whose
    storyboards were shown, as long as it is not known what became of them, `unanswered` counts those in a
    row that nobody answered. `usual` is as in `Brief`.
    """

    model_config = ConfigDict(frozen=True)

    v: Literal[1] = 1
    id: str
    requester: str
    language: str = ""
    address: str
    via: str = ""
    niche: Niche
    timetable: Timetable
    seconds: int
    look: Look
    model: str
    usual: str = ""
    budget: int
    asks_first: bool = True
    began_at: datetime
    due_at: datetime | None
    is_stopped: bool = False
    ideas: tuple[str, ...] = ()
    is_dry: bool = False
    episodes: tuple[Episode, ...] = ()
    begun: Episode | None = None
    owed: int = 0
    news: News | None = None
    letter: int = 0
    poster: str = ""
    posting_until: datetime | None = None
    tries: int = 0
    told: str = ""
    asked: tuple[str, ...] = ()
    unanswered: int = 0

    def but(self, **changes: object) -> "Series":
        """The same series with some fields changed."""
        return self.model_copy(update=changes)

    @property
    def is_paused(self) -> bool:
        return self.due_at is None and not self.is_stopped

    @property
    def lacks_ideas(self) -> bool:
        return self.due_at is not None and len(self.ideas) < FEWEST and not self.is_dry

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be decided now what becomes of a date."""
        return self.begun is None and self.due_at is not None and self.due_at <= now

    @property
    def is_busy(self) -> bool:
        """Whether there is something to be done before the next reel is due."""
        return self.begun is not None or self.news is not None or self.lacks_ideas

    @property
    def topics(self) -> tuple[str, ...]:
        """What its reels were about, and will be."""
        made = (each.topic for each in self.episodes if each.topic)
        return (*made, *([self.begun.topic] if self.begun else []), *self.ideas)

    def key(self, episode: Episode) -> str:
        """The same for the same date and take, so that no reel of a date is ordered twice."""
        take = f":{episode.take}" if episode.take else ""
        return f"series:{self.id}:{episode.day.isoformat()}{take}"

    def brief(self, topic: str) -> Brief:
        """The order for one reel of it."""
        return Brief(
            niche=self.niche,
            topic=topic,
            seconds=self.seconds,
            look=self.look,
            model=self.model,
            usual=self.usual,
        )


class SeriesBook(Protocol):
    """Where series are kept. Each method is one transaction. Raises Unavailable, Misconfigured."""

    async def enter(self, series: Series) -> bool:
        """Enter it; False, and nothing is entered, when its requester has one that is not stopped."""
        ...

    async def of(self, requester: str) -> Sequence[Series]:
        """All of a requester's, the newest first."""
        ...

    async def change(self, series_id: str, how: Callable[[Series], Series]) -> Series | None:
        """Keep what `how` makes of it; None when there is no such series."""
        ...

    async def awake(self, now: datetime) -> Sequence[Series]:
        """Those that are due, or busy."""
        ...

    async def running(self) -> Sequence[Series]:
        """Those that are neither paused nor stopped."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next of all is due."""
        ...


def turn(series: Series, now: datetime) -> tuple[date | None, tuple[date, ...]]:
    """Which date is made now, if any, and which are left out.

    Of all that was missed, the last is made up for, unless the next one is nearer.
    """
    assert series.due_at is not None
    done = {episode.day for episode in series.episodes}
    due = [(day, at) for day, at in missed(series.timetable, series.due_at, now) if day not in done]
    if not due:
        return None, ()
    *earlier, (day, at) = due
    _, upcoming = next_due(series.timetable, now)
    if upcoming - now < now - at:
        return None, tuple(one for one, _ in due)
    return day, tuple(one for one, _ in earlier)


def next_slot(series: Series, after: datetime) -> datetime:
    """When the next date comes that nothing has become of yet."""
    done = {episode.day for episode in series.episodes} | ({series.begun.day} if series.begun else set())
    return next(at for day, at in series.timetable.slots(after) if day not in done)


def begin(series: Series, day: date, skipped: tuple[date, ...], now: datetime) -> Series:
    """Intent before the order: this date, with the first of the ideas."""
    topic, *ideas = series.ideas
    begun = series.but(begun=Episode(day=day, topic=topic), ideas=tuple(ideas))
    begun = begun.but(due_at=next_slot(begun, now))
    return tell(begun, Why.AWAY, skipped) if skipped else begun


def ordered(series: Series, job_id: str, now: datetime, *, waits: bool, is_new: bool) -> Series:
    """A job was opened for the date that was begun; a new one stands for all that was missed since."""
    if series.begun is None:
        return series
    made = series.begun.model_copy(update={"job_id": job_id})
    done = series.but(begun=None, episodes=(*series.episodes, made), owed=0, told="")
    if is_new and done.due_at is not None and done.due_at <= now:
        skipped = tuple(day for day, _ in missed(done.timetable, done.due_at, now))
        done = tell(done.but(due_at=next_slot(done, now)), Why.AWAY, skipped)
    if not waits:
        return done
    return done.but(
        asked=(*done.asked, job_id), news=(done.news or News()).model_copy(update={"job_id": job_id})
    )


def left_out(
    series: Series, day: date, why: Why, now: datetime, also: tuple[date, ...] = (), detail: str = ""
) -> Series:
    """Nothing is made on that date; what was begun goes back to the ideas, and the reason is told.

    What holds for a month is told once in it. `also` went by before, unnoticed.
    """
    ideas = ((series.begun.topic,) if series.begun and series.begun.topic else ()) + series.ideas
    done = series.but(begun=None, ideas=ideas, episodes=(*series.episodes, Episode(day=day)))
    if done.due_at is not None:
        done = done.but(due_at=next_slot(done, now))
    span = day.isoformat() if detail in _OF_A_DAY else f"{day:%Y-%m}"
    told = f"{why} {detail} {span}"
    return done if series.told == told else tell(done, why, (*also, day), detail).but(told=told)


def missed_out(series: Series, skipped: tuple[date, ...], now: datetime) -> Series:
    """Dates went by that are not made up for."""
    gone = series.but(due_at=next_slot(series, now))
    return tell(gone, Why.AWAY, skipped) if skipped else gone


def tell(series: Series, why: Why, skipped: tuple[date, ...], detail: str = "") -> Series:
    """The series with dates to be spoken of."""
    known = series.news or News()
    told = {"skipped": (*known.skipped, *skipped), "why": why, "detail": detail}
    return series.but(news=known.model_copy(update=told))


def posted_by(series: Series, poster: str, news: News, now: datetime) -> Series:
    """Intent before the post: whoever is named posts these news, unless somebody else is at it."""
    is_free = series.posting_until is None or series.posting_until <= now
    if not is_free or series.news != news:
        return series
    return series.but(poster=poster, posting_until=now + _POSTING, tries=series.tries + 1)


def posted(series: Series, news: News) -> Series:
    """Without the news that were told; what came since is told next."""
    left = None if series.news == news else series.news
    return series.but(news=left, poster="", posting_until=None, tries=0, letter=series.letter + 1)


def skip(series: Series, now: datetime) -> Series:
    """Leave the next date out."""
    if series.due_at is None:
        return series
    day = series.timetable.day(series.due_at)
    left = series.but(episodes=(*series.episodes, Episode(day=day)))
    return left.but(due_at=next_slot(left, max(now, series.due_at)), unanswered=0)


def pause(series: Series) -> Series:
    """Make nothing until it is resumed; what was begun and is not ordered yet goes back to the ideas."""
    topics = (series.begun.topic,) if series.begun is not None and series.begun.topic else ()
    return series.but(due_at=None, begun=None, ideas=(*topics, *series.ideas))


def resume(series: Series, now: datetime) -> Series:
    """Go on with the next date; what went by meanwhile is not made up for."""
    if series.is_stopped:
        return series
    return series.but(due_at=next_slot(series, now), is_dry=False, told="", unanswered=0)


def stop(series: Series) -> Series:
    """Make nothing any more, nor what was begun and is not ordered yet."""
    return series.but(due_at=None, is_stopped=True, ideas=(), begun=None)


def resettled(series: Series, wishes: Series, now: datetime) -> Series:
    """The series with other wishes: when, how, by whom, for how much, and whether it is asked first."""
    names = ("timetable", "budget", "seconds", "look", "model", "usual", "asks_first")
    changed = series.but(**{name: getattr(wishes, name) for name in names}, told="", unanswered=0)
    return changed if changed.due_at is None else changed.but(due_at=next_slot(changed, now))


def wished(series: Series, idea: str) -> Series:
    """The series with somebody's own idea before those that were planned."""
    return series.but(ideas=(" ".join(idea.split()), *series.ideas), is_dry=False, unanswered=0)


def followed(series: Series, niche: Niche) -> Series:
    """The series about another niche; ideas that were planned for another subject are left behind."""
    is_alike = (niche.subject, niche.language) == (series.niche.subject, series.niche.language)
    ideas = series.ideas if is_alike else ()
    return series.but(niche=niche, ideas=ideas, is_dry=False, unanswered=0)


def realigned(series: Series, now: datetime) -> Series:
    """The clock may have gone back: nothing waits longer than until its next date."""
    if series.due_at is None or series.due_at <= (expected := next_slot(series, now)):
        return series
    return series.but(due_at=expected)


def planned(series: Series, ideas: Iterable[str], told: Iterable[str], micros: int) -> Series:
    """New ideas, of which none is like another or like what was told before."""
    new = fresh(ideas, (*told, *series.topics), series.niche.subject)
    is_first = not series.ideas and bool(new)
    news = News(is_plan=True) if is_first and series.news is None else series.news
    return series.but(ideas=(*series.ideas, *new), owed=series.owed + micros, is_dry=not new, news=news)


def fresh(ideas: Iterable[str], told: Iterable[str], niche: str) -> tuple[str, ...]:
    """Those ideas that nobody has heard yet, nor nearly; that all of them name the niche does not count."""
    usual = set(words_of(niche))
    heard, kept = [set(words_of(each)) - usual for each in told], list[str]()
    for idea in (" ".join(each.split())[:_IDEA] for each in ideas):
        words = set(words_of(idea)) - usual
        if words and not any(len(words & other) >= _ALIKE * len(words | other) for other in heard):
            heard.append(words)
            kept.append(idea)
    return tuple(kept)
