"""The writer's desk: everything about one order that the parts of the writing share."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from adapters.vendors.house.library import Library, capitalised
from adapters.vendors.house.subject import Subject, find_subject
from adapters.vendors.house.tongues import Tongue, find_tongue
from adapters.vendors.house.topic import counted_noun
from adapters.vendors.house.words import ADVICE, FLAWS, NUMBERS
from core.learning.arms import Pace, pace_of
from core.reel.brief import Brief
from core.reel.catalogue import ANIMATIC
from core.reel.niche import Tone
from core.reel.storyboard import HOOK_SECONDS

_ABOUT = 120
_MOST = 8
_SHORTEST = 1.7
_OF_ONE_CLIP = 3
_MATTERS = ("clause", "told", "np", "doing", "own", "name")


@dataclass(frozen=True, slots=True)
class Desk:
    """One order on the desk. `words` fill the lines, `lengths` are the seconds of each scene.

    `rng` is new for every take; `order` is the same for all takes of a brief, so that what it
    sorts can be gone through take by take. `tongue` is the language of a reel that is not in English.
    """

    brief: Brief
    library: Library
    subject: Subject
    words: Mapping[str, str]
    lengths: tuple[float, ...]
    order: Random
    rng: Random
    tone: str
    is_grave: bool
    tongue: Tongue | None

    @property
    def counted(self) -> int:
        """How many things the idea promises, if each gets its scene; else 0."""
        return len(self.lengths) if "count" in self.words else 0

    @property
    def advises(self) -> bool:
        """Whether what its own world has to say may be what is counted: tips, but not mistakes."""
        return self.subject.is_at_home and counted_noun(self.words["things"]) in ADVICE

    def number(self, at: int) -> int:
        """Which of the promised things that scene shows; a ranking is counted down."""
        return len(self.lengths) - at if "top" in self.words["count"] else at + 1


def lay_out(brief: Brief, seconds: float, library: Library, *, is_grave: bool) -> Desk:
    """Everything needed to write the brief, with so many seconds for its scenes."""
    rng = Random(brief.digest)
    subject = find_subject(brief, library)
    count = _scene_count(brief, rng)
    words = _words(subject)
    promised = _promised(words)
    if "things" in words and counted_noun(words["things"]) in FLAWS:
        words["flaws"] = words["things"]
    if promised:
        if 2 <= promised <= min(int(seconds / _SHORTEST), _most_scenes(brief)):
            count = promised
        else:
            words["uncounted"] = capitalised(f"{words.pop('count')} {words.pop('things')}")
            words["first"] = words["idea"] = words["uncounted"]
    told = min(len(subject.idea.parts) - 1, int(seconds / _SHORTEST), _most_scenes(brief))
    count = max(count, told)
    order = Random(brief.model_copy(update={"take": 0}).digest)
    tone = Tone.CALM if is_grave else brief.niche.tone
    tongue = find_tongue(subject.idea.text, brief.niche.language, is_english=subject.idea.is_english)
    lengths = _lengths(seconds, count, rng)
    return Desk(brief, library, subject, words, lengths, order, rng, tone, is_grave, tongue)


def _words(subject: Subject) -> dict[str, str]:
    words = {**subject.idea.words, "niche": subject.niche, "idea": _in_sentence(subject)}
    words["first"] = subject.idea.parts[0] if subject.idea.parts else subject.idea.text
    if not subject.idea.parts:
        words["about"] = subject.niche
    if not subject.idea.words:
        words["quoted"] = words["first"]
    if "clause" in words:
        words["steps" if "vp" in words else "wonder"] = words["clause"]
    if len(subject.idea.parts) > 1:
        words["rest"] = ""
    if matter := _matter(subject, words):
        words["matter"] = matter
    return words


def _matter(subject: Subject, words: Mapping[str, str]) -> str:
    """What a film can be "about" in an English sentence; empty for statements, orders and most questions."""
    if not subject.idea.is_english:
        return subject.niche
    if "count" in words:
        return f"{words['count']} {words['things']}"
    if "left" in words:
        return f"{words['left']} and {words['right']}"
    named = next((words[key] for key in _MATTERS if key in words), "")
    return named or (f"how to {words['vp']}" if "vp" in words else "")


def _in_sentence(subject: Subject) -> str:
    """What a picture may be told to be about, in English."""
    text = subject.idea.text.rstrip("?!.…")
    return text if subject.idea.is_english and len(text) <= _ABOUT else subject.niche


def _promised(words: Mapping[str, str]) -> int:
    count = words.get("count", "").split()
    if not count:
        return 0
    return int(count[-1]) if count[-1].isdigit() else NUMBERS.index(count[-1]) + 1


def _most_scenes(brief: Brief) -> int:
    """A single clip of a video model shows three scenes."""
    return _MOST if brief.model == ANIMATIC or brief.shots != 1 else _OF_ONE_CLIP


def _scene_count(brief: Brief, rng: Random) -> int:
    for limit, counts in ((6, (1,)), (8, (2,)), (12, (2, 3)), (19, (3, 4)), (29, (4,)), (44, (5, 6))):
        if brief.seconds <= limit:
            count = _paced(rng.choice(counts), brief)
            return min(max(count, brief.shots), _MOST) if brief.seconds > 8 else count
    return _paced(_MOST, brief)


def _paced(count: int, brief: Brief) -> int:
    """As many scenes as a pace that was told needs, near the usual count, where there is time for them."""
    pace, seconds = brief.direction.pace, brief.seconds - HOOK_SECONDS
    most = min(_most_scenes(brief), int(seconds / _SHORTEST))
    if pace is None:
        return count
    if pace is Pace.UNHURRIED:
        return max(1, min(count - 1, most))
    wanted, paces = count + (pace is Pace.QUICK), list(Pace)
    off = {some: abs(paces.index(pace_of(seconds, some)) - paces.index(pace)) for some in range(1, most + 1)}
    return min(off, key=lambda some: (off[some], abs(some - wanted)))


def _lengths(seconds: float, count: int, rng: Random) -> tuple[float, ...]:
    """Uneven on purpose, in tenths; together exactly the seconds there are."""
    weights = [rng.uniform(0.9, 1.2) for _ in range(count)]
    lengths = [round(seconds * weight / sum(weights), 1) for weight in weights[:-1]]
    return (*lengths, round(seconds - sum(lengths), 1))
