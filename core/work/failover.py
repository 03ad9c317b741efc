"""Which model takes over when the one that was asked for cannot film.

An order is never repeated elsewhere while its outcome is unknown, nor after the vendor charged for
it; and what takes over may not cost more than was held. Whoever is left without a model gets the
animatic.
"""

from collections.abc import Iterable, Sequence

from core.reel.catalogue import Model
from core.reel.job import Job, Shot
from core.reel.prompt import prompts
from core.reel.render import Render
from core.reel.shots import as_wished, shot
from core.work.crew import Crew


def elsewhere(job: Job, gone: Sequence[Render], crew: Crew) -> Job | None:
    """The job with some of its shots ordered from the next model, None when nobody may take over.

    `gone` are the renders that surely become nothing; shots of other renders stay where they are.
    """
    if not gone or job.key_of or any(render.is_billed for render in gone):
        return None
    keys = {render.order_key for render in gone}
    for model in _next_models(job, crew):
        shots = _moved(job, model, keys)
        if shots and sum(shot.price for shot in shots) <= job.quote:
            words = f"{model.label} takes over{_lacks(job, shots)}."
            return job.but(shots=shots, words=words, tries=0, held_since=None, stage_at=crew.clock())
    return None


def _lacks(job: Job, shots: Sequence[Shot]) -> str:
    """Said of shots that cannot begin with the picture, as they should have."""
    had, have = (any(shot.order.start_image for shot in some) for some in (job.shots, shots))
    return ", without your picture" if had and not have else ""


def _next_models(job: Job, crew: Crew) -> Iterable[Model]:
    """The models after the last one that was used, as far as they can be ordered now."""
    line = list(dict.fromkeys((job.brief.model, *crew.failover)))
    used = [line.index(shot.order.model) for shot in job.shots if shot.order.model in line]
    for name in line[max(used, default=0) + 1 :]:
        model = as_wished(crew.catalogue[name], job.brief)
        if model.is_offered and model.vendor in crew.renderers and not crew.passes_over(model.vendor):
            yield model


def _moved(job: Job, model: Model, keys: set[str]) -> tuple[Shot, ...]:
    """The shots, those with these order keys as this model films them."""
    if job.storyboard is None:
        return ()
    phrasing = job.brief.direction.phrasing
    texts: Sequence[str] = prompts(job.storyboard, model, len(job.shots), phrasing)
    return tuple(
        _by(model, each, text) if each.order_key in keys else each
        for each, text in zip(job.shots, texts, strict=True)
    )


def _by(model: Model, gone: Shot, text: str) -> Shot:
    picture = gone.order.start_image if model.takes_picture else None
    return shot(text, model.clip_length(gone.order.seconds), gone.order.seed, model, picture)
