"""The first stage: from the brief to a storyboard, and from that to the shots."""

from dataclasses import replace
from datetime import datetime

from core.errors import Failed, Misconfigured, Refused, StudioError, Unavailable
from core.lint import lint, mended
from core.people.ownkeys import on_own_key
from core.ports import Draft
from core.reel.brief import Brief
from core.reel.catalogue import WAN_25, Model
from core.reel.job import Job, Shot, Stage
from core.reel.prompt import prompts, seed
from core.reel.shots import as_wished, first_picture, shot, shot_lengths
from core.reel.storyboard import Storyboard
from core.store import Change, Claim
from core.work.crew import Crew
from core.work.endings import cancelled, failed
from core.work.pace import backoff
from core.work.sounds import hushed, with_sounds

_OWN = "it would be on our account, and the reel is on a key of its requester's own"


async def plan(claim: Claim, crew: Crew) -> Change:
    """Write the storyboard, or share the one that an equal brief already has."""
    job, now = claim.job, crew.clock()
    if claim.is_cancelled:
        return cancelled(job, (), now)
    if job.storyboard is not None:
        return _woken(_planned(job, Draft(job.storyboard, job.writer, note=job.note), crew), job)
    twin = await crew.store.planned_like(job)
    if twin is not None:
        if twin.storyboard is None:
            return Change(job, due_at=now + crew.policy.look_again, waits_for=job.brief.digest)
        return _planned(job, Draft(twin.storyboard, twin.writer, note=twin.note), crew)
    try:
        draft = _mended(await (await crew.writer_for(job)).write(job.brief))
    except Refused as refusal:
        return _woken(failed(_paying(job, refusal), refusal.message, (), now), job)
    except (Unavailable, Misconfigured, Failed) as trouble:
        return await _without_writer(_paying(job, trouble), trouble, crew)
    return _woken(_planned(job, draft, crew), job)


def _mended(draft: Draft) -> Draft:
    """What was just written, put right; what was shown to somebody before is filmed as it was shown."""
    return replace(draft, storyboard=mended(draft.storyboard))


def _planned(job: Job, draft: Draft, crew: Crew) -> Change:
    now = crew.clock()
    board, model = draft.storyboard, crew.catalogue.get(job.brief.model)
    shots = () if model is None or job.fallback else _shots(board, as_wished(model, job.brief), job.brief)
    checked = lint(board, model or WAN_25, len(shots))
    heard = with_sounds(job, board, shots, crew)
    if job.key_of:
        heard = hushed(heard, {sound.order.part for sound in heard.sounds if sound.price}, _OWN)
    filming = Stage.RENDERING if shots or heard.sounds else Stage.CUTTING
    stage = Stage.APPROVAL if job.approver and (shots or job.asks_first) else filming
    written = heard.go(
        stage,
        now,
        storyboard=board,
        writer=draft.writer,
        writer_micros=job.writer_micros + draft.micros,
        note=draft.note,
        score=checked.score,
        flaws=tuple(rule.value for rule in checked.rules),
        shots=tuple(on_own_key(each, job.key_of) for each in shots),
    )
    return Change(written, due_at=now, keeps_lease=True)


def _shots(board: Storyboard, model: Model, brief: Brief) -> tuple[Shot, ...]:
    lengths = shot_lengths(model, brief)
    texts = prompts(board, model, len(lengths), brief.direction.phrasing)
    first = first_picture(model, brief)
    return tuple(
        shot(text, seconds, seed(brief.digest, number), model, None if number else first)
        for number, (text, seconds) in enumerate(zip(texts, lengths, strict=True))
    )


async def _without_writer(job: Job, trouble: StudioError, crew: Crew) -> Change:
    """Wait for the writer as long as patience lasts, then let the understudy write a drawn reel."""
    now = crew.clock()
    hopeless = isinstance(trouble, Failed) and job.tries >= 1
    if not hopeless and now - job.stage_at < crew.policy.patience:
        return Change(_waiting(job, trouble), due_at=_retry_at(job, trouble, now))
    try:
        draft = _mended(await crew.understudy.write(job.brief))
    except Refused as refusal:
        return _woken(failed(job, refusal.message, (), now), job)
    return _woken(_planned(job.but(fallback=trouble.message), draft, crew), job)


def _paying(job: Job, trouble: StudioError) -> Job:
    """The job with what its writer costs although there is no storyboard."""
    return job.but(writer_micros=job.writer_micros + trouble.micros)


def _waiting(job: Job, trouble: StudioError) -> Job:
    return job.but(tries=job.tries + 1, words=trouble.message)


def _retry_at(job: Job, trouble: StudioError, now: datetime) -> datetime:
    return now + backoff(job.tries, trouble.retry_in if isinstance(trouble, Unavailable) else None)


def _woken(change: Change, job: Job) -> Change:
    """Whoever waits for a storyboard of this brief hears of it."""
    return Change(
        change.job, change.due_at, change.keeps_lease, renders=change.renders, wakes=(job.brief.digest,)
    )
