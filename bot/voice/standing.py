"""How a job is doing, while it is under way."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.voice import approval
from bot.voice.asking import short
from bot.voice.times import span, when
from core.catalogue import CATALOGUE, Model
from core.job import Job, Stage
from core.talk import Choice, Reply

NO_REEL = "You have no reel yet. /generate <idea> makes one."


def model_label(model: str) -> str:
    """The name people know a model by."""
    known = CATALOGUE.get(model)
    return known.label if known else model


def filming_model(job: Job) -> str:
    """The name of the model that films it, which may have taken over from the one that was asked for."""
    labels = dict.fromkeys(shot.label or model_label(shot.order.model) for shot in job.shots)
    return " and ".join(labels or (model_label(job.brief.model),))


def asked_model(job: Job, models: Sequence[Model]) -> str:
    """The name of the model that was asked for; `models` are those that can be ordered here."""
    known = {model.id: model.label for model in models}
    known |= {shot.order.model: shot.label for shot in job.shots if shot.label}
    return known.get(job.brief.model) or model_label(job.brief.model)


def with_troubles(reply: Reply, passed_over: Mapping[str, datetime]) -> Reply:
    """The reply, and which video vendors are left alone until when."""
    lines = [
        f"Vendor {name} fails or takes too long, and is left alone until {until:%H:%M} UTC."
        for name, until in passed_over.items()
    ]
    return replace(reply, text="\n".join([reply.text, *lines])) if lines else reply


def doing(job: Job, percent: int | None = None) -> str:
    """What is happening to it, without a full stop: `filming with WAN 2.5, 1 of 2 clips is ready`."""
    match job.stage:
        case Stage.PLANNING:
            return "waiting for the storyboard to be written" if job.tries else "writing the storyboard"
        case Stage.APPROVAL:
            return "waiting for a yes to its price"
        case Stage.RENDERING:
            return ", ".join([_filming(job), *_ready(job)]) if job.shots else "recording the voice"
        case Stage.CUTTING:
            work = "drawing the reel" if job.is_drawn else "cutting the reel"
            return work if percent is None else f"{work}, {percent} %"
        case Stage.DELIVERING if job.outcome is Stage.CANCELLED:
            return str(job.outcome)
        case Stage.DELIVERING:
            return "on its way to you"
        case Stage.DONE:
            return "ready"
        case _:
            return str(job.stage)


def progress(job: Job, percent: int | None = None) -> str:
    """One line for the chat while somebody waits."""
    if job.stage is Stage.APPROVAL:
        return approval.card(job)
    now = doing(job, percent)
    line = f"{now[0].upper()}{now[1:]}."
    return f"{line} {job.words}" if job.words else line


def remaining(seconds: float) -> str:
    """How much longer, by what was measured on the last reels."""
    if seconds <= 0:
        return "It takes longer than the last ones did; any moment now."
    coarse = max(10, round(seconds / 10) * 10) if seconds < 90 else seconds
    return f"About {span(coarse)} to go, as the last ones went."


def usually(seconds: float) -> str:
    """How long a model is said to take; nothing was measured here yet."""
    return f"Usually ready in {span(seconds)}."


def one(job: Job, now: datetime) -> Reply:
    """All there is to know about one job."""
    head = f"{job.id} · {job.status.value}: {doing(job)}"
    title = f"“{short(_title(job), 100)}”"
    if not job.stage.is_open:
        return Reply(f"{head}\n{title}, {_ended(job)}{_say(job)}", _afterwards(job), job_id=job.id)
    since = f"asked for {span((now - job.opened_at).total_seconds())} ago"
    if job.stage is Stage.APPROVAL:
        return Reply(
            f"{head}\n{title}, {since}.\n\n{approval.card(job)}", approval.choices(job), job_id=job.id
        )
    stop = () if job.stage is Stage.DELIVERING else (("Cancel it", f"/cancel {job.id}"),)
    return Reply(f"{head}\n{title}, {since}.{_say(job)}", stop, job_id=job.id)


def several(jobs: Sequence[Job], now: datetime) -> Reply:
    """The jobs under way."""
    if len(jobs) == 1:
        return one(jobs[0], now)
    lines = [f"{len(jobs)} reels are under way:"]
    for job in jobs:
        since = span((now - job.opened_at).total_seconds())
        lines.append(f"{job.id} · {job.status.value}: {doing(job)}, {since} so far")
        lines.append(f"  “{short(_title(job), 80)}”{_say(job)}")
    return Reply("\n".join(lines))


def nothing_open() -> Reply:
    """Nobody is waiting for anything."""
    return Reply("Nothing is under way. /generate <idea> makes a reel; /reels shows those you have.")


def no_such_job(typed: str) -> Reply:
    """An id that is none of the requester's jobs."""
    return Reply(
        f"You have no job “{short(typed, 30)}”. /status lists those under way, /reels the finished ones."
    )


def which(jobs: Sequence[Job], command: str) -> Reply:
    """Several jobs could be meant."""
    choices = tuple((f"{job.id} {short(_title(job), 40)}", f"/{command} {job.id}") for job in jobs)
    return Reply(f"Which one? /{command} <job>", choices)


def cancelling(job: Job) -> Reply:
    """A job was asked to end."""
    return Reply(
        f"Stopping {job.id}. What can be taken back is taken back; I tell you here when it has ended.",
        job_id=job.id,
    )


def too_late(job: Job) -> Reply:
    """There is nothing left to cancel."""
    if job.stage.is_open and job.outcome is Stage.CANCELLED:
        return Reply(f"{job.id} is cancelled already.", job_id=job.id)
    if job.stage.is_open:
        return Reply(f"{job.id} is finished already, and on its way to you.", job_id=job.id)
    return Reply(f"{job.id} has ended already: {job.status.value}.", job_id=job.id)


def _title(job: Job) -> str:
    return job.storyboard.title if job.storyboard else job.brief.topic


def _filming(job: Job) -> str:
    label = filming_model(job)
    if job.position is not None:
        return (
            f"in the queue of {label}, {job.position} before it"
            if job.position
            else f"next in the queue of {label}"
        )
    return f"filming with {label}" if job.filming else f"waiting for {label}"


def _ready(job: Job) -> list[str]:
    shots = len(job.shots)
    if shots < 2:
        return []
    return [f"{job.ready} of {shots} clips {'is' if job.ready == 1 else 'are'} ready"]


def _say(job: Job) -> str:
    return f" {job.words}" if job.words else ""


def _ended(job: Job) -> str:
    return f"{when(job.closed_at)} UTC." if job.closed_at else "just now."


def _afterwards(job: Job) -> tuple[Choice, ...]:
    if job.reel is not None:
        return (("Storyboard", f"/storyboard {job.id}"), ("Make a new one", f"/again {job.id}"))
    return (("Try again", f"/again {job.id}"),)
