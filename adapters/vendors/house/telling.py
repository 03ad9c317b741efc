"""What is said and written: the hook, and the lines of every scene."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.vendors.house import words as w
from adapters.vendors.house.desk import Desk
from adapters.vendors.house.library import Opener, text
from adapters.vendors.house.plot import WORDS_PER_SECOND, Plot, Step
from adapters.vendors.house.topic import counted_noun, head, singular_head, tokens
from core.learning.arms import SHORT_HOOK, Reason

HOOK_WORDS = 14
WRITTEN_WORDS = 9
WRITTEN_CHARACTERS = 60
CLOSING_WORDS = 6
"""A longer idea would only be read a second time."""
_BRISK_SAID, _BRISK_WRITTEN = 10, 7
"""Words that three seconds hold without haste, and that a glance takes in."""
_VARIETY = 6
_TERSE = 0.7
"""How much of the usual is said where reels were too slow."""
_PLAIN = ("plain", "claim")
_AS_SAID = text("{said}.")
_AS_COUNTED = text("{label}. {said}")


@dataclass(frozen=True, slots=True)
class Lines:
    """What is said and what stands on screen in one moment, with the accented word of it.

    `icon` shows what they say, where they stand with a picture of anything.
    """

    said: str
    written: str
    keyword: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """The lines of the whole reel, of which kind its hook is, and what it asks of whoever watches."""

    kind: str
    hook: Lines
    scenes: tuple[Lines, ...]
    call: str


def tell(desk: Desk, plot: Plot) -> Telling:
    """Finds the words for a plot."""
    opener, call = _opener(desk), desk.rng.choice(desk.library.calls[_asks(desk)])
    hook = _lines(desk, opener.said.filled(desk.words), opener.written.filled(desk.words))
    scenes = tuple(_scene(desk, plot.steps, at, call) for at in range(len(plot.steps)))
    return Telling(opener.kind, hook, scenes, call)


def _opener(desk: Desk) -> Opener:
    """The kinds that suit tone and goal come first; a kind returns only after all the others."""
    openers = [opener for opener in desk.library.openers if _fits(desk, opener)]
    if desk.subject.idea_is_niche:
        openers += [opener for opener in desk.subject.world.openers if _fits(desk, opener)]
    if desk.is_grave:
        openers = [opener for opener in openers if opener.kind in _PLAIN] or openers
    if not openers:
        return desk.library.openers[0]
    openers = _brisk(desk, _as_learned(desk, openers))
    liked = desk.library.kinds[desk.tone] + desk.library.kinds[desk.brief.niche.goal]
    kinds = sorted({opener.kind for opener in openers})
    ranks = {kind: desk.order.random() * 2 - liked.count(kind) for kind in kinds}
    again, turn = divmod(desk.brief.take, len(kinds))
    kind = sorted(kinds, key=ranks.__getitem__)[turn]
    of_kind = [opener for opener in openers if opener.kind == kind]
    return desk.order.sample(of_kind, len(of_kind))[again % len(of_kind)]


def _as_learned(desk: Desk, openers: list[Opener]) -> list[Opener]:
    """Those that were learned to please: short ones where hooks were weak, of the kind that was chosen."""
    direction = desk.brief.direction
    if Reason.HOOK in direction.heeds:
        lengths = {opener: len(opener.said.filled(desk.words).split()) for opener in openers}
        longest = max(SHORT_HOOK, min(lengths.values()))
        openers = [opener for opener, length in lengths.items() if length <= longest]
    of_kind = [opener for opener in openers if opener.kind == direction.hook]
    return openers if desk.is_grave else of_kind or openers


def _brisk(desk: Desk, openers: list[Opener]) -> list[Opener]:
    """Those that can be told without haste, and of a long idea the shortest, so that takes can differ."""
    ranks = {
        opener: max(
            len(opener.said.filled(desk.words).split()) - _BRISK_SAID,
            len(opener.written.filled(desk.words).split()) - _BRISK_WRITTEN,
        )
        for opener in openers
    }
    shortest = sorted(ranks.values())[:_VARIETY][-1]
    return [opener for opener in openers if ranks[opener] <= max(0, shortest)]


def _fits(desk: Desk, opener: Opener) -> bool:
    """Whether it can be filled, spoken in the time of a hook and read at a glance."""
    if not (opener.said.needs | opener.written.needs) <= desk.words.keys():
        return False
    return _readable(opener.written.filled(desk.words)) and (
        len(opener.said.filled(desk.words).split()) <= HOOK_WORDS
    )


def _readable(written: str) -> bool:
    return len(written.split()) <= WRITTEN_WORDS and len(written) <= WRITTEN_CHARACTERS


def _asks(desk: Desk) -> str:
    """Which kind of call ends the reel."""
    goal, words = desk.brief.niche.goal, desk.words
    if desk.is_grave:
        return "grave"
    if goal != "engagement" or desk.subject.idea_is_niche:
        return goal
    own = desk.subject.idea.is_english and w.FIRST_PERSON & set(tokens(desk.subject.idea.text))
    if own and "question" not in words:
        return "first_person"
    if not words.keys() & {"vp", "saying", "question", "clause", "left", "count", "np"}:
        return "saying" if desk.subject.idea.is_english and len(desk.subject.idea.parts) > 1 else goal
    asking = ("question", "left", "count", "vp", "clause", "event", "saying", "np")
    return next(key for key in asking if key in words)


def _scene(desk: Desk, steps: Sequence[Step], at: int, call: str) -> Lines:
    """The idea's own part where there is one, else the beat's words; the last scene ends with a call."""
    step, last = steps[at], at == len(steps) - 1
    said, written = _own_words(desk, step, at, last)
    tail = call if last else desk.rng.choice(desk.library.asides[desk.tone]) if at == len(steps) // 2 else ""
    lead = "" if step.card or desk.counted or last else step.lead
    return _lines(desk, spoken([lead, said, tail], (1, 2, 0), budget(desk, at)), written)


def budget(desk: Desk, at: int) -> float:
    """How many words a scene has time for."""
    terse = _TERSE if Reason.SLOW in desk.brief.direction.heeds else 1.0
    return desk.lengths[at] * WORDS_PER_SECOND * terse


def _own_words(desk: Desk, step: Step, at: int, last: bool) -> tuple[str, str]:
    """What is said and written of one step itself."""
    if desk.counted and desk.advises:
        return _AS_COUNTED.filled(
            {**step.words, "label": _label(desk, at), "said": step.beat.said.filled(step.words)}
        ), step.beat.written.filled(step.words)
    if desk.counted:
        return _counted(desk, at, last)
    if step.card:
        return _AS_SAID.filled({"said": step.card}), step.card
    closing = _closing(desk) if last else None
    return closing or (step.beat.said.filled(step.words), step.beat.written.filled(step.words))


def _counted(desk: Desk, at: int, last: bool) -> tuple[str, str]:
    """One of a promised number, by its name."""
    label = _label(desk, at)
    remarks = desk.library.counting["first" if at == 0 else "last" if last else "between"]
    remark = remarks[(at + desk.brief.take) % len(remarks)]
    *_, number = label.split()
    return f"{label}. {remark}", label.replace(number, f"*{number}*")


def _label(desk: Desk, at: int) -> str:
    """What one of a promised number is called: "Drill two"."""
    return f"{singular_head(desk.words['things'])} {w.NUMBERS[desk.number(at) - 1]}".capitalize()


def _closing(desk: Desk) -> tuple[str, str] | None:
    """A line that brings the idea back, if it offers the words for one; every other take does without."""
    if desk.is_grave or desk.subject.idea_is_niche:
        return None
    filled = [
        (said.filled(desk.words), written.filled(desk.words))
        for key, lines in desk.library.closings.items()
        for said, written in lines
        if {key} | said.needs | written.needs <= desk.words.keys()
    ]
    short = [pair for pair in filled if len(pair[1].split()) <= CLOSING_WORDS]
    usable = [pair for pair in short if len(pair[0].split()) <= budget(desk, -1)]
    turn, without = divmod(desk.brief.take, 2)
    if not usable or (without and len(desk.lengths) > 1):
        return None
    return usable[(turn + len(desk.subject.idea.text)) % len(usable)]


def spoken(parts: Sequence[str], urgent: Sequence[int], budget: float) -> str:
    """As many of the parts as can be said in time, in their own order; the most urgent one always."""
    kept: set[int] = set()
    for at in urgent:
        length = sum(len(parts[k].split()) for k in kept | {at})
        if parts[at] and (not kept or length <= budget):
            kept.add(at)
    return " ".join(parts[at] for at in sorted(kept))


def _lines(desk: Desk, said: str, marked: str) -> Lines:
    """Takes the stars off; the idea's own noun is accented, else what the stars or its length mark."""
    written = marked.replace("*", "").strip()
    starred = tokens(marked.split("*")[1] if "*" in marked else written)
    candidates = [noun for noun in _nouns(desk) if noun in tokens(written)][:1] or starred
    telling = [word for word in candidates if _tells(word)]
    telling = telling or [word for word in tokens(written) if _tells(word)] or candidates
    accented = max(reversed(telling), key=len, default="")
    found = [word.strip('"“”‘’.,:;?!()…。、！？؟') for word in written.split()]
    keyword = next((word for word in found if accented in tokens(word)), "")
    keyword = keyword or next((word for word in found if accented in word.lower()), "")
    return Lines(said, written, keyword if keyword in written else "")


def _tells(word: str) -> bool:
    """Whether a word means enough by itself to be accented."""
    return word not in w.UNTELLING and "'" not in word and "’" not in word


def _nouns(desk: Desk) -> list[str]:
    """What the idea is about: what it counts, what it names, then the longest of its other words."""
    counted = [counted_noun(desk.words[key]) for key in ("things", "uncounted") if key in desk.words]
    named = [head(tokens(thing)) for thing in (*desk.subject.idea.things, desk.words.get("np", "")) if thing]
    if "uncounted" in desk.words:
        counted, named = named, counted
    others = [word for word in tokens(desk.subject.idea.text) if word not in w.FUNCTION_WORDS | w.GENERAL]
    nouns = [*counted, *named, *sorted(others, key=len, reverse=True)]
    return [noun for noun in nouns if noun not in w.VAGUE and _tells(noun)] or nouns
