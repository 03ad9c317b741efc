"""The writer's desk: everything about one order that the parts of the writing share."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from adapters.vendors.house.library import Library
from adapters.vendors.house.subject import Subject, find_subject
from core.brief import Brief


@dataclass(frozen=True, slots=True)
class Desk:
    """One order on the desk. `words` fill the lines, `lengths` are the seconds of each scene.

    `rng` is new for every take; `order` is the same for all takes of a brief, so that what it
    sorts can be gone through take by take.
    """

    brief: Brief
    library: Library
    subject: Subject
    words: Mapping[str, str]
    lengths: tuple[float, ...]
    order: Random
    rng: Random


def lay_out(brief: Brief, seconds: float, library: Library) -> Desk:
    """Everything needed to write the brief, with so many seconds for its scenes."""
    rng = Random(brief.digest)
    subject = find_subject(brief, library)
    lengths = _lengths(seconds, _scene_count(brief, rng), rng)
    words = {**subject.topic.words, "niche": subject.niche}
    order = Random(brief.model_copy(update={"take": 0}).digest)
    return Desk(brief, library, subject, words, lengths, order, rng)


def _scene_count(brief: Brief, rng: Random) -> int:
    for limit, counts in ((6, (1,)), (8, (2,)), (12, (2, 3)), (19, (3, 4)), (29, (4,))):
        if brief.seconds <= limit:
            count = rng.choice(counts)
            return max(count, brief.shots) if brief.seconds > 8 else count
    return 5


def _lengths(seconds: float, count: int, rng: Random) -> tuple[float, ...]:
    """Uneven on purpose, in tenths; together exactly the seconds there are."""
    weights = [rng.uniform(0.9, 1.2) for _ in range(count)]
    lengths = [round(seconds * weight / sum(weights), 1) for weight in weights[:-1]]
    return (*lengths, round(seconds - sum(lengths), 1))
