"""Briefs are written, and what comes back is measured: by the craft, its limits, and against each other."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from time import perf_counter

from core.errors import StudioError
from core.lint import Report, Rule, lint, mended
from core.ports import Draft, Writer
from core.reel.brief import Brief
from core.reel.catalogue import CATALOGUE, WAN_25
from core.reel.prompt import prompts
from core.reel.shots import shot_lengths
from core.reel.storyboard import Storyboard
from core.wording import words_of

ALIKE = 0.75
"""Two hooks that share so much of their words are one hook twice."""

_LONGEST_WAY = 0.2


@dataclass(frozen=True, slots=True)
class Written:
    """What came of one brief: a draft with what was found in it, or the trouble there was."""

    brief: Brief
    seconds: float
    draft: Draft | None = None
    report: Report | None = None
    raw: int = 0
    trouble: str = ""
    is_within: bool = False

    @property
    def hook(self) -> str:
        """What the reel opens with, as it is heard and read."""
        assert self.draft is not None
        hook = self.draft.storyboard.hook
        return f"{hook.said} {hook.written}"

    @property
    def is_in_language(self) -> bool:
        """Whether it says that it is written in the language that was asked for."""
        assert self.draft is not None
        wished = self.brief.niche.language.partition("-")[0]
        return self.draft.storyboard.language.partition("-")[0] == wished


async def write_all(
    writer: Writer,
    briefs: Sequence[Brief],
    told: Callable[[Written], Awaitable[None]],
    clock: Callable[[], float] = perf_counter,
) -> Sequence[Written]:
    """Each brief in its turn, so that a latency is that of one request."""
    found = []
    for brief in briefs:
        begun = clock()
        try:
            draft = await writer.write(brief)
        except StudioError as trouble:
            one = Written(brief, clock() - begun, trouble=trouble.message)
        else:
            one = judged(brief, draft, clock() - begun)
        await told(one)
        found.append(one)
    return found


def judged(brief: Brief, draft: Draft, seconds: float) -> Written:
    """Measure a draft: as it was handed in, as a rule mends it, and as it would be ordered."""
    model = CATALOGUE.get(brief.model, WAN_25)
    shots = len(shot_lengths(model, brief))
    board = mended(draft.storyboard)
    report = lint(board, model, shots)
    texts = prompts(board, model, shots)
    fits = all(model.prompt_unit.measure(text) <= model.prompt_limit for text in texts)
    is_within = fits and _has_its_length(board, brief) and Rule.LIMITS not in report.rules
    return Written(
        brief, seconds, draft, report, lint(draft.storyboard, model, shots).score, is_within=is_within
    )


def alike(written: Sequence[Written]) -> Sequence[tuple[float, Written, Written]]:
    """The pairs of hooks in one language that are nearly the same, the closest first."""
    whole = [one for one in written if one.draft is not None]
    pairs = [
        (likeness(one.hook, other.hook), one, other)
        for one, other in combinations(whole, 2)
        if one.draft and other.draft and one.draft.storyboard.language == other.draft.storyboard.language
    ]
    return sorted((pair for pair in pairs if pair[0] >= ALIKE), key=lambda pair: -pair[0])


def frames(written: Sequence[Written]) -> Counter[str]:
    """What hooks say around their topics, and how often: one frame with another topic is no other hook."""
    return Counter(frame(one) for one in written if one.draft is not None)


def frame(one: Written) -> str:
    """What its hook says around its topic."""
    assert one.draft is not None
    topic = one.brief.topic.casefold()
    around = one.draft.storyboard.hook.said.casefold().replace(topic, " ")
    return " ".join(word for word in words_of(around) if word not in words_of(topic))


def likeness(one: str, other: str) -> float:
    """The part of all words of two lines that both have; without spaces between words, of their letters."""
    first, second = (set(_pieces(text)) for text in (one, other))
    return len(first & second) / max(1, len(first | second))


def _pieces(text: str) -> list[str]:
    words = words_of(text)
    long = [word for word in words if len(word) > 12]
    return [letter for word in words for letter in word] if 2 * len(long) > len(words) else words


def _has_its_length(board: Storyboard, brief: Brief) -> bool:
    model = CATALOGUE.get(brief.model)
    wished = sum(shot_lengths(model, brief)) if model is not None else brief.seconds
    return abs(board.seconds - wished) <= _LONGEST_WAY * wished
