"""What pages need to be in the language of whoever looks at them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Tongue:
    """How words are put into a language: all of them in the one that is being spoken.

    `knows` says whether a BCP 47 tag is of a language that can be. `say` and `count` take a sentence and its
    values, `reword` takes one that came with its values from below.
    """

    knows: Callable[[str], bool]
    speaking: Callable[[str], AbstractContextManager[None]]
    current: Callable[[], str]
    is_leftward: Callable[[str], bool]
    say: Callable[..., str]
    count: Callable[..., str]
    reword: Callable[[str], str]
    number: Callable[[float], str]
    day: Callable[[date], str]
    stamp: Callable[[datetime], str]

    def preferred(self, accepted: str) -> str:
        """The most wanted language of an `Accept-Language` that is known here, empty for none."""
        wanted = sorted(map(_weighed, accepted[:_LONGEST].split(",")), key=lambda each: -each[1])
        return next((tag for tag, weight in wanted if weight > 0 and self.knows(tag)), "")


def _weighed(part: str) -> tuple[str, float]:
    tag, _, weight = part.partition(";")
    try:
        return tag.strip(), float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        return tag.strip(), 0.0
