"""The third stage: the clips become the reel, or the reel is drawn. Local, free, repeatable."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from core.errors import Failed, StudioError, Unavailable
from core.ports import Footage, OnProgress
from core.reel.job import Job, Reel
from core.reel.prompt import seed
from core.reel.render import Render, RenderStage
from core.reel.sound import Part
from core.reel.storyboard import Storyboard
from core.store import Change, Claim
from core.work.crew import Crew
from core.work.editing import Heard, Spoken, edit_of, edit_of_drawing
from core.work.endings import cancelled, failed, finished
from core.work.pace import backoff

_NO_STORYBOARD = "The storyboard of this reel is gone. Please ask for it again; nothing was charged."


async def cut(claim: Claim, crew: Crew, given_up: asyncio.Event) -> Change:
    """Make the reel; `given_up` is set when the person wants the job to end."""
    job = claim.job
    renders = await crew.store.renders_for(job)
    if claim.is_cancelled:
        return cancelled(job, renders, crew.clock())
    try:
        footage = await _unless(given_up, job, renders, crew)
    except StudioError as trouble:
        return _trouble(job, trouble, renders, crew)
    if footage is None:
        return cancelled(job, renders, crew.clock())
    reel = Reel(file=_file(job), footage=footage, is_animatic=job.is_drawn, is_copy=_is_copy(job, renders))
    return finished(job, reel, renders, crew.clock())


async def _unless(given_up: asyncio.Event, job: Job, renders: Sequence[Render], crew: Crew) -> Footage | None:
    """The reel's footage, or None when the person gave up first; nothing is left running."""
    work = asyncio.ensure_future(_made(job, renders, crew))
    end = asyncio.ensure_future(given_up.wait())
    try:
        await asyncio.wait({work, end}, return_when=asyncio.FIRST_COMPLETED)
        return work.result() if work.done() else None
    finally:
        work.cancel()
        end.cancel()
        await asyncio.gather(work, end, return_exceptions=True)


async def _made(job: Job, renders: Sequence[Render], crew: Crew) -> Footage:
    if job.storyboard is None:
        raise Failed(_NO_STORYBOARD)
    to = crew.archive.reel(_file(job))

    def on_progress(percent: int) -> None:
        crew.watch(job, percent)

    heard = _heard(job, renders, crew)
    if job.is_drawn:
        return await _drawn(job, job.storyboard, heard, crew, to, on_progress)
    clips = await _clips(job, job.storyboard, renders, crew)
    edit = edit_of(job, job.storyboard, clips, _silent(job, heard, crew), heard, crew.handle)
    return await crew.room.cut(edit, to, on_progress)


async def _drawn(
    job: Job, board: Storyboard, heard: Heard, crew: Crew, to: Path, on_progress: OnProgress
) -> Footage:
    """The reel as we draw it; when somebody speaks in it, it is drawn first and then cut."""
    seconds, chance = job.brief.seconds, seed(job.brief.digest, 0)
    if not heard.voices:
        return await crew.room.draw(board, seconds, chance, to, on_progress)
    drawing = crew.archive.clip(f"{job.id}.drawn.mp4")
    await crew.room.draw(board, seconds, chance, drawing, on_progress)
    made = await crew.room.cut(edit_of_drawing(job, board, drawing, heard), to, lambda _: None)
    for file in drawing.parent.glob(f"{job.id}.drawn.*"):
        file.unlink(missing_ok=True)
    return made


def _heard(job: Job, renders: Sequence[Render], crew: Crew) -> Heard:
    """The sounds that are there; lines are spoken all or not at all."""
    ready = {r.order_key: r for r in renders if r.stage is RenderStage.READY and r.clip is not None}
    told = {n: ready.get(shot.order_key) for n, shot in enumerate(job.voices) if shot.order.prompt}
    voices = {
        n: Spoken(crew.archive.clip(r.clip or ""), r.seconds, r.order.prompt) for n, r in told.items() if r
    }
    bed = ready.get(job.music.order_key) if job.music else None
    return Heard(
        voices if len(voices) == len(told) else {}, crew.archive.clip(bed.clip or "") if bed else None
    )


def _silent(job: Job, heard: Heard, crew: Crew) -> set[int]:
    """The clips that are not heard: drawn ones and, when we speak, those that would talk, too."""
    talking = {n for n, shot in enumerate(job.shots) if crew.catalogue[shot.order.model].has_sound}
    return {*job.drawn, *(talking if heard.voices else ())}


async def _clips(job: Job, board: Storyboard, renders: Sequence[Render], crew: Crew) -> list[Path]:
    """The clips of all shots, in order; those that no vendor could make are drawn."""
    filmed = {r.order_key: r.clip for r in renders if r.clip is not None}
    groups, clips = board.shared_out(len(job.shots)), []
    for number, shot in enumerate(job.shots):
        if number not in job.drawn:
            clips.append(crew.archive.clip(filmed[shot.order_key]))
            continue
        to = crew.archive.clip(f"{job.id}.{number}.mp4")
        chance = seed(job.brief.digest, 0)
        await crew.room.draw(board, shot.order.seconds, chance, to, lambda _: None, groups[number])
        clips.append(to)
    return clips


def _file(job: Job) -> str:
    return f"{job.id}.mp4"


def _is_copy(job: Job, renders: Sequence[Render]) -> bool:
    """Whether all clips were there already, so that nothing was paid for in this reel."""
    mine = [r for r in renders if r.job_id == job.id and not r.is_booked]
    return not job.is_drawn and not any(r.price or r.order.part is Part.FILM for r in mine)


def _trouble(job: Job, trouble: StudioError, renders: Sequence[Render], crew: Crew) -> Change:
    now = crew.clock()
    if isinstance(trouble, Failed) or now - job.stage_at > crew.policy.patience:
        return failed(job, trouble.message, renders, now)
    wait = backoff(job.tries, trouble.retry_in if isinstance(trouble, Unavailable) else None)
    return Change(job.but(tries=job.tries + 1, words=trouble.message), due_at=now + wait)
