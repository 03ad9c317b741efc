"""Drafts and their finals, and several variations at one price."""

from collections.abc import Iterable, Mapping

from bot.voice import orders
from bot.voice.asking import short
from bot.voice.limits import left
from core.brief import Look
from core.catalogue import Model
from core.job import Job
from core.money import dollars
from core.quota import Usage
from core.takes import final_shots, is_draft, resolutions
from core.talk import Choice, Reply


def no_draft(model: Model, quote: int, filmed: str, drawn: str) -> Reply:
    """A draft was wanted of a model that makes none; `filmed` and `drawn` are the commands instead."""
    text = f"{model.label} films in no lower resolution for less, so it makes no drafts. Nothing is ordered."
    film = (f"Film it in full, {dollars(quote)}", filmed)
    return Reply(text, (film, ("Draw it instead, at no cost", drawn)))


def filmed(job: Job) -> str:
    """How the last word on a filmed reel begins; that on a draft says so."""
    return f"Draft {resolutions(job)}: filmed" if is_draft(job) else "Filmed"


def offer(job: Job, models: Iterable[Model]) -> tuple[Choice, ...]:
    """The button that films a draft in full, with its price; none where there is nothing to gain."""
    shots = final_shots(job, models) if is_draft(job) else ()
    full = job.model_copy(update={"shots": shots})
    if not shots or resolutions(full) == resolutions(job):
        return ()
    price = "" if job.key_of else f", {dollars(sum(shot.price for shot in shots))}"
    return ((f"Final in {resolutions(full)}{price}", f"/final {job.id}"),)


def caution(job: Job, models: Iterable[Model]) -> list[str]:
    """Said of a draft whose model takes no seed."""
    seedless = {model.id: model.label for model in models if not model.has_seed}
    labels = {seedless[shot.order.model] for shot in job.shots if shot.order.model in seedless}
    if not labels or not is_draft(job):
        return []
    who = " and ".join(sorted(labels))
    return [f"{who} takes no seed: the final follows this storyboard, but is another take of it."]


def final_price(draft: Job, models: Iterable[Model]) -> int:
    """What the final of a draft costs at most, in micro-dollars."""
    return sum(shot.price for shot in final_shots(draft, models))


def filmed_in_full(job: Job, usage: Usage) -> Reply:
    """The final of a draft was ordered."""
    what = f"the final of “{short(job.brief.topic)}” in {resolutions(job)}"
    text = f"Job {job.id}: {what}, from the same storyboard."
    choices = (("Status", f"/status {job.id}"), ("Cancel", f"/cancel {job.id}"))
    return Reply(f"{text}\n{orders.price(job)} {left(usage, job.quote)}".rstrip(), choices, job_id=job.id)


def vary(job: Job, prices: Mapping[int, int]) -> Reply:
    """Other looks for an earlier reel, and so many further takes of it at which price."""
    looks = [look for look in Look if look not in (Look.AUTO, job.brief.look)]
    choices = [(look.value, f"/again {job.id} look={look}") for look in looks]
    choices += [
        (f"{count} takes, {dollars(price)}", f"/vary {job.id} count={count}")
        for count, price in prices.items()
    ]
    return Reply("In which look? Or several takes at once, at one price?", tuple(choices))


def several(job: Job, model: Model | None, seconds: int, usage: Usage) -> Reply:
    """A batch was opened; `job` is its first."""
    if job.batch is None:
        return Reply("", job_id=job.id)
    count, quote = len(job.batch.jobs), job.batch.quote
    made = f"filmed by {model.label}" if model is not None else "drawn here"
    what = f"{count} takes of “{short(job.brief.topic)}”, {seconds} s each, {made}"
    text = f"{what}: jobs {', '.join(job.batch.jobs)}."
    price = f"Together they cost at most {dollars(quote)}." if quote else orders.price(job)
    asks = " I show you a storyboard before anything is filmed; one yes is for all." if job.approver else ""
    choices = (("Status", "/status"), ("Stop them all", f"/cancel {job.id} batch=all"))
    return Reply(f"{text}\n{price}{asks} {left(usage, quote)}".rstrip(), choices, job_id=job.id)
