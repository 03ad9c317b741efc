"""What happens: the structure of the reel and the beats that are filmed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from adapters.vendors.house.desk import Desk
from adapters.vendors.house.library import Beat, Moment
from adapters.vendors.house.subject import closeness
from adapters.vendors.house.topic import tokens
from adapters.vendors.house.words import GENERAL, NUMBERS
from core.learning.arms import Reason

WORDS_PER_SECOND = 2.8


@dataclass(frozen=True, slots=True)
class Step:
    """One beat in its place. `card` is the part of the idea that is told here, empty if none is.

    `lead` may be said before it; `words` fill its lines, with the thing it is built around.
    """

    beat: Beat
    card: str
    lead: str
    words: Mapping[str, str]
    icon: str


@dataclass(frozen=True, slots=True)
class Plot:
    """The picture of the hook, then one step per scene. `left_out` says that not all of the idea fits."""

    opening: Step
    steps: tuple[Step, ...]
    left_out: bool


def find_plot(desk: Desk) -> Plot:
    """The idea's own parts in order; between them what it names, and what its world shows."""
    moments = _moments(desk.library.structures[_structure(desk)], len(desk.lengths))
    cards, left_out = _cards(desk, len(moments))
    casting = _Casting(desk)
    steps = tuple(casting.step(at, moment, cards[at]) for at, moment in enumerate(moments))
    return Plot(casting.opening(), steps, left_out)


class _Casting:
    """Finds a beat and an icon for every moment, none of them twice."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._beats: list[Beat] = []
        self._icons: set[str] = set()
        subject, words = desk.subject, desk.words
        self._things = (
            tuple(words[side] for side in ("left", "right") if side in words) or subject.idea.things
        )
        home = subject.world.beats if subject.is_at_home else ()
        suitable = [beat for beat in home if not beat.only or beat.only & subject.tokens]
        self._home = desk.order.sample(suitable, len(suitable))
        brought = desk.order.sample(desk.library.any_world.beats, len(desk.library.any_world.beats))
        self._built = [beat for beat in brought if beat.needs_thing]
        self._neutral = [beat for beat in brought if not beat.needs_thing]
        self._told: set[str] = set()
        self._home.sort(key=lambda beat: -_closeness(desk, beat))

    def step(self, at: int, moment: Moment, card: str) -> Step:
        """The first is built around what the idea names, the others are at home if they can be."""
        thing = self._thing(card)
        is_close = Reason.TOPIC in self._desk.brief.direction.heeds
        is_first = at == 0 and len(self._desk.lengths) > 1 and not (self._desk.counted and self._desk.advises)
        brought = not self._home or (bool(thing) and (is_close or is_first))
        pool = self._home if not brought else self._built if thing else self._neutral
        beat = self._pick(pool, moment.phase, self._desk.lengths[at])
        if beat.needs_thing:
            self._told.add(thing)
        icon = self._icon(beat, card, thing if brought else "", at)
        lead = "" if brought or card else moment.leads[self._desk.brief.take % 2]
        return Step(beat, card, lead, {**self._desk.words, "thing": thing}, icon)

    def opening(self) -> Step:
        """The picture of the hook: from home if there is one that is left, and never the end of a story."""
        brought = self._built if self._things else self._neutral
        pool = [b for b in self._home or brought if b.phase != "result" and b not in self._beats]
        pool = pool or [beat for beat in brought if beat not in self._beats]
        beat = pool[self._desk.brief.take % len(pool)]
        thing = next(iter(self._things), self._desk.subject.niche)
        return Step(beat, "", "", {**self._desk.words, "thing": thing}, beat.icon)

    def _pick(self, pool: Sequence[Beat], phase: str, seconds: float) -> Beat:
        free = [beat for beat in pool if beat not in self._beats and beat.icon not in self._icons]
        free = free or [b for b in self._neutral if b not in self._beats and b.icon not in self._icons]
        of_phase = [beat for beat in free if beat.phase == phase] or free
        room = seconds * WORDS_PER_SECOND
        sayable = [beat for beat in of_phase if len(beat.said.pattern.split()) <= room] or of_phase
        beat = sayable[self._desk.brief.take % len(sayable)]
        self._beats.append(beat)
        return beat

    def _thing(self, card: str) -> str:
        """What the card names, else the next thing that had no scene of its own; empty when all had."""
        left = [thing for thing in self._things if thing not in self._told]
        return next((thing for thing in self._things if thing.lower() in card.lower()), next(iter(left), ""))

    def _icon(self, beat: Beat, card: str, thing: str, at: int) -> str:
        """A number when we count; what card, thing and idea name; else what the beat shows."""
        brought = bool(thing) or beat in self._neutral
        idea = self._desk.subject.idea.text if brought or card else ""
        around = (token for token in _nouns_first(idea) if token not in GENERAL)
        words = [*(token for text in (card, thing) for token in _nouns_first(text)), *around]
        named = [f"number-circle-{NUMBERS[self._desk.number(at) - 1]}"] if self._desk.counted else []
        found = [*named, *(self._desk.library.icons.get(word, "") for word in words)]
        icon = next((icon for icon in found if icon and icon not in self._icons), beat.icon)
        self._icons.add(icon)
        return icon


def _nouns_first(text: str) -> Iterable[str]:
    """The last word of what is named tells most: "a dead synth" is a synth."""
    return reversed(tokens(text))


def _structure(desk: Desk) -> str:
    words = desk.subject.idea.words
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
    """The last moment is always told; from a fifth scene on those in the middle happen again."""
    first, second, third, last = structure
    shorter: dict[int, tuple[Moment, ...]] = {
        1: (last,),
        2: (first, last),
        3: (first, second, last),
        4: (first, second, third, last),
    }
    if count in shorter:
        return shorter[count]
    twice = count - 4
    return (first, *_repeated(second, twice // 2), *_repeated(third, twice - twice // 2), last)


def _repeated(moment: Moment, times: int) -> tuple[Moment, ...]:
    """A moment, and so many more like it: the next with its other lead, all after that without one."""
    following = Moment(moment.phase, tuple(reversed(moment.leads)))
    silent = Moment(moment.phase, ("",) * len(moment.leads))
    return (moment, *(following, silent, silent)[:times])


def _cards(desk: Desk, count: int) -> tuple[list[str], bool]:
    """For each scene the part of the idea that is told in it, the last part in the last one."""
    cards = list(desk.subject.idea.parts[1:])
    left_out = len(cards) > count
    del cards[count:]
    if not cards:
        return [""] * count, left_out
    *before, last = cards
    middle = count - 1 - len(before)
    return [*before, *[""] * middle, last], left_out


def _closeness(desk: Desk, beat: Beat) -> int:
    """Shared words count; in another time or place details look right and streets do not."""
    elsewhere = bool(desk.subject.tokens & desk.library.places.keys())
    shared = closeness(desk.subject, f"{beat.seen.pattern} {beat.written.pattern}")
    return 2 * shared + 2 * bool(beat.only) + (elsewhere and beat.size == "close")
