"""What can be chosen about a reel, and what people can say of one."""

from collections.abc import Mapping
from enum import StrEnum


class Trait(StrEnum):
    """A side of a reel that is chosen anew for each."""

    HOOK = "hook"
    LOOK = "look"
    PACE = "pace"
    PHRASING = "phrasing"
    MODEL = "model"


class HookKind(StrEnum):
    """How a reel begins. `PLAIN` says the idea as it was told."""

    QUESTION = "question"
    CLAIM = "claim"
    BEFORE = "before"
    MISTAKE = "mistake"
    LIST = "list"
    POV = "pov"
    MYSTERY = "mystery"
    SECRET = "secret"
    MYTH = "myth"
    CHALLENGE = "challenge"
    PLAIN = "plain"


class Pace(StrEnum):
    """How fast one scene follows another."""

    UNHURRIED = "unhurried"
    STEADY = "steady"
    QUICK = "quick"


class Phrasing(StrEnum):
    """How a prompt is put together: labelled parts, plain sentences, or the style before all else."""

    LABELLED = "labelled"
    FLOWING = "flowing"
    STYLE_FIRST = "style first"


class Reason(StrEnum):
    """Why somebody did not like a reel."""

    HOOK = "hook"
    LOOK = "look"
    TEXT = "text"
    MOTION = "motion"
    TOPIC = "topic"
    SLOW = "slow"


class Mark(StrEnum):
    """What somebody did with a reel: it says a little about what they think of it."""

    KEPT = "kept"
    FINISHED = "finished"
    SHARED = "shared"
    REDONE = "redone"
    REMADE = "remade"


BLAMED: Mapping[Reason, tuple[Trait, ...]] = {
    Reason.HOOK: (Trait.HOOK,),
    Reason.LOOK: (Trait.LOOK,),
    Reason.TEXT: (Trait.MODEL, Trait.PHRASING),
    Reason.MOTION: (Trait.MODEL, Trait.PHRASING),
    Reason.TOPIC: (Trait.HOOK,),
    Reason.SLOW: (Trait.PACE,),
}
"""What is to be changed for which reason."""

SHORT_HOOK = 8
"""A hook of so many spoken words at most is short."""

_QUICK_SECONDS, _STEADY_SECONDS = 2.4, 3.6


def pace_of(seconds: float, scenes: int) -> Pace:
    """The pace of so many scenes in so many seconds."""
    each = seconds / max(1, scenes)
    if each < _QUICK_SECONDS:
        return Pace.QUICK
    return Pace.STEADY if each < _STEADY_SECONDS else Pace.UNHURRIED
