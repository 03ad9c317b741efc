"""`python -m benchmarks.learning [--only clear] [--write]`: what learning is worth, and what it risks.

With `--write` the tables and the plot of docs/learning.md are made anew.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from pathlib import Path
from statistics import mean

from benchmarks.curves import Curve, drawn
from benchmarks.table import write
from benchmarks.tastes import OWN, Played, alone, best_fixed, fixed, learning, play, raters
from bot.evaluation.certainty import bounds

SEED = 2026
PAGE, PLOT = Path("docs/learning.md"), Path("docs/learning.svg")
TASTES = {"clear": OWN, "faint": OWN / 3}
"""How far apart arms lie for each rater, in logits."""

_WINDOW = 10
_ALONE = 15
"""So many raters of a population say what learning is worth without the others: they need none of them."""

_AGAINST = {"fixed": "the fixed prompt", "best": "the best fixed prompt, in hindsight"}


@dataclass(frozen=True, slots=True)
class Margin:
    """By how much one way pleases more than another, over the same raters of one population.

    `regret` is how many liked reels the raters ever fell behind on average, `behind` the same for each.
    """

    share: float
    other: float
    regret: float
    behind: Sequence[float]

    @property
    def mean(self) -> float:
        """The part of all reels that is liked with the one and not with the other."""
        return self.share - self.other


@dataclass(frozen=True, slots=True)
class Population:
    """What came of one population: learning's margin over each fixed prompt, and every way's curve."""

    margins: Mapping[str, Margin]
    curves: Mapping[str, Sequence[float]]


def margin(ours: Played, theirs: Played) -> Margin:
    """Compare two runs of the same raters; the regret is of chances, so that luck is no part of it."""
    behind = [
        list(accumulate(other - one for one, other in zip(mine, other_ones, strict=True)))
        for mine, other_ones in zip(ours.chances, theirs.chances, strict=True)
    ]
    together = [mean(moment) for moment in zip(*behind, strict=True)]
    return Margin(
        share=mean(ours.shares),
        other=mean(theirs.shares),
        regret=max(0.0, *together),
        behind=[max(0.0, *one) for one in behind],
    )


def simulate(number: int, reels: int, own: float = OWN, seed: int = SEED) -> Population:
    """One population several times: with one prompt, with the best one, with learning, and with it alone."""
    best = fixed(best_fixed(raters(number, seed, own=own)))
    ways = {"fixed": fixed(), "best": best, "learning": learning}
    played = {name: play(raters(number, seed, own=own), reels, way) for name, way in ways.items()}
    margins = {name: margin(played["learning"], played[name]) for name in _AGAINST}
    played["alone"] = play(raters(min(number, _ALONE), seed, own=own), reels, alone)
    return Population(margins, {name: _smooth(one) for name, one in played.items()})


def table(populations: Sequence[Population]) -> str:
    """What came of it, as Markdown."""
    lines = [
        "| against | liked, learning | liked, the other | margin, 95 % sure | least, of all populations | "
        "behind at worst, on average | in the worst population | for 19 raters of 20 | for the worst |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, against in _AGAINST.items():
        cells = _cells([each.margins[name] for each in populations])
        lines.append(f"| {against} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cells(found: Sequence[Margin]) -> list[str]:
    """The populations are what is drawn, so that the bounds hold for the next installation, too."""
    low, high = bounds([one.mean for one in found])
    behind = sorted(chain.from_iterable(one.behind for one in found))
    return [
        f"{mean(one.share for one in found):.1%}",
        f"{mean(one.other for one in found):.1%}",
        f"{mean(one.mean for one in found):+.1%} ({low:+.1%} to {high:+.1%})",
        f"{min(one.mean for one in found):+.1%}",
        f"{mean(one.regret for one in found):.2f} reels",
        f"{max(one.regret for one in found):.2f} reels",
        f"{behind[len(behind) * 95 // 100]:.1f} reels",
        f"{behind[-1]:.1f} reels",
    ]


def plot(populations: Sequence[Population]) -> str:
    """The chance that a reel is liked, reel by reel, as SVG; around each line where its mean surely lies."""
    words = {
        "learning": "learning",
        "alone": "learning alone",
        "best": "best fixed prompt, in hindsight",
        "fixed": "fixed prompt",
    }
    curves = []
    for name, said in words.items():
        moments = list(zip(*(each.curves[name] for each in populations), strict=True))
        band = [bounds(each) for each in moments] if len(populations) > 1 else []
        curves.append(Curve(said, [mean(each) for each in moments], band))
    return drawn("Reels that are liked, by how many somebody has had", curves)


def _smooth(played: Played) -> list[float]:
    each = [mean(moment) for moment in zip(*played.chances, strict=True)]
    return [mean(each[max(0, at - _WINDOW + 1) : at + 1]) for at in range(len(each))]


def main() -> None:
    """Play it, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learning", description=__doc__)
    parser.add_argument("--only", choices=TASTES, help="these tastes alone")
    parser.add_argument("--populations", type=int, default=20)
    parser.add_argument("--raters", type=int, default=100, help="of each population")
    parser.add_argument("--reels", type=int, default=200)
    parser.add_argument("--write", action="store_true", help=f"fill in {PAGE} and draw {PLOT}")
    asked = parser.parse_args()
    for tastes in [asked.only] if asked.only else TASTES:
        seeds = range(SEED, SEED + asked.populations)
        populations = [simulate(asked.raters, asked.reels, TASTES[tastes], seed) for seed in seeds]
        print(f"{tastes}\n{table(populations)}")
        if asked.write:
            write(table(populations), PAGE, tastes)
        if asked.write and tastes == "clear":
            PLOT.write_text(plot(populations), encoding="utf-8")


if __name__ == "__main__":
    main()
