"""How many clips a reel is cut from, how long each is, and how it is ordered."""

from functools import lru_cache
from itertools import combinations_with_replacement

from core.ports import Order
from core.reel.brief import Brief, Quality
from core.reel.job import Shot
from core.reel.model import Model
from core.reel.prompt import negative_prompt
from core.reel.render import order_key

MOST_SHOTS = 8


def as_wished(model: Model, brief: Brief) -> Model:
    """The model in the resolution that the brief wants, as far as it makes a difference."""
    return model.draft if brief.quality is Quality.DRAFT and model.draft is not None else model


def shot_lengths(model: Model, brief: Brief) -> tuple[int, ...]:
    """The length of each clip in seconds, in order.

    As many clips as were asked for, of equal length. When that was left open: one clip if the model
    makes one that long, else as many short ones as come nearest to the wish, the shorter ones first.
    """
    if brief.shots == 1:
        return (model.clip_length(brief.seconds),)
    if brief.shots:
        return (model.clip_length(brief.seconds // brief.shots),) * brief.shots
    if brief.seconds <= model.clip_seconds[-1]:
        return (model.clip_length(brief.seconds),)
    return _nearest(model.clip_seconds, brief.seconds)


def first_picture(model: Model, brief: Brief) -> str | None:
    """The picture that the first clip begins with, None when there is none or the model takes none."""
    return brief.start_image if brief.start_image and model.takes_picture else None


def shot(text: str, seconds: int, chance: int, model: Model, start_image: str | None = None) -> Shot:
    """One clip of a reel, ready to be ordered."""
    order = Order(
        model=model.id,
        prompt=text,
        negative_prompt=negative_prompt(model),
        seconds=seconds,
        resolution=model.resolution,
        seed=chance,
        start_image=start_image,
    )
    return Shot(
        vendor=model.vendor,
        order=order,
        order_key=order_key(model.vendor, order),
        price=model.price(seconds, has_picture=start_image is not None),
        label=model.label,
    )


@lru_cache(maxsize=256)
def _nearest(lengths: tuple[int, ...], wished: int) -> tuple[int, ...]:
    # Long lists of lengths have far more combinations than differences that anybody would notice.
    lengths = lengths if len(lengths) <= 5 else (lengths[0], lengths[len(lengths) // 2], lengths[-1])
    several = (
        choice
        for count in range(2, MOST_SHOTS + 1)
        for choice in combinations_with_replacement(lengths, count)
    )
    return min(several, key=lambda choice: (abs(sum(choice) - wished), sum(choice), -len(choice)))
