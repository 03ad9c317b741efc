"""What is said and written: the opener, and the lines of every scene."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.vendors.house import words as w
from adapters.vendors.house.desk import Desk
from adapters.vendors.house.library import Opener
from adapters.vendors.house.plot import WORDS_PER_SECOND, Plot
from adapters.vendors.house.topic import tokens

HOOK_WORDS = 12
WRITTEN_WORDS = 7
WRITTEN_CHARACTERS = 48


@dataclass(frozen=True, slots=True)
class Lines:
    """What is said and what stands on screen in one moment, with the accented word of it."""

    said: str
    written: str
    keyword: str


@dataclass(frozen=True, slots=True)
class Telling:
    """The lines of the whole reel. `bridge` names the topic when the hook does not, else it is empty."""

    hook: Lines
    scenes: tuple[Lines, ...]
    bridge: str


def tell(desk: Desk, plot: Plot) -> Telling:
    """Finds the words for a plot."""
    opener = _opener(desk)
    bridge = "" if opener in desk.library.openers else _bridge(desk)
    hook = _lines(opener.said.filled(desk.words), opener.written.filled(desk.words))
    return Telling(hook, tuple(_scene(desk, plot, bridge, at) for at in range(len(plot.beats))), bridge)


def _opener(desk: Desk) -> Opener:
    """Two takes out of three open with the topic, the third with a line of the niche's own world."""
    take, of_world = desk.brief.take, desk.subject.world.openers
    of_topic = [opener for opener in desk.library.openers if _fits(desk, opener)]
    if len({opener.kind for opener in of_topic}) < 3:
        return _ranked(desk, [*of_topic, *of_world], take)
    if take % 3 == 2:
        return _ranked(desk, of_world, take // 3)
    return _ranked(desk, of_topic, take - (take + 1) // 3)


def _ranked(desk: Desk, openers: Sequence[Opener], at: int) -> Opener:
    """The kinds that suit tone and goal come first; a kind returns only after all the others."""
    liked = desk.library.kinds[desk.brief.niche.tone] + desk.library.kinds[desk.brief.niche.goal]
    kinds = sorted({opener.kind for opener in openers})
    ranks = {kind: desk.order.random() * 2 - liked.count(kind) for kind in kinds}
    again, turn = divmod(at, len(kinds))
    kind = sorted(kinds, key=ranks.__getitem__)[turn]
    of_kind = [opener for opener in openers if opener.kind == kind]
    return desk.order.sample(of_kind, len(of_kind))[again % len(of_kind)]


def _fits(desk: Desk, opener: Opener) -> bool:
    """Whether it can be filled, spoken in the time of a hook and read at a glance."""
    if not (opener.said.needs | opener.written.needs) <= desk.words.keys():
        return False
    return _readable(opener.written.filled(desk.words)) and (
        len(opener.said.filled(desk.words).split()) <= HOOK_WORDS
    )


def _readable(written: str) -> bool:
    return len(written.split()) <= WRITTEN_WORDS and len(written) <= WRITTEN_CHARACTERS


def _bridge(desk: Desk) -> str:
    usable = [line for line in desk.library.bridges if line.needs <= desk.words.keys()]
    return desk.rng.choice(usable).filled(desk.words) if usable else ""


def _scene(desk: Desk, plot: Plot, bridge: str, at: int) -> Lines:
    """The beat's own words, led in by bridge, anchor or structure; the last scene ends with a call."""
    beat, last = plot.beats[at], at == len(plot.beats) - 1
    anchor = _anchor(desk, "last" if last and at else ("first", "second")[at] if at < 2 else "")
    call = desk.rng.choice(desk.library.calls[desk.brief.niche.goal])
    aside = desk.rng.choice(desk.library.asides[desk.brief.niche.tone])
    lead = plot.moments[at].leads[desk.brief.take % 2]
    budget = desk.lengths[at] * WORDS_PER_SECOND
    if last:
        ending = desk.rng.choice([anchor or call, call, None]) if at else None
        said = _spoken([lead, beat.said, (ending or call)[0]], (2, 1, 0) if ending else (1, 2, 0), budget)
        return _lines(said, ending[1] if ending else _step(plot, at))
    tail = aside if at == len(plot.beats) // 2 else ""
    if bridge and at == 0:
        anchor = (bridge, _step(plot, at))
    if anchor:
        return _lines(_spoken([anchor[0], beat.said, tail], (0, 1, 2), budget), anchor[1])
    return _lines(_spoken([lead, beat.said, tail], (1, 2, 0), budget), _step(plot, at))


def _anchor(desk: Desk, place: str) -> tuple[str, str] | None:
    """A line that brings the topic back, if the topic offers the words for one."""
    filled = [
        (said.filled(desk.words), written.filled(desk.words))
        for said, written in desk.library.anchors.get(place, ())
        if (said.needs | written.needs) <= desk.words.keys() and not desk.subject.topic_is_niche
    ]
    usable = [pair for pair in filled if _readable(pair[1])]
    return desk.rng.choice(usable) if usable else None


def _step(plot: Plot, at: int) -> str:
    written = plot.beats[at].written
    return f"{at + 1}. {written}" if plot.numbered else written


def _spoken(parts: Sequence[str], urgent: Sequence[int], budget: float) -> str:
    """As many of the parts as can be said in time, in their own order; the most urgent one always."""
    kept: set[int] = set()
    for at in urgent:
        length = sum(len(parts[k].split()) for k in kept | {at})
        if parts[at] and (not kept or length <= budget):
            kept.add(at)
    return " ".join(parts[at] for at in sorted(kept))


def _lines(said: str, marked: str) -> Lines:
    """Takes the stars off; without them the longest word that means something is accented."""
    written = marked.replace("*", "")
    candidates = tokens(marked.split("*")[1] if "*" in marked else written)
    telling = [word for word in candidates if word not in w.FUNCTION_WORDS and "'" not in word] or candidates
    accented = max(reversed(telling), key=len, default="")
    found = (word.strip('"“”.,:;?!()') for word in written.split())
    return Lines(said, written, next((word for word in found if accented in word.lower()), ""))
