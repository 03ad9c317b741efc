"""What the state of all of a job's orders together means for the job."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.errors import Misconfigured
from core.reel.job import Job, Stage
from core.reel.render import Render, RenderStage, settled
from core.reel.sound import Part
from core.store import Change
from core.work.crew import Crew
from core.work.endings import cancelled, failed
from core.work.failover import elsewhere
from core.work.pace import backoff, next_look
from core.work.shooting import Shooting
from core.work.sounds import hushed, is_late

_TRIES_AT_LEAST = 2
_CANCELLING = "Cancelling: the vendor has not said yet whether it got the order."


async def conclude(shooting: Shooting, known: Sequence[Render], stock: Sequence[Render]) -> Change:
    """Go on to the cut, wait, let another vendor try, draw the reel, or give up."""
    job, crew, now = shooting.job, shooting.crew, shooting.crew.clock()
    films = [r for r in stock if r.order.part is Part.FILM]
    if (change := _handed_on(job, films, stock, crew)) is not None:
        return change
    job, films = _without_lost(job, films)
    is_filmed = all(r.stage is RenderStage.READY for r in films)
    job, sounds, silenced = await _without_sounds(shooting, job, stock, is_filmed=is_filmed)
    mine = [r for r in stock if r.job_id == shooting.job.id and r.order.part is Part.FILM] + silenced
    mine += [r for r in sounds if r.job_id == job.id]
    wanted = next((r for r in films if r.stage is RenderStage.WANTED), None)
    if (trouble := _trouble(job, films, wanted, crew)) is not None:
        # Saved with what follows from it: a shot that is lost must not be found wanting, and ordered again.
        mine = [await shooting.called_off(r) for r in mine]
        is_spoken = all(r.stage is RenderStage.READY for r in sounds if r.order.part is Part.VOICE)
        job = job.but(music=None, voices=job.voices if is_spoken else ())
        job = job.but(doom=trouble.words, is_refused=trouble.is_refused)
        return _doomed(job, {r.id: r for r in (*known, *mine)}.values(), mine, crew)
    needed = [*films, *sounds]
    if all(r.stage is RenderStage.READY for r in needed):
        done = job.go(Stage.CUTTING, now, position=None, filming=0, ready=len(films))
        return _with(Change(done, due_at=now, keeps_lease=True), mine)
    others = [r.order_key for r in needed if r.job_id != job.id and r.stage is not RenderStage.READY]
    due_at = _due_at(job, needed, crew, now)
    return _with(Change(_seen(job, films, wanted, now), due_at, waits_for=others[0] if others else ""), mine)


def stalled(job: Job, trouble: Misconfigured, crew: Crew) -> Change:
    """The vendor was taken away since the job was opened: wait for an operator, then draw the reel."""
    now = crew.clock()
    if _is_out_of_patience(job, crew):
        return Change(job.go(Stage.CUTTING, now, fallback=trouble.message), due_at=now, keeps_lease=True)
    return Change(job.but(tries=job.tries + 1, words=trouble.message), due_at=now + backoff(job.tries))


async def wind_up(shooting: Shooting, known: Sequence[Render]) -> Change:
    """No clip is wanted any more: find out what became of the orders whose answers were lost."""
    job = shooting.job
    mine = [await shooting.called_off(r) for r in known if r.job_id == job.id]
    return _doomed(job, mine, mine, shooting.crew)


def _doomed(job: Job, known: Iterable[Render], mine: Sequence[Render], crew: Crew) -> Change:
    """Refuse or draw the reel, once the vendor has said of every order whether it got it."""
    now = crew.clock()
    if any(_is_unknown(r) for r in mine):
        asking = _asking(job, job.doom, now)
        return _with(Change(asking, due_at=now + crew.policy.look_again), mine)
    if job.is_refused:
        return _with(failed(job, job.doom, known, now), mine)
    is_missed = any(r.is_missed for r in mine)
    drawn = job.go(Stage.CUTTING, now, fallback=job.doom, position=None, filming=0, is_missed=is_missed)
    return _with(Change(drawn, due_at=now, keeps_lease=True), mine)


def _asking(job: Job, words: str, now: datetime) -> Job:
    """The job while nothing is tried any more: a vendor is only asked whether it got the order."""
    return job.but(words=words, tries=0, held_since=job.held_since or now)


def _is_unknown(render: Render) -> bool:
    is_sought = render.stage is RenderStage.UNCLEAR and not render.is_missed
    return is_sought and render.order.part is Part.FILM


async def give_up(shooting: Shooting, known: Sequence[Render]) -> Change:
    """The person wants no reel any more: take back what can be taken back."""
    job, crew = shooting.job, shooting.crew
    mine = [await shooting.called_off(r) for r in known if r.job_id == job.id]
    if any(map(_is_unknown, mine)):
        now = crew.clock()
        asking = _asking(job, _CANCELLING, now)
        return Change(asking, due_at=now + crew.policy.look_again, renders=tuple(mine))
    return _with(cancelled(job, mine, crew.clock()), mine)


async def _without_sounds(
    shooting: Shooting, job: Job, stock: Sequence[Render], *, is_filmed: bool
) -> tuple[Job, list[Render], list[Render]]:
    """The job without a voice or music that will not come: it, the sounds it keeps, and those given up."""
    sounds = [r for r in stock if r.order.part is not Part.FILM]
    hopeless = [r for r in sounds if r.is_over_for(job.id) or (is_filmed and is_late(r, job, shooting.crew))]
    parts = {r.order.part for r in hopeless}
    if not parts:
        return job, sounds, []
    kept = [r for r in sounds if r.order.part not in parts]
    gone = [r for r in sounds if r.order.part in parts and r.job_id == job.id]
    silent = hushed(job, parts, hopeless[0].words)
    return silent, kept, [await shooting.called_off(r) for r in gone]


def _trouble(job: Job, films: Sequence[Render], wanted: Render | None, crew: Crew) -> Render | None:
    """The clip that will not come, if there is one."""
    found = next((r for r in films if r.is_refused), None) or next(
        (r for r in films if r.is_over_for(job.id)), None
    )
    return found or (wanted if wanted is not None and _is_out_of_patience(job, crew) else None)


def _without_lost(job: Job, films: list[Render]) -> tuple[Job, list[Render]]:
    """A few lost shots of a longer reel are drawn instead, as long as most of it is filmed."""
    lost = [r for r in films if r.is_over_for(job.id)]
    numbers = {n for n, shot in enumerate(job.shots) if shot.order_key in {r.order_key for r in lost}}
    drawn = (*job.drawn, *sorted(numbers))
    if not lost or any(r.is_refused for r in films) or 2 * len(drawn) >= len(job.shots):
        return job, films
    return job.but(drawn=drawn, lack=lost[0].words), [r for r in films if r not in lost]


def _handed_on(job: Job, films: Sequence[Render], stock: Sequence[Render], crew: Crew) -> Change | None:
    """What this vendor surely does not make goes to the next model; what is under way stays."""
    mine = [r for r in films if r.job_id == job.id]
    gone = [r for r in mine if r.is_over_for(job.id) or _is_given_up(r, job, crew)]
    moved = None if any(r.is_refused for r in gone) else elsewhere(job, gone, crew)
    if moved is None:
        return None
    left = {r.id for r in films if r.stage is RenderStage.WANTED}
    mine = [r.but(stage=RenderStage.CANCELLED) if r.id in left else r for r in stock if r.job_id == job.id]
    return _with(Change(moved, due_at=crew.clock(), keeps_lease=True), mine)


def _is_given_up(render: Render, job: Job, crew: Crew) -> bool:
    """Whether not to wait any longer for an order that surely is not with its vendor."""
    is_idle = render.stage is RenderStage.WANTED
    return is_idle and (_is_out_of_patience(job, crew) or crew.passes_over(render.vendor))


def _seen(job: Job, films: Sequence[Render], wanted: Render | None, now: datetime) -> Job:
    """The job with what its requester may know about its shots."""
    positions = [r.position for r in films if r.position is not None]
    words = next((r.words for r in films if r.words), "")
    return job.but(
        tries=job.tries + 1 if wanted else 0,
        words=words,
        held_since=(job.held_since or now) if words else None,
        position=min(positions, default=None),
        filming=sum(r.filming_at is not None and r.stage is RenderStage.ORDERED for r in films),
        ready=sum(r.stage is RenderStage.READY for r in films),
    )


def _due_at(job: Job, needed: Sequence[Render], crew: Crew, now: datetime) -> datetime:
    """When the soonest of what is still missing is looked at; what its vendor has, at everybody's pace."""
    missing = [r for r in needed if r.stage is not RenderStage.READY]
    moments = [now + _pause_of(r, job, crew, now) for r in missing if not _is_ordered(r, job)]
    ordered = [r for r in missing if _is_ordered(r, job)]
    if ordered:
        soonest = min(_look_at(r, crew, now) for r in ordered)
        moments.append(crew.lookout.place(soonest, now, crew.policy.checks_per_second))
    return min(moments)


def _is_ordered(render: Render, job: Job) -> bool:
    return render.job_id == job.id and render.stage is RenderStage.ORDERED


def _look_at(render: Render, crew: Crew, now: datetime) -> datetime:
    soonest = next_look(crew.maker(render.order).usual_seconds, render.ordered_at or now, now)
    return max(soonest, render.leave_until or now)


def _pause_of(render: Render, job: Job, crew: Crew, now: datetime) -> timedelta:
    is_wanted = render.job_id == job.id and render.stage is RenderStage.WANTED
    return max(backoff(job.tries), (render.leave_until or now) - now) if is_wanted else crew.policy.look_again


def _is_out_of_patience(job: Job, crew: Crew) -> bool:
    return job.tries >= _TRIES_AT_LEAST and crew.clock() - job.stage_at > crew.policy.patience


def _with(change: Change, renders: Sequence[Render]) -> Change:
    """The change with these renders saved, too; whoever waits for one of them hears of it."""
    kept = {r.id: r for r in (*renders, *change.renders)}
    return replace(change, renders=tuple(kept.values()), wakes=settled(renders))
