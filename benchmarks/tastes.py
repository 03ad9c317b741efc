"""Made-up people with hidden tastes, and how often each way of directing reels pleases them.

A rater likes a reel with a chance that its arms decide: some arms please everybody a little more, most of a
taste is one's own, and much is luck. They rate some reels, and name a reason for some dislikes, not always
the true one. Learning sees what a bot would see, and nothing of the taste.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from math import exp
from random import Random

from core.learning.arms import BLAMED, HookKind, Pace, Phrasing, Reason, Trait
from core.learning.bandit import Everybody, Tally
from core.learning.directing import ARMS, Prior, directed
from core.learning.learner import LOOKED_AT
from core.learning.trials import Trial
from core.reel.brief import Brief, Direction
from core.reel.catalogue import WAN_25
from core.reel.niche import Niche

START = datetime(2026, 1, 1, tzinfo=UTC)
NICHE = "niche"
_ROUNDS = 5
SHARED, OWN, BASE = 0.35, 0.9, 0.5
"""How far apart arms lie: for everybody, for each rater, and how hard raters are to please, in logits."""

RATES, EXPLAINS, IS_RIGHT = 0.6, 0.5, 0.8
"""How often a rater rates, gives a reason for a dislike, and gives the right one."""

Taste = Mapping[Trait, Mapping[str, float]]
Arms = Mapping[Trait, str]
FIXED: Arms = {
    Trait.HOOK: HookKind.QUESTION,
    Trait.LOOK: "cinematic",
    Trait.PACE: Pace.STEADY,
    Trait.PHRASING: Phrasing.LABELLED,
}
"""The prompt that is never changed."""


@dataclass
class Rater:
    """Somebody with a taste, and what the bot has heard of them, the newest first."""

    taste: Taste
    base: float
    rng: Random
    trials: list[Trial] = field(default_factory=list)

    def chance(self, arms: Arms) -> float:
        """How likely they are to like a reel like that."""
        return 1 / (1 + exp(-self.base - sum(self.taste[trait][arm] for trait, arm in arms.items())))

    def see(self, arms: Arms, number: int) -> bool:
        """Watch a reel, and perhaps say something about it; whether they liked it."""
        is_liked = self.rng.random() < self.chance(arms)
        if self.rng.random() < RATES:
            reasons = frozenset() if is_liked else self._reasons(arms)
            at = START + timedelta(hours=number)
            self.trials.insert(0, Trial(f"{number}", NICHE, arms, at, is_liked, reasons))
            del self.trials[LOOKED_AT:]
        return is_liked

    def _reasons(self, arms: Arms) -> frozenset[Reason]:
        if self.rng.random() >= EXPLAINS:
            return frozenset()
        worst = min(arms, key=lambda trait: self.taste[trait][arms[trait]])
        true = [reason for reason in Reason if worst in BLAMED[reason]]
        return frozenset({self.rng.choice(true if self.rng.random() < IS_RIGHT else list(Reason))})


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it: of each rater, for each reel, whether it was liked and how likely that was."""

    liked: Sequence[Sequence[bool]]
    chances: Sequence[Sequence[float]]

    @property
    def shares(self) -> list[float]:
        """The liked part of each rater's reels."""
        return [sum(one) / len(one) for one in self.liked]


Policy = Callable[[Rater, int, Callable[[], Prior]], Arms]
"""Which arms a rater's next reel has, by the number of the reel and what all think together."""


def raters(number: int, seed: int, *, own: float = OWN) -> list[Rater]:
    """So many people of one installation; `own` is how much of a taste is one's own.

    Each seed is another population: what pleases everybody a little more is drawn anew.
    """
    rng = Random(f"raters {seed}")
    common = {trait: {arm: rng.gauss(0, SHARED) for arm in arms} for trait, arms in ARMS.items()}
    found = []
    for person in range(number):
        taste = {
            trait: {arm: liking + rng.gauss(0, own) for arm, liking in arms.items()}
            for trait, arms in common.items()
        }
        found.append(Rater(taste, rng.gauss(0, BASE), Random(f"{seed}/{person}")))
    return found


def play(people: Sequence[Rater], reels: int, policy: Policy) -> Played:
    """Everybody sees one reel after another; what all think together is added up now and then."""
    liked: list[list[bool]] = [[] for _ in people]
    chances: list[list[float]] = [[] for _ in people]
    prior: Callable[[], Prior] = dict
    for number in range(reels):
        if number % _ROUNDS == 0:
            prior = cache(partial(together, people))
        for person, rater in enumerate(people):
            arms = policy(rater, person * reels + number, prior)
            chances[person].append(rater.chance(arms))
            liked[person].append(rater.see(arms, number))
    return Played(liked, chances)


def together(people: Sequence[Rater]) -> Prior:
    """What everybody thinks of each arm, as the storage adds it up: each account counts once."""
    sums: dict[Trait, dict[str, list[float]]] = {trait: {} for trait in ARMS}
    for rater in people:
        own: dict[tuple[Trait, str], list[bool]] = {}
        for trial in rater.trials:
            for trait, arm in trial.arms.items():
                own.setdefault((trait, arm), []).append(bool(trial.opinion))
        for (trait, arm), opinions in own.items():
            sums[trait].setdefault(arm, []).append(sum(opinions) / len(opinions))
    return {
        trait: Everybody({arm: Tally(len(each), sum(each)) for arm, each in arms.items()})
        for trait, arms in sums.items()
    }


def fixed(arms: Arms = FIXED) -> Policy:
    """The same for everybody, always."""
    return lambda _rater, _number, _prior: arms


def learning(rater: Rater, number: int, prior: Callable[[], Prior]) -> Arms:
    """As the bot directs; what it leaves open the writer takes from the fixed prompt."""
    brief = Brief(niche=Niche(subject="tea"), topic="tea", model=WAN_25.id, take=number)
    return {**FIXED, **_told(directed(brief, NICHE, rater.trials, prior()))}


def alone(rater: Rater, number: int, prior: Callable[[], Prior]) -> Arms:
    """The same without what others think."""
    del prior
    return learning(rater, number, dict)


def best_fixed(people: Sequence[Rater]) -> Arms:
    """The one prompt that would have pleased most, which nobody can know beforehand; found arm by arm."""
    arms = dict(FIXED)
    for trait, choices in ARMS.items():
        arms[trait] = max(choices, key=lambda arm: sum(r.chance({**arms, trait: arm}) for r in people))
    return arms


def _told(direction: Direction) -> Arms:
    told = {
        Trait.HOOK: direction.hook,
        Trait.LOOK: direction.look,
        Trait.PACE: direction.pace,
        Trait.PHRASING: direction.phrasing,
    }
    return {trait: arm.value for trait, arm in told.items() if arm is not None}
