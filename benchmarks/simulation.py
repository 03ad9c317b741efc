"""The busiest hour of an installation, simulated: how long people wait in it. `scale` asks and shows.

Reels arrive at random, twice as often as on average over the day, and go through what holds them up:
the writer, the vendor's places, the cutters' cores, and the messages a bot may send.
"""

import random
from collections.abc import Generator
from dataclasses import dataclass
from math import ceil
from typing import Any

import simpy

from benchmarks.gauges import percentile

DAY = 86_400.0
PEAK = 2.0
"""How much busier the busiest hour is than the average one."""
HEADROOM = 0.7
"""How full places are planned to be at the peak."""

_HOUR = 3_600.0
_BOT_SENDS = 30
_SEED = 20261123


@dataclass(frozen=True, slots=True)
class Costs:
    """What one reel of ten seconds takes, in seconds.

    `steps` is our own processor time but for captions and sound, which is `cut`; `hears` is how long a
    vendor's word takes to be heard. `writes`, `films` and `uploads` are usual times of vendors and platforms;
    what is written, filmed and cut varies by a quarter. `sends` is how many messages count against a bot's
    limit: the answer, the storyboard, the reel, and the bell that says it is there.
    """

    steps: float
    cut: float
    hears: float
    films: float
    writes: float = 6.0
    sends: int = 4
    uploads: float = 2.0


@dataclass(frozen=True, slots=True)
class Places:
    """How much there is: clips filmed at once, cores that cut and for all else, and bots."""

    films: int
    cutters: int
    cores: int
    bots: int

    @classmethod
    def for_peak(cls, reels_per_day: int, costs: Costs) -> "Places":
        """As much as the busiest hour needs, with headroom; a bot of Telegram sends 30 messages a second."""
        rate = reels_per_day / DAY * PEAK / HEADROOM
        return cls(
            films=ceil(rate * costs.films),
            cutters=ceil(rate * costs.cut),
            cores=ceil(rate * costs.steps),
            bots=ceil(rate * costs.sends / _BOT_SENDS),
        )


@dataclass(frozen=True, slots=True)
class Waits:
    """In seconds: what 99 of 100 reels waited for a vendor and for a cutter at most; from order to reel."""

    film: float
    cut: float
    half: float
    nearly_all: float


def simulated(reels_per_day: int, costs: Costs, places: Places) -> Waits:
    """Let the hour pass."""
    hour = _Hour(reels_per_day, costs, places)
    hour.run()
    return Waits(
        film=percentile(hour.film, 99),
        cut=percentile(hour.cut, 99),
        half=percentile(hour.whole, 50),
        nearly_all=percentile(hour.whole, 99),
    )


Passing = Generator[simpy.Event, Any, None]
"""Something that lasts, as simpy wants it."""


class _Hour:
    """The busiest hour, from the first order to the last delivery."""

    def __init__(self, reels_per_day: int, costs: Costs, places: Places) -> None:
        self.film, self.cut, self.whole = list[float](), list[float](), list[float]()
        self._costs, self._chance, self._env = costs, random.Random(_SEED), simpy.Environment()
        self._rate = reels_per_day / DAY * PEAK
        self._filming = simpy.Resource(self._env, places.films)
        self._cutters = simpy.Resource(self._env, places.cutters)
        self._cores = simpy.Resource(self._env, places.cores)
        self._sendings = simpy.Resource(self._env, _BOT_SENDS * places.bots)

    def run(self) -> None:
        """Let it pass."""
        self._env.process(self._arrivals())
        self._env.run()

    def _arrivals(self) -> Passing:
        while self._env.now < _HOUR:
            yield self._env.timeout(self._chance.expovariate(self._rate))
            self._env.process(self._reel())

    def _reel(self) -> Passing:
        began, costs = self._env.now, self._costs
        yield from self._at(self._sendings, 1.0)
        yield from self._at(self._cores, costs.steps)
        yield self._env.timeout(self._about(costs.writes))
        yield from self._at(self._sendings, 1.0)
        self.film.append((yield from self._at(self._filming, self._about(costs.films))))
        yield self._env.timeout(costs.hears)
        self.cut.append((yield from self._at(self._cutters, self._about(costs.cut))))
        yield from self._at(self._sendings, 1.0)
        yield self._env.timeout(costs.uploads)
        self.whole.append(self._env.now - began)

    def _at(self, places: simpy.Resource, seconds: float) -> Generator[simpy.Event, Any, float]:
        """Wait for a place and keep it so long; returns how long the wait was."""
        asked = self._env.now
        with places.request() as place:
            yield place
            waited = self._env.now - asked
            yield self._env.timeout(seconds)
        return waited

    def _about(self, seconds: float) -> float:
        return max(0.1, self._chance.gauss(seconds, seconds / 4))
