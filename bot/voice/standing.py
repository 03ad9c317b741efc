"""How a job is doing, while it is under way."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.voice import approval
from bot.voice.asking import short
from bot.voice.rewording import reword
from bot.voice.times import span, when
from bot.voice.tongue import both, count, mark, say
from core.reel.catalogue import CATALOGUE, Model
from core.reel.job import Job, Stage
from core.talk import Choice, Reply
from core.work.steps import BROKE

NO_REEL = mark("You have no reel yet. /generate <idea> makes one.")
NO_DRAFT = mark("None of your reels is a draft. /generate <idea> quality=draft makes one.")


def model_label(model: str) -> str:
    """The name people know a model by."""
    known = CATALOGUE.get(model)
    return known.label if known else model


def filming_model(job: Job) -> str:
    """The name of the model that films it, which may have taken over from the one that was asked for."""
    labels = dict.fromkeys(shot.label or model_label(shot.order.model) for shot in job.shots)
    names = [*labels] or [model_label(job.brief.model)]
    return both(names)


def asked_model(job: Job, models: Sequence[Model]) -> str:
    """The name of the model that was asked for; `models` are those that can be ordered here."""
    known = {model.id: model.label for model in models}
    known |= {shot.order.model: shot.label for shot in job.shots if shot.label}
    return known.get(job.brief.model) or model_label(job.brief.model)


def with_troubles(reply: Reply, passed_over: Mapping[str, datetime]) -> Reply:
    """The reply, and which video vendors are left alone until when."""
    lines = [
        say(
            "Vendor {name} fails or takes too long, and is left alone until {time} UTC.",
            name=name,
            time=f"{until:%H:%M}",
        )
        for name, until in passed_over.items()
    ]
    return replace(reply, text="\n".join([reply.text, *lines])) if lines else reply


def doing(job: Job, percent: int | None = None) -> str:
    """What is happening to it, without a full stop: `filming with WAN 2.5, 1 of 2 clips is ready`."""
    match job.stage:
        case Stage.PLANNING:
            if job.tries:
                return say("waiting for the storyboard to be written")
            return say("writing the storyboard")
        case Stage.APPROVAL:
            return say("waiting for a yes to its price")
        case Stage.RENDERING:
            return ", ".join([_filming(job), *_ready(job)]) if job.shots else say("recording the voice")
        case Stage.CUTTING:
            work = say("drawing the reel") if job.is_drawn else say("cutting the reel")
            return work if percent is None else say("{work}, {percent} %", work=work, percent=percent)
        case Stage.DELIVERING if job.outcome is Stage.CANCELLED:
            return say(str(job.outcome))
        case Stage.DELIVERING:
            return say("on its way to you")
        case Stage.DONE:
            return say("ready")
        case _:
            return say(str(job.stage))


def progress(job: Job, percent: int | None = None) -> str:
    """One line for the chat while somebody waits."""
    if job.stage is Stage.APPROVAL:
        return approval.card(job)
    now = doing(job, percent)
    return f"{say('{doing}.', doing=f'{now[0].upper()}{now[1:]}')}{_say(job)}{_in_vain(job)}"


def is_held_up(job: Job) -> bool:
    """Whether something stands in its way, so that nobody knows how long it will take."""
    return bool(job.words) and job.stage in (Stage.PLANNING, Stage.RENDERING)


def remaining(seconds: float) -> str:
    """How much longer, by what was measured on the last reels."""
    if seconds <= 0:
        return say("It takes longer than the last ones did; any moment now.")
    coarse = max(10, round(seconds / 10) * 10) if seconds < 90 else seconds
    return say("About {span} to go, as the last ones went.", span=span(coarse))


def usually(seconds: float) -> str:
    """How long a model is said to take; nothing was measured here yet."""
    return say("Usually ready in {span}.", span=span(seconds))


def one(job: Job, now: datetime) -> Reply:
    """All there is to know about one job."""
    head = _head(job)
    title = f"“{short(job.title, 100)}”"
    if not job.stage.is_open:
        return Reply(f"{head}\n{title}, {_ended(job)}{_say(job)}", _afterwards(job), job_id=job.id)
    since = say("asked for {span} ago", span=span((now - job.opened_at).total_seconds()))
    asked = say("“{title}”, {since}.", title=short(job.title, 100), since=since)
    if job.stage is Stage.APPROVAL:
        return Reply(f"{head}\n{asked}\n\n{approval.card(job)}", approval.choices(job), job_id=job.id)
    stop = () if job.stage is Stage.DELIVERING else ((say("Cancel it"), f"/cancel {job.id}"),)
    return Reply(f"{head}\n{asked}{_say(job)}{_in_vain(job)}", stop, job_id=job.id)


def several(jobs: Sequence[Job], now: datetime) -> Reply:
    """The jobs under way."""
    if len(jobs) == 1:
        return one(jobs[0], now)
    lines = [count(len(jobs), "{number} reel is under way:", "{number} reels are under way:")]
    for job in jobs:
        since = span((now - job.opened_at).total_seconds())
        lines.append(say("{head}, {span} so far", head=_head(job), span=since))
        lines.append(f"  “{short(job.title, 80)}”{_say(job)}")
    return Reply("\n".join(lines))


def nothing_open() -> Reply:
    """Nobody is waiting for anything."""
    return Reply(say("Nothing is under way. /generate <idea> makes a reel; /reels shows those you have."))


def no_such_job(typed: str) -> Reply:
    """An id that is none of the requester's jobs."""
    words = "You have no job “{typed}”. /status lists those under way, /reels the finished ones."
    return Reply(say(words, typed=short(typed, 30)))


def an_idea(typed: str) -> str:
    """Words about a new reel, where one that there is should be named."""
    words = (
        "“{idea}” is none of your reels. If it is an idea, /generate {idea} makes a reel of it; "
        "with model=animatic behind it that is drawn for free."
    )
    return say(words, idea=short(typed))


def which(jobs: Sequence[Job], command: str) -> Reply:
    """Several jobs could be meant."""
    choices = tuple((f"{job.id} {short(job.title, 40)}", f"/{command} {job.id}") for job in jobs)
    return Reply(f"{say('Which one?')} /{command} <job>", choices)


def cancelling(job: Job) -> Reply:
    """A job was asked to end."""
    words = "Stopping {job}. What can be taken back is taken back; I tell you here when it has ended."
    return Reply(say(words, job=job.id), job_id=job.id)


def too_late(job: Job) -> Reply:
    """There is nothing left to cancel."""
    if Stage.CANCELLED in (job.stage, job.outcome):
        return Reply(say("{job} is cancelled already.", job=job.id), job_id=job.id)
    if job.stage.is_open:
        words = "{job} is finished already, and on its way to you."
        return Reply(say(words, job=job.id), job_id=job.id)
    words = "{job} has ended already: {status}."
    return Reply(say(words, job=job.id, status=say(job.status.value)), job_id=job.id)


def _head(job: Job) -> str:
    return f"{job.id} · {say(job.status.value)}: {doing(job)}"


def _filming(job: Job) -> str:
    label = filming_model(job)
    if job.position is not None:
        if not job.position:
            return say("next in the queue of {model}", model=label)
        return say("in the queue of {model}, {position} before it", model=label, position=job.position)
    return (
        say("filming with {model}", model=label) if job.filming else say("waiting for {model}", model=label)
    )


def _ready(job: Job) -> list[str]:
    shots = len(job.shots)
    if shots < 2:
        return []
    return [
        count(
            job.ready,
            "{number} of {shots} clips is ready",
            "{number} of {shots} clips are ready",
            shots=shots,
        )
    ]


def _say(job: Job) -> str:
    return f" {reword(job.words)}" if job.words else ""


def _in_vain(job: Job) -> str:
    """Since when somebody outside cannot be had, and what comes of it."""
    since_at = job.held_since or (job.stage_at if job.tries else None)
    if since_at is None or not is_held_up(job):
        return ""
    since = say("I have been trying since {time} UTC, and go on by myself.", time=when(since_at))
    # What broke on our side, or is only asked about, goes to nobody else.
    if not job.tries or job.words == BROKE:
        return f" {since}"
    ahead = (
        mark("If it stays so, the house writer writes it, and I draw the reel at no cost.")
        if job.stage is Stage.PLANNING
        else mark(
            "If it stays so, another model takes over at no more than that price, "
            "or I draw the reel at no cost."
        )
    )
    return f" {since} {say(ahead)}"


def _ended(job: Job) -> str:
    return say("{time} UTC.", time=when(job.closed_at)) if job.closed_at else say("just now.")


def _afterwards(job: Job) -> tuple[Choice, ...]:
    if job.reel is not None:
        return ((say("Storyboard"), f"/storyboard {job.id}"), (say("Make a new one"), f"/again {job.id}"))
    return ((say("Try again"), f"/again {job.id}"),)
