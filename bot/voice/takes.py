"""Drafts and their finals, and several variations at one price."""

from collections.abc import Iterable, Mapping

from bot.voice import orders
from bot.voice.asking import short
from bot.voice.limits import left
from bot.voice.tongue import both, count, mark, say
from core.books.money import dollars
from core.books.quota import Usage
from core.reel.brief import Look
from core.reel.catalogue import Model
from core.reel.job import Job
from core.takes import final_shots, is_draft, resolutions
from core.talk import Choice, Reply


def no_draft(model: Model, quote: int, filmed: str, drawn: str) -> Reply:
    """A draft was wanted of a model that makes none; `filmed` and `drawn` are the commands instead."""
    words = "{model} films in no lower resolution for less, so it makes no drafts. Nothing is ordered."
    film = (say("Film it in full, {price}", price=dollars(quote)), filmed)
    return Reply(say(words, model=model.label), (film, (say("Draw it instead, at no cost"), drawn)))


def filmed(job: Job, by: str, seconds: str) -> str:
    """How the last word on a filmed reel begins; that on a draft says so."""
    told = {"model": by, "seconds": seconds}
    if is_draft(job):
        told["resolution"] = resolutions(job)
        one = "Draft {resolution}: filmed with {model}, {seconds} s."
        return count(
            len(job.shots),
            one,
            "Draft {resolution}: filmed with {model} in {number} clips, {seconds} s.",
            **told,
        )
    one = "Filmed with {model}, {seconds} s."
    return count(len(job.shots), one, "Filmed with {model} in {number} clips, {seconds} s.", **told)


def offer(job: Job, models: Iterable[Model]) -> tuple[Choice, ...]:
    """The button that films a draft in full, with its price; none where there is nothing to gain."""
    shots = final_shots(job, models) if is_draft(job) else ()
    full = job.model_copy(update={"shots": shots})
    if not shots or resolutions(full) == resolutions(job):
        return ()
    if job.key_of:
        label = say("Final in {resolution}", resolution=resolutions(full))
    else:
        price = dollars(sum(shot.price for shot in shots))
        label = say("Final in {resolution}, {price}", resolution=resolutions(full), price=price)
    return ((label, f"/final {job.id}"),)


def caution(job: Job, models: Iterable[Model]) -> list[str]:
    """Said of a draft whose model takes no seed."""
    seedless = {model.id: model.label for model in models if not model.has_seed}
    labels = {seedless[shot.order.model] for shot in job.shots if shot.order.model in seedless}
    if not labels or not is_draft(job):
        return []
    who = both(sorted(labels))
    return [
        say("{model} takes no seed: the final follows this storyboard, but is another take of it.", model=who)
    ]


def final_price(draft: Job, models: Iterable[Model]) -> int:
    """What the final of a draft costs at most, in micro-dollars."""
    return sum(shot.price for shot in final_shots(draft, models))


def filmed_in_full(job: Job, usage: Usage) -> Reply:
    """The final of a draft was ordered."""
    text = say(
        "Job {job}: the final of “{topic}” in {resolution}, from the same storyboard.",
        job=job.id,
        topic=short(job.brief.topic),
        resolution=resolutions(job),
    )
    price = f"{orders.price(job)} {left(usage, job.quote)}".rstrip()
    return Reply(f"{text}\n{price}", orders.under_way(job), job_id=job.id)


def vary(job: Job, prices: Mapping[int, int]) -> Reply:
    """Other looks for an earlier reel, and so many further takes of it at which price."""
    looks = [look for look in Look if look not in (Look.AUTO, job.brief.look)]
    choices = [(say(look.value), f"/again {job.id} look={look}") for look in looks]
    choices += [
        (
            count(number, "{number} take, {price}", "{number} takes, {price}", price=dollars(price)),
            f"/vary {job.id} count={number}",
        )
        for number, price in prices.items()
    ]
    return Reply(say("In which look? Or several takes at once, at one price?"), tuple(choices))


def several(job: Job, model: Model | None, seconds: int, usage: Usage) -> Reply:
    """A batch was opened; `job` is its first."""
    if job.batch is None:
        return Reply("", job_id=job.id)
    quote, told = job.batch.quote, {"seconds": seconds, "jobs": ", ".join(job.batch.jobs)}
    words = (
        mark("{takes} takes of “{topic}”, {seconds} s each, filmed by {model}: jobs {jobs}.")
        if model is not None
        else mark("{takes} takes of “{topic}”, {seconds} s each, drawn here: jobs {jobs}.")
    )
    by, topic = model.label if model is not None else "", short(job.brief.topic)
    text = say(words, takes=len(job.batch.jobs), topic=topic, model=by, **told)
    price = say("Together they cost at most {price}.", price=dollars(quote)) if quote else orders.price(job)
    asks = (
        say("I show you a storyboard before anything is filmed; one yes is for all.") if job.approver else ""
    )
    price = f"{price} {asks}".rstrip()
    choices = ((say("Status"), "/status"), (say("Stop them all"), f"/cancel {job.id} batch=all"))
    return Reply(f"{text}\n{price} {left(usage, quote)}".rstrip(), choices, job_id=job.id)
