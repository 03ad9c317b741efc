"""Cards: storyboards of a series that wait for a yes. Another one is written, or nobody answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from core.errors import Refused
from core.reel.job import Approver, Job, Stage
from core.series.series import News, Series, SeriesBook, ordered, pause
from core.store import Store
from core.studio import Studio
from core.work.approval import EXPIRED

PREFIX = "series:"
"""How the keys of all orders of series begin."""

PATIENCE = 3
"""After so many cards in a row that nobody answered, a series pauses."""

_NEARLY = timedelta(minutes=15)
_BUSY = "The next reel of this series is being begun just now. Please press again in a minute."
_GONE = "Another storyboard has taken its place already. /status shows what waits for a yes."


@dataclass(frozen=True, slots=True)
class Cards:
    """Looks what became of cards, and has others written in their place."""

    store: Store
    studio: Studio
    book: SeriesBook

    async def again(self, job: Job, topic: str = "") -> bool:
        """Have another storyboard written for the date of a card, about something else if that is told.

        False when it is no card of a series. Raises Refused when it cannot be done, or was done already.
        """
        if not is_card(job):
            return False
        series_id = job.request_key.removeprefix(PREFIX).partition(":")[0]
        changed = await self.book.change(series_id, lambda one: remade(one, job.id, topic))
        if changed is None or changed.begun is None:
            raise Refused(_GONE)
        if changed.begun.job_id != job.id:
            raise Refused(_BUSY)
        return True

    async def made_way(self, series: Series, now: datetime) -> Series | None:
        """The series as soon as the card before is out of the way of what is begun; None until then."""
        assert series.begun is not None
        earlier = await self.store.job(series.begun.job_id) if series.begun.job_id else None
        if earlier is None or earlier.stage is Stage.CANCELLED:
            return series
        if earlier.stage is Stage.APPROVAL:
            await self.studio.cancel(earlier)
        if earlier.stage is Stage.APPROVAL or earlier.outcome is Stage.CANCELLED:
            return None
        # Somebody said yes at the same moment: it is being made, and stays the reel of its date.
        begun, kept = series.begun, earlier.id
        return await self.book.change(
            series.id,
            lambda one: ordered(one, kept, now, waits=False, is_new=False) if one.begun == begun else one,
        )

    async def settled(self, series: Series, now: datetime) -> Series | None:
        """The series with what became of its cards; None while one is nearly over."""
        for job_id in series.asked:
            job = await self.store.job(job_id)
            if job is None or job.stage not in (Stage.PLANNING, Stage.APPROVAL):
                news = partial(heard, job_id=job_id, said=_said(job))
                series = await self.book.change(series.id, news) or series
            elif job.stage is Stage.APPROVAL and abs(self.studio.expires_at(job) - now) <= _NEARLY:
                return None
        return series


def is_card(job: Job) -> bool:
    """Whether a job is a storyboard of a series that waits for a yes, or never got one."""
    waits = job.stage is Stage.APPROVAL or job.outcome is Stage.CANCELLED
    return job.request_key.startswith(PREFIX) and job.approver is not Approver.NOBODY and waits


def remade(series: Series, job_id: str, topic: str = "") -> Series:
    """Another storyboard is begun for the date of a card, which makes way for it: `begun` names its job.

    Unchanged when it has made way before, or something else is just begun.
    """
    card = next((one for one in series.episodes if one.job_id == job_id), None)
    if card is None or series.begun is not None:
        return series
    begun = card.model_copy(update={"topic": topic or card.topic, "take": card.take + 1})
    return series.but(
        begun=begun,
        episodes=tuple(one for one in series.episodes if one is not card),
        # It may have come back to them, when nobody answered.
        ideas=tuple(idea for idea in series.ideas if idea != card.topic),
        asked=tuple(each for each in series.asked if each != job_id),
        unanswered=0,
    )


def heard(series: Series, job_id: str, said: bool | None) -> Series:
    """What became of a card: whether somebody answered, None where nobody could.

    An idea that nobody answered comes back. After `PATIENCE` of them in a row nothing more is made.
    """
    if job_id not in series.asked:
        return series
    left = series.but(asked=tuple(each for each in series.asked if each != job_id))
    if said is None:
        return left
    if said or left.is_stopped:
        return left.but(unanswered=0)
    back = tuple(one.topic for one in left.episodes if one.job_id == job_id and one.topic not in left.ideas)
    left = left.but(ideas=(*back, *left.ideas), unanswered=left.unanswered + 1)
    if left.unanswered < PATIENCE or left.due_at is None:
        return left
    return pause(left).but(news=(left.news or News()).model_copy(update={"is_resting": True}))


def _said(job: Job | None) -> bool | None:
    """Whether somebody answered a card; None where it failed by itself, or is forgotten."""
    if job is None or job.outcome is Stage.FAILED:
        return None
    return job.outcome is not Stage.CANCELLED or job.words != EXPIRED
