"""How sure we are of each arm, and which one is tried next: Thompson sampling on Beta posteriors.

Each arm's chance of pleasing is a Beta distribution: what an account said itself on top of a prior that
all accounts of the installation share. One draw from each, and the highest wins: what is surely good is
chosen mostly, what is hardly known sometimes (Thompson, 1933).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

_LEAST_ACCOUNTS = 3
"""So many accounts must stand behind an arm before it counts for others: nobody's taste can be read off."""

_SHRINKING = 4.0
_STRONGEST_PRIOR = 24.0
_VOICE = 0.25
"""What an account's taste is worth to another, in opinions of one's own; all together no more than that."""

_EDGE = 0.05


@dataclass(frozen=True, slots=True)
class Belief:
    """What was heard for and against something, in opinions."""

    good: float = 0.0
    bad: float = 0.0

    def __add__(self, other: "Belief") -> "Belief":
        return Belief(self.good + other.good, self.bad + other.bad)

    @property
    def weight(self) -> float:
        """How much was heard."""
        return self.good + self.bad


@dataclass(frozen=True, slots=True)
class Tally:
    """How everybody's reels with one arm did: how many accounts rated some, and the sum of their liked parts.

    An account counts once, however much it rates.
    """

    accounts: int = 0
    liked: float = 0.0


@dataclass(frozen=True)
class Everybody:
    """What all accounts here think of the arms of one trait: sums over accounts, and nothing of anybody."""

    tallies: Mapping[str, Tally] = field(default_factory=dict)

    @cached_property
    def known(self) -> Mapping[str, Tally]:
        """The arms that enough accounts stand behind."""
        return {arm: one for arm, one in self.tallies.items() if one.accounts >= _LEAST_ACCOUNTS}

    @cached_property
    def usual(self) -> float:
        """The liked part of all reels, a half when nothing is known."""
        accounts = sum(one.accounts for one in self.known.values())
        return (sum(one.liked for one in self.known.values()) + 1) / (accounts + 2)

    def lead(self, arm: str) -> float:
        """By how much an arm is liked better than usual, drawn in where few accounts have said so."""
        one = self.known.get(arm)
        if one is None:
            return 0.0
        return (one.liked + _SHRINKING * self.usual) / (one.accounts + _SHRINKING) - self.usual

    def strength(self, arm: str) -> float:
        """How many opinions the prior of an arm is worth."""
        one = self.known.get(arm)
        return min(_STRONGEST_PRIOR, _SHRINKING + (_VOICE * one.accounts if one else 0.0))


NOBODY = Everybody()


def usual(own: Mapping[str, Belief], everybody: Everybody) -> float:
    """The part of all reels that this account likes; while little is known, what is usual here."""
    good, weight = sum(each.good for each in own.values()), sum(each.weight for each in own.values())
    return (good + _SHRINKING * everybody.usual) / (weight + _SHRINKING)


def prior(arm: str, usual: float, everybody: Everybody) -> Belief:
    """What is believed of an arm that this account has not tried: as they like things, and others like it."""
    mean = min(1 - _EDGE, max(_EDGE, usual + everybody.lead(arm)))
    strength = everybody.strength(arm)
    return Belief(strength * mean, strength * (1 - mean))


def pick(arms: Collection[str], own: Mapping[str, Belief], everybody: Everybody, rng: Random) -> str:
    """One of the arms, none of which may be told apart by its place."""
    part = usual(own, everybody)
    draws = {arm: _draw(prior(arm, part, everybody) + own.get(arm, Belief()), rng) for arm in sorted(arms)}
    return max(draws, key=draws.__getitem__)


def _draw(belief: Belief, rng: Random) -> float:
    return rng.betavariate(belief.good, belief.bad)
