"""The second stage: every shot becomes a clip in our archive, and none is paid for twice."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from core.errors import Misconfigured, StudioError
from core.job import Job, Shot, Stage, new_id
from core.ports import Renderer
from core.render import Render, RenderStage
from core.store import Change, Claim, LeaseLost, OrderTaken
from core.work.crew import Crew
from core.work.endings import cancelled, failed
from core.work.failover import elsewhere
from core.work.orders import call_off, look, place, seek
from core.work.pace import backoff, next_check

_TRIES_AT_LEAST = 2
_CANCELLING = "Cancelling: the vendor has not said yet whether it got the order."


@dataclass(frozen=True, slots=True)
class Shooting:
    """The shots of one job while a step works on them: what is saved goes through here."""

    claim: Claim
    crew: Crew

    @property
    def job(self) -> Job:
        return self.claim.job

    def renderer(self, ordered: Shot | Render) -> Renderer:
        """Raises Misconfigured when the vendor's key was taken away since the job was opened."""
        found = self.crew.renderers.get(ordered.vendor)
        if found is None:
            raise Misconfigured(f"The vendor {ordered.vendor} is no longer set up.")
        return found

    async def keep(self, *renders: Render, is_new: bool = False) -> None:
        """Save renders in the middle of a step."""
        change = Change(self.job, due_at=self.crew.clock(), keeps_lease=True, wakes=_settled(renders))
        where = replace(change, ordered=renders) if is_new else replace(change, renders=renders)
        await self.crew.store.save(self.claim, where)


async def render(claim: Claim, crew: Crew) -> Change:
    """Order what is not ordered, look after what is, and go on when every clip is there."""
    shooting = Shooting(claim, crew)
    known = await crew.store.renders_for(claim.job)
    if claim.is_cancelled:
        return await _give_up(shooting, known)
    every = [n for n in range(len(claim.job.shots)) if n not in claim.job.drawn]
    stock = await asyncio.gather(*(_advance(shooting, n, known) for n in every), return_exceptions=True)
    # All shots have come to rest here: an order that went out beside a failing one is saved too.
    for outcome in stock:
        if isinstance(outcome, OrderTaken):
            return Change(claim.job, due_at=crew.clock(), keeps_lease=True)
        if isinstance(outcome, Misconfigured):
            return _stalled(claim.job, outcome, crew)
        if isinstance(outcome, BaseException):
            raise outcome
    return await _conclude(shooting, known, [r for r in stock if isinstance(r, Render)])


async def _advance(shooting: Shooting, number: int, known: Sequence[Render]) -> Render:
    """Bring one shot as far as it goes without waiting."""
    shot = shooting.job.shots[number]
    live = next((r for r in known if r.order_key == shot.order_key and r.stage.is_live), None)
    if live is not None and live.stage is RenderStage.READY:
        if live.clip is not None and shooting.crew.archive.clip(live.clip).exists():
            return live
        await shooting.keep(live.but(stage=RenderStage.LOST, clip=None))
        live = None
    if live is None:
        return await _order(shooting, number)
    if live.job_id == shooting.job.id:
        return await _look_after(shooting, live)
    return await _look_after(shooting, live.but(job_id=shooting.job.id)) if live.is_orphan else live


async def _order(shooting: Shooting, number: int) -> Render:
    job, shot = shooting.job, shooting.job.shots[number]
    renderer = shooting.renderer(shot)
    intended = Render(
        id=new_id(),
        job_id=job.id,
        shot=number,
        order_key=shot.order_key,
        vendor=shot.vendor,
        order=shot.order,
        price=shot.price,
        stage=RenderStage.INTENDED,
        intended_at=shooting.crew.clock(),
    )
    await shooting.keep(intended, is_new=True)
    return await _placed(shooting, intended, renderer)


async def _placed(shooting: Shooting, intended: Render, renderer: Renderer) -> Render:
    """Send an order whose intent is saved, and save the ticket the instant it is known."""
    crew = shooting.crew
    render = await place(intended, renderer, crew.clock())
    try:
        await shooting.keep(render)
    except StudioError:
        # No room on the disk just now: the save at the end of the step is repeated until there is.
        return render
    except LeaseLost:
        if render.ticket is not None:
            await crew.store.heard(render.id, render.ticket, crew.clock())
        raise
    return render


async def _look_after(shooting: Shooting, render: Render) -> Render:
    crew, renderer = shooting.crew, shooting.renderer(render)
    match render.stage:
        case RenderStage.WANTED:
            again = render.but(
                stage=RenderStage.INTENDED,
                attempt=render.attempt + 1,
                intended_at=crew.clock(),
                is_booked=False,
            )
            await shooting.keep(again)
            return await _placed(shooting, again, renderer)
        case RenderStage.INTENDED | RenderStage.UNCLEAR:
            return await seek(render.but(stage=RenderStage.UNCLEAR), renderer, crew)
        case RenderStage.ORDERED:
            return await look(render, renderer, crew.catalogue[render.order.model], crew)
        case _:
            return render


async def _conclude(shooting: Shooting, known: Sequence[Render], stock: Sequence[Render]) -> Change:
    """What the state of all shots together means for the job."""
    job, crew, now = shooting.job, shooting.crew, shooting.crew.clock()
    if (change := _handed_on(job, stock, crew)) is not None:
        return change
    mine = [r for r in stock if r.job_id == job.id]
    job, stock = _without_lost(job, stock)
    trouble = next((r for r in stock if r.is_refused), None) or next(
        (r for r in stock if not r.stage.is_live), None
    )
    wanted = next((r for r in stock if r.stage is RenderStage.WANTED), None)
    if trouble is None and wanted is not None and _is_out_of_patience(job, crew):
        trouble = wanted
    if trouble is not None:
        # Saved with what follows from it: a shot that is lost must not be found wanting, and ordered again.
        mine = [await _called_off(shooting, r) for r in mine]
        if trouble.is_refused:
            latest = {r.id: r for r in (*known, *mine)}.values()
            return _with(failed(job, trouble.words, latest, now), mine)
        drawn = job.go(Stage.CUTTING, now, fallback=trouble.words, position=None, filming=0)
        return _with(Change(drawn, due_at=now, keeps_lease=True), mine)
    if all(r.stage is RenderStage.READY for r in stock):
        done = job.go(Stage.CUTTING, now, position=None, filming=0, ready=len(stock))
        return Change(done, due_at=now, keeps_lease=True, renders=tuple(mine), wakes=_settled(mine))
    others = [r.order_key for r in stock if r.job_id != job.id and r.stage is not RenderStage.READY]
    return Change(
        _seen(job, stock, wanted),
        due_at=now + await _pause(job, stock, crew),
        waits_for=others[0] if others else "",
        renders=tuple(mine),
        wakes=_settled(mine),
    )


def _without_lost(job: Job, stock: Sequence[Render]) -> tuple[Job, Sequence[Render]]:
    """A few lost shots of a longer reel are drawn instead, as long as most of it is filmed."""
    lost = [r for r in stock if not r.stage.is_live]
    numbers = {n for n, shot in enumerate(job.shots) if shot.order_key in {r.order_key for r in lost}}
    drawn = (*job.drawn, *sorted(numbers))
    if not lost or any(r.is_refused for r in stock) or 2 * len(drawn) >= len(job.shots):
        return job, stock
    return job.but(drawn=drawn, lack=lost[0].words), [r for r in stock if r.stage.is_live]


def _stalled(job: Job, trouble: Misconfigured, crew: Crew) -> Change:
    """The vendor was taken away since the job was opened: wait for an operator, then draw the reel."""
    now = crew.clock()
    if _is_out_of_patience(job, crew):
        return Change(job.go(Stage.CUTTING, now, fallback=trouble.message), due_at=now, keeps_lease=True)
    return Change(job.but(tries=job.tries + 1, words=trouble.message), due_at=now + backoff(job.tries))


def _handed_on(job: Job, stock: Sequence[Render], crew: Crew) -> Change | None:
    """What this vendor surely does not make goes to the next model; what is under way stays."""
    mine = [r for r in stock if r.job_id == job.id]
    gone = [r for r in mine if not r.stage.is_live or _is_given_up(r, job, crew)]
    moved = None if any(r.is_refused for r in gone) else elsewhere(job, gone, crew)
    if moved is None:
        return None
    settled = [r.but(stage=RenderStage.CANCELLED) if r.stage is RenderStage.WANTED else r for r in mine]
    return Change(
        moved, due_at=crew.clock(), keeps_lease=True, renders=tuple(settled), wakes=_settled(settled)
    )


def _is_given_up(render: Render, job: Job, crew: Crew) -> bool:
    """Whether not to wait any longer for an order that surely is not with its vendor."""
    is_idle = render.stage is RenderStage.WANTED
    return is_idle and (_is_out_of_patience(job, crew) or crew.passes_over(render.vendor))


def _seen(job: Job, stock: Sequence[Render], wanted: Render | None) -> Job:
    """The job with what its requester may know about its shots."""
    positions = [r.position for r in stock if r.position is not None]
    return job.but(
        tries=job.tries + 1 if wanted else 0,
        words=next((r.words for r in stock if r.words), ""),
        position=min(positions, default=None),
        filming=sum(r.filming_at is not None and r.stage is RenderStage.ORDERED for r in stock),
        ready=sum(r.stage is RenderStage.READY for r in stock),
    )


async def _pause(job: Job, stock: Sequence[Render], crew: Crew) -> timedelta:
    waiting = await crew.store.waiting(Stage.RENDERING)
    return min(_pause_of(r, job, waiting, crew) for r in stock if r.stage is not RenderStage.READY)


def _pause_of(render: Render, job: Job, waiting: int, crew: Crew) -> timedelta:
    if render.job_id != job.id or render.stage is RenderStage.UNCLEAR:
        return crew.policy.look_again
    if render.stage is RenderStage.WANTED or render.ordered_at is None:
        return backoff(job.tries, render.retry_in)
    model = crew.catalogue[render.order.model]
    return next_check(model, render.ordered_at, crew.clock(), waiting, crew.policy.checks_per_second)


def _is_out_of_patience(job: Job, crew: Crew) -> bool:
    return job.tries >= _TRIES_AT_LEAST and crew.clock() - job.stage_at > crew.policy.patience


async def _give_up(shooting: Shooting, known: Sequence[Render]) -> Change:
    """The person wants no reel any more: take back what can be taken back."""
    job, crew = shooting.job, shooting.crew
    mine = [await _called_off(shooting, r) for r in known if r.job_id == job.id]
    if any(r.stage is RenderStage.UNCLEAR for r in mine):
        return Change(
            job.but(words=_CANCELLING), due_at=crew.clock() + crew.policy.look_again, renders=tuple(mine)
        )
    return _with(cancelled(job, mine, crew.clock()), mine)


def _with(change: Change, renders: Sequence[Render]) -> Change:
    """The change with these renders saved, too; whoever waits for one of them hears of it."""
    kept = {r.id: r for r in (*renders, *change.renders)}
    return replace(change, renders=tuple(kept.values()), wakes=_settled(renders))


async def _called_off(shooting: Shooting, render: Render) -> Render:
    """Take one of our renders back, unless somebody else waits for the same clip: then it is theirs."""
    crew = shooting.crew
    if render.stage in (RenderStage.INTENDED, RenderStage.UNCLEAR):
        render = await seek(render.but(stage=RenderStage.UNCLEAR), shooting.renderer(render), crew)
    if render.stage is RenderStage.WANTED:
        return render.but(stage=RenderStage.CANCELLED)
    if render.stage is not RenderStage.ORDERED:
        return render
    heirs = await crew.store.waiting_for(render.order_key)
    if heirs:
        return render.but(job_id=heirs[0])
    return await call_off(render, shooting.renderer(render))


def _settled(renders: Iterable[Render]) -> tuple[str, ...]:
    """The order keys whose waiters should look again."""
    return tuple(r.order_key for r in renders if r.stage is RenderStage.READY or not r.stage.is_live)
