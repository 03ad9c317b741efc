"""What happens: the structure of the reel and the beats that are filmed."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.vendors.house.desk import Desk
from adapters.vendors.house.library import Beat, Moment
from adapters.vendors.house.subject import closeness

WORDS_PER_SECOND = 2.8


@dataclass(frozen=True, slots=True)
class Plot:
    """The hook's picture, then one moment and one beat per scene; numbered if these are steps."""

    opening: Beat
    moments: tuple[Moment, ...]
    beats: tuple[Beat, ...]
    numbered: bool


def find_plot(desk: Desk) -> Plot:
    """Every take gets the next structure that suits the topic, and beats that the last one did not use."""
    name = _structure(desk)
    moments = _moments(desk.library.structures[name], len(desk.lengths))
    opening, *beats = _beats(desk, moments)
    return Plot(opening, moments, tuple(beats), name == "steps" and len(moments) > 1)


def _structure(desk: Desk) -> str:
    words = desk.subject.topic.words
    suits = {
        "origin": "maker" in words or "told" in words,
        "steps": "vp" in words,
        "problem": "vp" in words,
        "contrast": "left" in words,
        "clues": "question" in words or ("clause" in words and "vp" not in words),
    }
    names = [name for name in desk.library.structures if suits.get(name, True)]
    ranks = {name: desk.order.random() - suits.get(name, False) for name in names}
    return sorted(names, key=ranks.__getitem__)[desk.brief.take % len(names)]


def _moments(structure: Sequence[Moment], count: int) -> tuple[Moment, ...]:
    """The last moment is always told; a fifth scene lets the third one happen twice."""
    first, second, third, last = structure
    again = Moment(third.phase, tuple(reversed(third.leads)))
    by_count = {
        1: (last,),
        2: (first, last),
        3: (first, second, last),
        4: (first, second, third, last),
        5: (first, second, third, again, last),
    }
    return by_count[count]


def _beats(desk: Desk, moments: Sequence[Moment]) -> list[Beat]:
    """The opening, then a beat for each moment: no beat and no icon twice, the closest to the topic first."""
    take, beats = desk.brief.take, desk.subject.world.beats
    pool = desk.order.sample(beats, len(beats))
    pool.sort(key=lambda beat: -_closeness(desk, beat))
    chosen: list[Beat] = []
    for moment, seconds in zip(moments, desk.lengths, strict=True):
        free = [b for b in pool if b not in chosen and b.icon not in {c.icon for c in chosen}]
        of_phase = [beat for beat in free if beat.phase == moment.phase] or free
        sayable = [b for b in of_phase if len(b.said.split()) <= seconds * WORDS_PER_SECOND] or of_phase
        chosen.append(sayable[take % len(sayable)])
    rest = [beat for beat in pool if beat not in chosen and beat.phase != "result"]
    return [rest[take % len(rest)], *chosen]


def _closeness(desk: Desk, beat: Beat) -> int:
    """Shared words count; in another time or place details look right and streets do not."""
    elsewhere = any(token in desk.library.places for token in desk.subject.topic.tokens)
    shared = closeness(desk.subject, f"{beat.seen.pattern} {beat.written}")
    return 2 * shared + (elsewhere and beat.size == "close")
