"""A busy hour of an installation, simulated: `python -m benchmarks.simulation` prints how long people wait.

Reels arrive at random, twice as often as on average over the day, and go through what holds them up:
the writer, the vendor's places, the cutters' cores, and the messages a bot may send. What a worker
takes comes from the benchmarks on this page; what vendors and platforms allow is what they say.
"""

import random
from collections.abc import Generator
from dataclasses import dataclass, field
from math import ceil
from typing import Any

import simpy

from benchmarks.gauges import percentile

_DAY, _HOUR = 86_400.0, 3_600.0
_PEAK = 2.0
"""How much busier the busiest hour is than the average one."""
_HEADROOM = 0.7
"""How full places are planned to be at the peak."""
_SEED = 20261123


@dataclass(frozen=True, slots=True)
class Costs:
    """What one reel of ten seconds takes, in seconds.

    `stages` is our own processor time for all its steps on PostgreSQL, `cut` that of captions and sound.
    `writes`, `films` and `uploads` are the vendors' usual times; they vary by a quarter. `sends` is how many
    messages count against a bot's limit: the answer, the storyboard, and the reel.
    """

    stages: float = 0.009
    cut: float = 8.0
    writes: float = 6.0
    films: float = 126.0
    sends: int = 3
    uploads: float = 2.0


@dataclass(frozen=True, slots=True)
class Places:
    """How much there is: clips filmed at once, cores that cut, workers, and what all bots send a second."""

    films: int
    cutters: int
    workers: int
    sends_per_second: int

    @classmethod
    def for_peak(cls, reels_per_day: int, costs: Costs) -> "Places":
        """As much as the busiest hour needs, with headroom; a bot of Telegram sends 30 messages a second."""
        rate = reels_per_day / _DAY * _PEAK / _HEADROOM
        return cls(
            films=ceil(rate * costs.films),
            cutters=ceil(rate * costs.cut),
            workers=ceil(rate * costs.stages),
            sends_per_second=30 * ceil(rate * costs.sends / 30),
        )


@dataclass(slots=True)
class Waits:
    """How many seconds each reel waited for each of our places, and lasted altogether."""

    film: list[float] = field(default_factory=list)
    cut: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)


Passing = Generator[simpy.Event, Any, None]
"""Something that lasts, as simpy wants it."""


class Hour:
    """The busiest hour, from the first order to the last delivery."""

    def __init__(self, reels_per_day: int, costs: Costs, places: Places) -> None:
        self.waits = Waits()
        self._costs, self._chance, self._env = costs, random.Random(_SEED), simpy.Environment()
        self._rate = reels_per_day / _DAY * _PEAK
        self._filming = simpy.Resource(self._env, places.films)
        self._cutters = simpy.Resource(self._env, places.cutters)
        self._workers = simpy.Resource(self._env, places.workers)
        self._sendings = simpy.Resource(self._env, places.sends_per_second)

    def run(self) -> Waits:
        """Let it pass."""
        self._env.process(self._arrivals())
        self._env.run()
        return self.waits

    def _arrivals(self) -> Passing:
        while self._env.now < _HOUR:
            yield self._env.timeout(self._chance.expovariate(self._rate))
            self._env.process(self._reel())

    def _reel(self) -> Passing:
        began, costs = self._env.now, self._costs
        yield from self._at(self._sendings, 1.0)
        yield from self._at(self._workers, costs.stages)
        yield self._env.timeout(self._about(costs.writes))
        yield from self._at(self._sendings, 1.0)
        self.waits.film.append((yield from self._at(self._filming, self._about(costs.films))))
        self.waits.cut.append((yield from self._at(self._cutters, self._about(costs.cut))))
        yield from self._at(self._sendings, 1.0)
        yield self._env.timeout(costs.uploads)
        self.waits.whole.append(self._env.now - began)

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


def table(sizes: tuple[int, ...], costs: Costs) -> str:
    """A Markdown table: what each size needs, and how long people wait with it."""
    lines = [
        "| reels a day | at the peak | clips filmed at once | cores that cut | workers | bots | "
        "wait for a vendor's place, p99 | for a cutter, p99 | from order to reel, p50 / p99 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for size in sizes:
        places = Places.for_peak(size, costs)
        waits = Hour(size, costs, places).run()
        lines.append(
            f"| {size:,} | {size / _DAY * _PEAK:.2f} /s | {places.films:,} | {places.cutters:,} | "
            f"{places.workers} | {places.sends_per_second // 30} | {percentile(waits.film, 99):.0f} s | "
            f"{percentile(waits.cut, 99):.0f} s | "
            f"{percentile(waits.whole, 50):.0f} / {percentile(waits.whole, 99):.0f} s |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table((1_000, 10_000, 100_000, 1_000_000), Costs()))
