"""What can be wrong with a storyboard, how much that counts, and what came of looking."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """One rule of the craft."""

    HOOK = "hook"
    ACTION = "action"
    NOUNS = "nouns"
    CAMERA = "camera"
    LIGHT = "light"
    LETTERING = "lettering"
    CONTRADICTION = "contradiction"
    STYLE = "style"
    LIMITS = "limits"
    SAFE = "safe"


WEIGHTS: Mapping[Rule, int] = {
    Rule.HOOK: 20,
    Rule.ACTION: 15,
    Rule.NOUNS: 10,
    Rule.CAMERA: 10,
    Rule.LIGHT: 5,
    Rule.LETTERING: 10,
    Rule.CONTRADICTION: 10,
    Rule.STYLE: 5,
    Rule.LIMITS: 5,
    Rule.SAFE: 10,
}
"""How many of a hundred points each rule is worth; the first three seconds decide most."""

_AT_LEAST = 0.5
"""One slip costs half of what a rule is worth, however long the reel."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong; `where` names it in the storyboard, `words` tell a writer what to mend."""

    rule: Rule
    where: str
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a storyboard of so many moments."""

    flaws: tuple[Flaw, ...]
    moments: int

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that it breaks, each once."""
        return tuple(dict.fromkeys(flaw.rule for flaw in self.flaws))

    @property
    def score(self) -> int:
        """Of 100 points, those that it keeps."""
        return round(100 - sum(WEIGHTS[rule] * self._lost(rule) for rule in self.rules))

    def _lost(self, rule: Rule) -> float:
        if rule is Rule.HOOK:
            return 1.0
        places = {flaw.where for flaw in self.flaws if flaw.rule is rule}
        return min(1.0, max(_AT_LEAST, len(places) / self.moments))
