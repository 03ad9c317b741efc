"""What became of a reel, and what that says of each thing that was chosen for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from core.learning.arms import BLAMED, Mark, Reason, Trait
from core.learning.bandit import Belief

_GOOD_MARKS = {Mark.KEPT: 0.3, Mark.FINISHED: 0.5, Mark.SHARED: 0.3}
_BAD_MARKS = {Mark.REDONE: 0.3, Mark.REMADE: 0.2}
_BLAME = 2.0
"""A reason says more than a thumb: it names what was wrong."""

_BYSTANDER = 0.25
"""How much of a dislike falls on what the reason does not name."""

_OTHERS, _MOST_OF_OTHERS = 0.25, 0.5
_LIKE, _VIEW, _MOST_OF_PUBLIC = 0.1, 0.02, 0.5


@dataclass(frozen=True)
class Trial:
    """One reel of somebody's that something was heard of.

    `niche` is a digest, `arms` what was chosen for it. `opinion` and `reasons` are its owner's, `liked` and
    `disliked` count what others said, `views` and `likes` the visitors of its share page, `cheers` and
    `boos` the nameless signs under it. `example` tells it in a line, empty where its words are not kept.
    `at` is when its owner said what they think of it, else when something was first heard of it, UTC.
    """

    job_id: str
    niche: str
    arms: Mapping[Trait, str]
    at: datetime
    opinion: bool | None = None
    reasons: frozenset[Reason] = frozenset()
    marks: frozenset[Mark] = frozenset()
    liked: int = 0
    disliked: int = 0
    views: int = 0
    likes: int = 0
    cheers: int = 0
    boos: int = 0
    example: str = field(default="", repr=False)

    @property
    def is_liked(self) -> bool | None:
        """What its owner thinks of it; a reason alone is a dislike, None when they did not say."""
        return False if self.reasons and self.opinion is None else self.opinion

    @cached_property
    def credit(self) -> Mapping[Trait, Belief]:
        """What it says of each of its arms; a reason puts the blame where it belongs."""
        blamed = {trait for reason in self.reasons for trait in BLAMED[reason]}
        if not blamed:
            return dict.fromkeys(self.arms, self._heard)
        spared = Belief(self._heard.good, self._heard.bad * _BYSTANDER)
        guilty = Belief(self._heard.good, self._heard.bad * _BLAME)
        return {trait: guilty if trait in blamed else spared for trait in self.arms}

    @cached_property
    def _heard(self) -> Belief:
        """How good and how bad the reel was, as far as anything tells: the owner's word counts one."""
        good = float(self.is_liked is True) + sum(_GOOD_MARKS.get(mark, 0.0) for mark in self.marks)
        bad = float(self.is_liked is False) + sum(_BAD_MARKS.get(mark, 0.0) for mark in self.marks)
        good += min(_MOST_OF_OTHERS, _OTHERS * self.liked)
        bad += min(_MOST_OF_OTHERS, _OTHERS * self.disliked)
        good += min(_MOST_OF_PUBLIC, _LIKE * (self.likes + self.cheers) + _VIEW * self.views)
        bad += min(_MOST_OF_PUBLIC, _LIKE * self.boos)
        return Belief(good, bad)
