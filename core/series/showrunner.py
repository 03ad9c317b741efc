"""Carries series out: plans ideas, orders what is due, once, and tells what was left out.

A restart is the same loop finding series that are due or busy. What is going to be ordered is
saved first; the job's key is made of series and date, so that the same order is only found again.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from logging import getLogger

from core.clock import Clock
from core.errors import Failed, Refused, StudioError, Unclear
from core.learning.casting import filmed_by
from core.people.moderation import Declined, Moderation
from core.ports import Delivery, Messenger, Planner
from core.reel.brief import Brief
from core.reel.catalogue import ANIMATIC
from core.reel.job import Approver, Job, Stage, new_id
from core.request import Request
from core.series.cards import PREFIX, Cards
from core.series.series import (
    PLANNED_AHEAD,
    Episode,
    News,
    Series,
    SeriesBook,
    Why,
    begin,
    fresh,
    left_out,
    missed_out,
    ordered,
    planned,
    posted,
    posted_by,
    realigned,
    turn,
)
from core.store import Opened, Requester, Store
from core.studio import Studio
from core.takes import Takes
from core.talk import Choice

log = getLogger(__name__)

_PACE = 60.0
_RECENT = 100

Words = Callable[[Series, News, Job | None], tuple[str, tuple[Choice, ...]]]
"""Puts news into words and buttons; the job is one that waits for a yes."""


@dataclass(frozen=True, slots=True)
class Help:
    """Who a showrunner works with: `planner` has the ideas, `spare` when that one cannot, for nothing."""

    store: Store
    studio: Studio
    book: SeriesBook
    planner: Planner
    spare: Planner
    messengers: Mapping[str, Messenger]
    clock: Clock
    words: Words
    default_model: str
    moderation: Moderation | None = None


class Bell:
    """Rings when a job of a series waits for a yes, and when one has ended."""

    def __init__(self) -> None:
        self.rang = asyncio.Event()

    def watch(self, job: Job, percent: int | None) -> None:
        """A job changed."""
        del percent
        tells = job.stage is Stage.APPROVAL or not job.stage.is_open
        if tells and job.request_key.startswith(PREFIX):
            self.rang.set()


class Showrunner:
    """Runs all series of this process; started by `run`, ended by cancelling that."""

    def __init__(self, with_: Help, bell: Bell) -> None:
        self._with = with_
        self._rang = bell.rang
        self._cards = Cards(with_.store, with_.studio, with_.book)

    def nudge(self) -> None:
        """Something about a series has changed: look now."""
        self._rang.set()

    async def of(self, requester: str) -> Series | None:
        """The series of somebody that is not stopped; None when there is none."""
        return next((one for one in await self._with.book.of(requester) if not one.is_stopped), None)

    async def another(self, job: Job, topic: str = "") -> bool:
        """Have another storyboard shown for the date of a card, about something else if that is told.

        False when it is no card of a series. Raises Refused when it cannot be done, or was done already.
        """
        is_card = await self._cards.again(job, topic)
        self.nudge()
        return is_card

    async def run(self) -> None:
        """Look until cancelled: when something is due, when somebody rings, and once a minute."""
        last: datetime | None = None
        while True:
            self._rang.clear()
            pause, now = _PACE, self._with.clock()
            try:
                if last is None or now < last:
                    await self.realign()
                if await self.look():
                    pause = await self._pause()
            except StudioError as trouble:
                log.warning("Series cannot be looked after just now: %s", trouble.message)
            last = now
            try:
                await asyncio.wait_for(self._rang.wait(), pause)
            except TimeoutError:
                continue

    async def look(self) -> bool:
        """Do all that is due now; whether all of it could be done. Raises StudioError for the book itself."""
        is_done = True
        for series in await self._with.book.awake(self._with.clock()):
            try:
                is_done &= await self._step(series)
            except StudioError as trouble:
                log.warning("Series %s has to wait: %s", series.id, trouble.message)
                is_done = False
        return is_done

    async def realign(self) -> None:
        """The clock may have gone back: nobody waits longer than until their next date."""
        now = self._with.clock()
        for series in await self._with.book.running():
            if realigned(series, now) != series:
                await self._with.book.change(series.id, lambda one: realigned(one, now))

    async def _pause(self) -> float:
        due = await self._with.book.next_due()
        left = (due - self._with.clock()).total_seconds() if due is not None else _PACE
        return min(_PACE, max(0.0, left))

    async def _step(self, series: Series) -> bool:
        """Do all for one; False while something has to come to its end first."""
        now = self._with.clock()
        if series.asked and series.is_due(now):
            if (settled := await self._cards.settled(series, now)) is None:
                return False
            series = settled
        if series.is_dry and series.is_due(now):
            series = await self._change(series, lambda one: one.but(is_dry=False))
        if series.lacks_ideas and series.begun is None:
            series = await self._plan(series)
        if series.is_due(now):
            series = await self._begin(series, now)
        if series.begun is not None:
            series = await self._order(series, series.begun)
        if series.news is not None:
            await self._post(series, series.news)
        return True

    async def _plan(self, series: Series) -> Series:
        """Have ideas, none of which is like anything that this person had before."""
        told, earlier = list[str](), await self._with.book.of(series.requester)
        for other in earlier:
            told += other.topics
        told += [job.brief.topic for job in await self._with.store.jobs_of(series.requester, _RECENT)]
        ideas, micros = list[str](), 0
        # The spare is asked too when the planner only has what they had before, or what is not made here.
        for planner in (self._with.planner, self._with.spare):
            try:
                plan = await planner.ideas(series.niche, PLANNED_AHEAD, told)
            except StudioError as trouble:
                log.warning("The planner has no ideas just now: %s", trouble.message)
                micros += trouble.micros
                continue
            micros += plan.micros
            ideas += [idea for idea in plan.ideas if await self._is_fine(series, idea)]
            if fresh(ideas, (*told, *series.topics), series.niche.subject):
                break
        return await self._change(
            series, lambda one: planned(one, ideas, told, micros) if one.lacks_ideas else one
        )

    async def _is_fine(self, series: Series, idea: str) -> bool:
        moderation = self._with.moderation
        return moderation is None or not await moderation.objection("", series.brief(idea[:200]))

    async def _begin(self, series: Series, now: datetime) -> Series:
        """Decide what becomes of the date that is due, and save that before anything is ordered."""
        day, skipped = turn(series, now)
        if day is None:
            return await self._when_due(series, lambda one: missed_out(one, skipped, now))
        if not series.ideas:
            return await self._when_due(series, lambda one: left_out(one, day, Why.NO_IDEA, now, skipped))
        if await self._is_over(series, series.ideas[0], day):
            return await self._when_due(series, lambda one: left_out(one, day, Why.BUDGET, now, skipped))
        return await self._when_due(series, lambda one: begin(one, day, skipped, now) if one.ideas else one)

    async def _order(self, series: Series, episode: Episode) -> Series:
        """Open the job, unless somebody has called it off; the same one is found again when it is open."""
        series = await self._change(series, lambda one: one)
        if series.begun != episode:
            return series
        now, requester = self._with.clock(), await self._with.studio.requester(series.requester)
        made_way = await self._cards.made_way(series, now)
        if made_way is None or made_way.begun != episode:
            return made_way or series
        if episode.take and await self._is_over(series, episode.topic, episode.day):
            return await self._out(series, episode, Why.BUDGET, "", now)
        try:
            opened = await self._open(series, episode, requester, now)
        except Declined as no:
            return await self._out(series, episode, Why.BARRED, no.message, now, keeps_idea=False)
        if opened.job is None:
            why = Why.QUOTA if opened.limit is not None else Why.BARRED
            return await self._out(series, episode, why, str(opened.limit or ""), now)
        job, is_new = opened.job, not opened.is_repeat
        waits = job.approver is not Approver.NOBODY
        return await self._change(
            series, lambda one: ordered(one, job.id, now, waits=waits, is_new=is_new) if one.begun else one
        )

    async def _open(self, series: Series, episode: Episode, requester: Requester, now: datetime) -> Opened:
        studio, brief = self._with.studio, self._brief(series, episode.topic)
        if episode.take:
            take = await Takes(studio).next_take(requester, brief)
            brief = brief.model_copy(update={"take": take})
        request = Request(requester, series.address, series.key(episode), via=series.via)
        await studio.admit(request, brief)
        brief = await studio.directed(requester, await filmed_by(studio, requester, brief))
        # Whoever asked for another storyboard wants to see it.
        asks = series.asks_first or bool(episode.take)
        key_of = await studio.key_of(request, studio.model(brief))
        job = Job(
            id=new_id(),
            account=requester.account,
            requester=requester.key,
            language=requester.language or series.language,
            address=series.address,
            request_key=request.key,
            via=series.via,
            brief=brief,
            quote=0 if key_of else studio.quote(brief),
            key_of=key_of,
            approver=Approver.REQUESTER if asks else Approver.NOBODY,
            asks_first=asks,
            is_within_quota=True,
            writer_micros=series.owed,
            opened_at=now,
            stage_at=now,
        )
        return await studio.open(job)

    def _brief(self, series: Series, topic: str) -> Brief:
        brief = series.brief(topic)
        known = {ANIMATIC, *(model.id for model in self._with.studio.models)}
        model = self._with.default_model
        return brief if brief.model in known else brief.model_copy(update={"model": model, "usual": model})

    async def _is_over(self, series: Series, topic: str, day: date) -> bool:
        """Whether the budget of that month does not hold a reel about this."""
        price = await self._price(series, topic)
        return price > 0 and await self._spent(series, day) + price > series.budget

    async def _price(self, series: Series, topic: str) -> int:
        brief = self._brief(series, topic)
        request = Request(await self._with.studio.requester(series.requester), series.address, "")
        own = await self._with.studio.key_of(request, self._with.studio.model(brief))
        return 0 if own else self._with.studio.quote(brief)

    async def _spent(self, series: Series, day: date) -> int:
        """What its reels of that month cost so far, or will at most."""
        month = [each for each in series.episodes if (each.day.year, each.day.month) == (day.year, day.month)]
        jobs = [await self._with.store.job(each.job_id) for each in month if each.job_id]
        return sum(job.quote if job.bill is None else job.bill.account_micros for job in jobs if job)

    async def _out(
        self,
        series: Series,
        episode: Episode,
        why: Why,
        detail: str,
        now: datetime,
        *,
        keeps_idea: bool = True,
    ) -> Series:
        """Nothing is made of what was begun."""

        def out(one: Series) -> Series:
            if one.begun != episode:
                return one
            kept = one if keeps_idea else one.but(begun=episode.model_copy(update={"topic": ""}))
            return left_out(kept, episode.day, why, now, detail=detail)

        return await self._change(series, out)

    async def _post(self, series: Series, news: News) -> None:
        """Tell the news, once: that it is going to be posted is saved first."""
        job = await self._with.store.job(news.job_id) if news.job_id else None
        if job is not None and job.stage is Stage.PLANNING:
            return
        waiting = job if job is not None and job.stage is Stage.APPROVAL else None
        spoken_to = (await self._with.studio.requester(series.requester)).language or series.language
        text, choices = self._with.words(series.but(language=spoken_to), news, waiting)
        messenger = self._with.messengers.get(series.via or series.requester.partition(":")[0])
        if text and messenger is not None:
            mine, now = new_id(), self._with.clock()
            series = await self._change(series, lambda one: posted_by(one, mine, news, now))
            if series.poster != mine:
                return
            key = f"series-{series.id}-{series.letter}"
            delivery = Delivery(key, text, choices=choices, language=spoken_to)
            if series.tries == 1 or not await _was_posted(messenger, series.address, delivery):
                await _posted(messenger, series.address, delivery)
        await self._change(series, lambda one: posted(one, news))

    async def _when_due(self, series: Series, how: Callable[[Series], Series]) -> Series:
        """A change that was decided on for this date, unless somebody has changed the date meanwhile."""
        return await self._change(
            series, lambda one: how(one) if (one.due_at, one.begun) == (series.due_at, None) else one
        )

    async def _change(self, series: Series, how: Callable[[Series], Series]) -> Series:
        return await self._with.book.change(series.id, how) or series.but(begun=None, news=None)


async def _was_posted(messenger: Messenger, address: str, delivery: Delivery) -> bool:
    """Whether an earlier life of this process posted it; where nobody can tell, it counts as posted."""
    try:
        return await messenger.find(address, delivery) is not None
    except Unclear:
        return True


async def _posted(messenger: Messenger, address: str, delivery: Delivery) -> None:
    """Post it; a place that is closed to us, or an answer that got lost, is not tried again."""
    try:
        await messenger.deliver(address, delivery)
    except (Refused, Failed, Unclear) as trouble:
        log.info("News of a series were not posted: %s", trouble.message)
