"""The answer to an order: what will happen, what it costs, what is left, how long it takes."""

from dataclasses import replace
from datetime import datetime

from bot.voice import standing
from bot.voice.asking import short
from bot.voice.limits import left
from bot.voice.times import span
from core.brief import Quality
from core.catalogue import Model
from core.job import Job
from core.money import dollars
from core.quota import Usage
from core.shots import MOST_SHOTS, shot_lengths
from core.sound import Sound
from core.talk import Reply
from core.traffic import Wait

FOR_ADULTS = (
    "That is for adults only, and this place is not. Please ask in a channel that is age-restricted, "
    "or tell me another idea."
)


def accepted(job: Job, model: Model | None, seconds: int, usage: Usage) -> Reply:
    """A job was opened. `model` is None for an animatic, `seconds` what the reel will last."""
    head = f"Job {job.id}: “{short(job.brief.topic)}”, {seconds} s for {job.brief.niche.platform.label}."
    how = _drawn() if model is None else _filmed(job, model, seconds)
    asks = " I show you the storyboard before anything is filmed." if job.approver else ""
    text = f"{head}\n{how}\n{price(job)}{asks} {left(usage, job.quote)}"
    choices = (("Status", f"/status {job.id}"), ("Cancel", f"/cancel {job.id}"))
    return Reply(text.rstrip(), choices, job_id=job.id)


def spoken(reply: Reply, voice: Sound | None) -> Reply:
    """The same, with who will speak in it; what that costs is in the price already."""
    if voice is None:
        return reply
    head, _, rest = reply.text.partition("\n")
    return replace(
        reply, text=f"{head} {voice.label} speaks its lines; voice=off leaves them unspoken.\n{rest}"
    )


def busy(reply: Reply, wait: Wait) -> Reply:
    """The same, with how many reels come first and about how long that takes, if that is known."""
    how_long = f", about {span(wait.about.total_seconds())}" if wait.about is not None else ""
    return replace(reply, text=f"{reply.text}\nIt is busy here: {wait.ahead:,} reels come first{how_long}.")


def filmed_again(job: Job, scene: int, usage: Usage) -> Reply:
    """One scene of a reel is filmed once more."""
    which = f"scene {scene}" if scene else "the hook"
    text = f"Job {job.id}: {which} of “{short(job.brief.topic)}” is filmed again, the rest is kept."
    choices = (("Status", f"/status {job.id}"), ("Cancel", f"/cancel {job.id}"))
    return Reply(f"{text}\n{price(job)} {left(usage, job.quote)}".rstrip(), choices, job_id=job.id)


def repeated(job: Job, now: datetime) -> Reply:
    """The same message came again: nothing new was opened."""
    known = standing.one(job, now)
    return Reply(f"I have that one already.\n{known.text}", known.choices, job_id=job.id)


def may_not_spend(drawn: str) -> Reply:
    """The server lets others spend; `drawn` is the command for the same at no cost, if there is one."""
    text = "In this group only some may order what costs money; whoever runs it decides that with /group."
    return Reply(text, (("Draw it instead, at no cost", drawn),) if drawn else ())


def _drawn() -> str:
    return "I write the storyboard and draw it as an animatic, here: usually less than a minute."


def _filmed(job: Job, model: Model, seconds: int) -> str:
    count = len(shot_lengths(model, job.brief))
    clips = "in one clip" if count == 1 else f"in {count} clips"
    usual = span(model.usual_seconds)
    draft = f" as a draft in {model.resolution}" if job.brief.quality is Quality.DRAFT else ""
    text = f"I write the storyboard, {model.label} films it {clips}{draft}: usually {usual}, more in a queue."
    if seconds == job.brief.seconds:
        return text
    lengths = " or ".join(map(str, model.clip_seconds))
    instead = f"{seconds} s instead of {job.brief.seconds}"
    return f"{text}\nIts clips last {lengths} s, so you get {instead}.{_longer(job, model)}"


def _longer(job: Job, model: Model) -> str:
    """Which number of clips gives the length that was wished for, if any does."""
    wished = job.brief.seconds
    if not job.brief.shots:
        return ""
    for shots in range(1, MOST_SHOTS + 1):
        if shots != job.brief.shots and model.clip_length(wished // shots) * shots == wished:
            return f" shots={shots} makes {wished}."
    return ""


def price(job: Job) -> str:
    """What a job costs at most."""
    if job.key_of:
        return "The vendor charges your own key for it; here it costs nothing and counts for no quota."
    return f"It costs at most {dollars(job.quote)}." if job.quote else "It costs nothing."
