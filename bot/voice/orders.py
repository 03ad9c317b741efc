"""The answer to an order: what will happen, what it costs, what is left, how long it takes."""

from dataclasses import replace
from datetime import datetime

from bot.voice import learning, standing
from bot.voice.asking import short
from bot.voice.limits import left
from bot.voice.times import span
from bot.voice.tongue import count, either, mark, mark_count, say
from core.books.money import dollars
from core.books.quota import Usage
from core.reel.brief import Quality
from core.reel.catalogue import Model
from core.reel.job import Job
from core.reel.shots import MOST_SHOTS, shot_lengths
from core.reel.sound import Sound
from core.talk import Choice, Reply
from core.traffic import Wait


def accepted(job: Job, model: Model | None, seconds: int, usage: Usage) -> Reply:
    """A job was opened. `model` is None for an animatic, `seconds` what the reel will last."""
    head = say(
        "Job {job}: “{topic}”, {seconds} s for {platform}.",
        job=job.id,
        topic=short(job.brief.topic),
        seconds=seconds,
        platform=job.brief.niche.platform.label,
    )
    how = _drawn() if model is None else _filmed(job, model, seconds)
    asks = f" {say('I show you the storyboard before anything is filmed.')}" if job.approver else ""
    change = learning.changed(job)
    told = "\n".join([head, how, *([change] if change else [])])
    text = f"{told}\n{price(job)}{asks} {left(usage, job.quote)}"
    return Reply(text.rstrip(), under_way(job), job_id=job.id)


def under_way(job: Job) -> tuple[Choice, ...]:
    """The buttons of a job that was just opened."""
    return (say("Status"), f"/status {job.id}"), (say("Cancel"), f"/cancel {job.id}")


def spoken(reply: Reply, voice: Sound | None) -> Reply:
    """The same, with who will speak in it; what that costs is in the price already."""
    if voice is None:
        return reply
    head, _, rest = reply.text.partition("\n")
    speaks = say("{voice} speaks its lines; voice=off leaves them unspoken.", voice=voice.label)
    return replace(reply, text=f"{head} {speaks}\n{rest}")


def busy(reply: Reply, wait: Wait) -> Reply:
    """The same, with how many reels come first and about how long that takes, if that is known."""
    told: dict[str, object] = {"ahead": f"{wait.ahead:,}"}
    if wait.about is not None:
        one, many = mark_count("It is busy here: {ahead} reels come first, about {span}.")
        told["span"] = span(wait.about.total_seconds())
    else:
        one, many = mark_count("It is busy here: {ahead} reels come first.")
    return replace(reply, text=f"{reply.text}\n{count(wait.ahead, one, many, **told)}")


def filmed_again(job: Job, scene: int, usage: Usage) -> Reply:
    """One scene of a reel is filmed once more."""
    words = (
        mark("Job {job}: scene {scene} of “{topic}” is filmed again, the rest is kept.")
        if scene
        else mark("Job {job}: the hook of “{topic}” is filmed again, the rest is kept.")
    )
    text = say(words, job=job.id, scene=scene, topic=short(job.brief.topic))
    return Reply(f"{text}\n{price(job)} {left(usage, job.quote)}".rstrip(), under_way(job), job_id=job.id)


def repeated(job: Job, now: datetime) -> Reply:
    """The same message came again: nothing new was opened."""
    known = standing.one(job, now)
    return Reply(f"{say('I have that one already.')}\n{known.text}", known.choices, job_id=job.id)


def may_not_spend(drawn: str) -> Reply:
    """The server lets others spend; `drawn` is the command for the same at no cost, if there is one."""
    text = say(
        "In this group only some may order what costs money; whoever runs it decides that with /group."
    )
    return Reply(text, ((say("Draw it instead, at no cost"), drawn),) if drawn else ())


def _drawn() -> str:
    return say("I write the storyboard and draw it as an animatic, here: usually less than a minute.")


def _filmed(job: Job, model: Model, seconds: int) -> str:
    told = {"model": model.label, "usual": span(model.usual_seconds), "resolution": model.resolution}
    clips = len(shot_lengths(model, job.brief))
    if job.brief.quality is Quality.DRAFT:
        text = count(
            clips,
            "I write the storyboard, {model} films it in one clip as a draft in {resolution}: "
            "usually {usual}, more in a queue.",
            "I write the storyboard, {model} films it in {number} clips as a draft in {resolution}: "
            "usually {usual}, more in a queue.",
            **told,
        )
    else:
        text = count(
            clips,
            "I write the storyboard, {model} films it in one clip: usually {usual}, more in a queue.",
            "I write the storyboard, {model} films it in {number} clips: usually {usual}, more in a queue.",
            **told,
        )
    if seconds == job.brief.seconds:
        return text
    instead = say(
        "Its clips last {lengths} s, so you get {seconds} s instead of {wished}.",
        lengths=_lengths(model),
        seconds=seconds,
        wished=job.brief.seconds,
    )
    return f"{text}\n{instead}{_longer(job, model)}"


def _lengths(model: Model) -> str:
    return either([*map(str, model.clip_seconds)])


def _longer(job: Job, model: Model) -> str:
    """Which number of clips gives the length that was wished for, if any does."""
    wished = job.brief.seconds
    if not job.brief.shots:
        return ""
    for shots in range(1, MOST_SHOTS + 1):
        if shots != job.brief.shots and model.clip_length(wished // shots) * shots == wished:
            return f" {say('shots={shots} makes {seconds}.', shots=shots, seconds=wished)}"
    return ""


def price(job: Job) -> str:
    """What a job costs at most."""
    if job.key_of:
        return say("The vendor charges your own key for it; here it costs nothing and counts for no quota.")
    if not job.quote:
        return say("It costs nothing.")
    if job.bought:
        one = "It costs at most {price}, which {number} bought reel pays."
        many = "It costs at most {price}, which {number} bought reels pay."
        return count(job.bought, one, many, price=dollars(job.quote))
    return say("It costs at most {price}.", price=dollars(job.quote))
