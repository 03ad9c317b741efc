"""`python -m benchmarks.learning [--raters N] [--reels N] [--write]`: what learning is worth and risks.

With `--write` the table and the plot of docs/learning.md are made anew.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import sqrt
from pathlib import Path
from statistics import mean, stdev

from benchmarks.curves import Curve, drawn
from benchmarks.table import write
from benchmarks.tastes import OWN, Played, Policy, alone, best_fixed, fixed, learning, play, raters

SEED = 2026
PAGE, PLOT = Path("docs/learning.md"), Path("docs/learning.svg")
_WINDOW = 10
_SURE = 1.96
"""Standard errors to either side that hold the true mean in 95 of 100 cases."""


@dataclass(frozen=True, slots=True)
class Margin:
    """By how much one way pleases more than another, over the same raters.

    `low` and `high` bound its mean in 95 of 100 cases. `regret` is how many liked reels it ever fell behind
    on average, `most` the same for all but one rater of 20, and `worst` for the one who was served worst.
    """

    share: float
    other: float
    low: float
    high: float
    regret: float
    most: float
    worst: float

    @property
    def mean(self) -> float:
        return self.share - self.other


def margin(ours: Played, theirs: Played) -> Margin:
    """Compare two runs of the same raters; the regret is of chances, so that luck is no part of it."""
    pairs = [one - other for one, other in zip(ours.shares, theirs.shares, strict=True)]
    error = _SURE * stdev(pairs) / sqrt(len(pairs))
    behind = [
        list(accumulate(other - one for one, other in zip(mine, other_ones, strict=True)))
        for mine, other_ones in zip(ours.chances, theirs.chances, strict=True)
    ]
    ever = sorted(max(0.0, *one) for one in behind)
    together = [mean(moment) for moment in zip(*behind, strict=True)]
    return Margin(
        share=mean(ours.shares),
        other=mean(theirs.shares),
        low=mean(pairs) - error,
        high=mean(pairs) + error,
        regret=max(0.0, *together),
        most=ever[len(ever) * 95 // 100],
        worst=ever[-1],
    )


def simulate(
    number: int, reels: int, own: float = OWN, more: Mapping[str, Policy] | None = None
) -> Mapping[str, Played]:
    """The same raters three times, with one prompt, the best one, and learning; and in `more` ways."""
    best = best_fixed(raters(number, SEED, own=own))
    ways = {"fixed": fixed(), "best": fixed(best), "learning": learning, **(more or {})}
    return {name: play(raters(number, SEED, own=own), reels, way) for name, way in ways.items()}


def table(rows: Sequence[tuple[str, Mapping[str, Played]]]) -> str:
    """What came of it, as Markdown."""
    lines = [
        "| tastes | against | liked, learning | liked, the other | margin, 95 % sure | "
        "behind at worst, on average | for 19 raters of 20 | for the worst |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for words, played in rows:
        for name, against in (("fixed", "the fixed prompt"), ("best", "the best fixed prompt, in hindsight")):
            found = margin(played["learning"], played[name])
            lines.append(
                f"| {words} | {against} | {found.share:.1%} | {found.other:.1%} | {found.mean:+.1%} "
                f"({found.low:+.1%} to {found.high:+.1%}) | {found.regret:.2f} reels | "
                f"{found.most:.1f} reels | {found.worst:.1f} reels |"
            )
    return "\n".join(lines)


def plot(played: Mapping[str, Played]) -> str:
    """The chance that a reel is liked, reel by reel, as SVG."""
    words = {
        "learning": "learning",
        "alone": "learning alone",
        "best": "best fixed prompt, in hindsight",
        "fixed": "fixed prompt",
    }
    curves = [Curve(words[name], _smooth(played[name])) for name in words if name in played]
    return drawn("Reels that are liked, by how many somebody has had", curves)


def _smooth(played: Played) -> list[float]:
    each = [mean(moment) for moment in zip(*played.chances, strict=True)]
    return [mean(each[max(0, at - _WINDOW + 1) : at + 1]) for at in range(len(each))]


def main() -> None:
    """Play it, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learning", description=__doc__)
    parser.add_argument("--raters", type=int, default=300)
    parser.add_argument("--reels", type=int, default=200)
    parser.add_argument("--write", action="store_true", help=f"fill in {PAGE} and draw {PLOT}")
    asked = parser.parse_args()
    strong = simulate(asked.raters, asked.reels, more={"alone": alone})
    weak = simulate(asked.raters, asked.reels, OWN / 3)
    text = table([("clear", strong), ("faint", weak)])
    print(text)
    if asked.write:
        write(text, PAGE)
        PLOT.write_text(plot(strong), encoding="utf-8")


if __name__ == "__main__":
    main()
