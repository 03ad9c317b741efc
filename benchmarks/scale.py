"""What so many reels a day take: `python -m benchmarks.scale` fills in the tables of docs/scale.md.

It is done whenever figures are written, too. What we take ourselves is what was measured last; what
vendors and platforms take or allow is what they say. `simulation` lets the busiest hour pass.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from textwrap import fill

from benchmarks.contest import Result
from benchmarks.kept import PAGE as MEASURED
from benchmarks.kept import kept
from benchmarks.simulation import DAY, HEADROOM, PEAK, Costs, Places, simulated
from benchmarks.table import write
from core.reel.catalogue import WAN_25

PAGE = Path("docs/scale.md")
SIZES = (1_000, 10_000, 100_000, 1_000_000)
_LINE = 120
_SECONDS = 10
_BOT_SENDS = 30
_REEL_MEGABYTES = 8
_ROWS = 4
_WORKER_CORES, _WORKER_CONNECTIONS = 2, 16


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of our own work for one reel: seconds of processor time, and the database's share.

    `hears` is how many seconds pass from a vendor's word to our asking, with 100,000 reels waiting.
    """

    stages: float
    posts: float
    cut: float
    hears: float
    commits: float
    kilobytes: float

    @classmethod
    def measured(cls, results: Mapping[str, Result]) -> "Figures":
        """From the kept figures. Raises KeyError when a contest was not measured, or failed."""

        def figure(contest: str, key: str, contestant: str = "ours") -> float:
            outcome = results[contest].outcomes[contestant]
            if isinstance(outcome, str):
                raise KeyError(f"{contest}: {outcome}")
            return outcome[key]

        return cls(
            stages=figure("workers", "cpu 2") / 1000,
            posts=figure("posting", "cpu telegram") / 1000,
            cut=figure("media", "cut_cpu") * _SECONDS,
            hears=figure("crowd", "pickup p50", "hundred_thousand") / 1000,
            commits=figure("workers", "commits 2"),
            kilobytes=figure("workers", "size 2"),
        )

    @property
    def words(self) -> str:
        """Where each comes from."""
        return fill(
            f"Measured, for each reel: {self.stages * 1000:.0f} ms of processor time for all steps, "
            f"{self.commits:.0f} transactions and {self.kilobytes:.0f} kB of PostgreSQL (`workers`, two of "
            f"them), {self.posts * 1000:.0f} ms to post it (`posting`), {self.cut:.1f} s of a core to cut it "
            f"(`media`), {self.hears * 1000:.0f} ms until its vendor's word is heard among 100,000 "
            "(`crowd`).",
            width=_LINE,
        )

    @property
    def costs(self) -> Costs:
        """The simulation's parameters."""
        return Costs(
            steps=self.stages + self.posts, cut=self.cut, hears=self.hears, films=float(WAN_25.usual_seconds)
        )


def arithmetic(figures: Figures) -> str:
    """A Markdown table of what each size takes."""
    costs = figures.costs
    rows: Sequence[tuple[str, Callable[[float], str]]] = (
        ("at the peak, per second", lambda day: _said(_peak(day))),
        ("the vendor's price a day", lambda day: f"${day * WAN_25.price(_SECONDS) / 1e6:,.0f}"),
        (
            f"clips filmed at the same time ({costs.films:.0f} s each), at the peak",
            lambda day: f"{ceil(_peak(day) * costs.films):,}",
        ),
        ("cores that cut, at the peak", lambda day: _said(_peak(day) * figures.cut)),
        (
            "cores for all else, the database's included, at the peak",
            lambda day: _said(_peak(day) * costs.steps),
        ),
        (
            f"workers of {_WORKER_CORES} cores, filled to {HEADROOM:.0%} at the peak",
            lambda day: f"{_workers(day, costs):,}",
        ),
        (
            f"their connections to PostgreSQL, {_WORKER_CONNECTIONS} each",
            lambda day: f"{_workers(day, costs) * _WORKER_CONNECTIONS:,}",
        ),
        ("rows a day (job, render, hold and settlement)", lambda day: f"{day * _ROWS:,.0f}"),
        ("what the database grows by a day", lambda day: f"{_said(day * figures.kilobytes / 1000)} MB"),
        ("transactions a second, at the peak", lambda day: _said(_peak(day) * figures.commits)),
        (
            f"messages to Telegram a second that count against a bot's {_BOT_SENDS}, at the peak",
            lambda day: _said(_peak(day) * costs.sends),
        ),
        (
            f"uploads to the chats, at {_REEL_MEGABYTES} MB a reel, at the peak",
            lambda day: f"{_said(_peak(day) * _REEL_MEGABYTES * 8)} Mbit/s",
        ),
    )
    lines = [
        f"| reels a day | {' | '.join(f'{size:,}' for size in SIZES)} |",
        "|---" * (len(SIZES) + 1) + "|",
        *(f"| {words} | {' | '.join(cell(size) for size in SIZES)} |" for words, cell in rows),
    ]
    return "\n".join([figures.words, "", *lines])


def simulation(costs: Costs) -> str:
    """A Markdown table of how long people wait at the peak, with as much of everything as it needs."""
    lines = [
        "| reels a day | clips filmed at once | cores that cut | cores for all else | bots | "
        "wait for a vendor's place, p99 | for a cutter, p99 | from order to reel, p50 / p99 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for size in SIZES:
        places = Places.for_peak(size, costs)
        waits = simulated(size, costs, places)
        lines.append(
            f"| {size:,} | {places.films:,} | {places.cutters:,} | {places.cores} | {places.bots} | "
            f"{waits.film:.0f} s | {waits.cut:.0f} s | {waits.half:.0f} / {waits.nearly_all:.0f} s |"
        )
    return "\n".join(lines)


def _peak(reels_per_day: float) -> float:
    return reels_per_day / DAY * PEAK


def _workers(reels_per_day: float, costs: Costs) -> int:
    return ceil(_peak(reels_per_day) * (costs.cut + costs.steps) / HEADROOM / _WORKER_CORES)


def _said(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def reckon(page: Path) -> None:
    """Fill in the tables of a page from what was measured last. Raises KeyError as `Figures.measured`."""
    figures = Figures.measured(kept(page.with_name(MEASURED.name)))
    write(arithmetic(figures), page, "arithmetic")
    write(simulation(figures.costs), page, "simulation")


if __name__ == "__main__":
    reckon(PAGE)
