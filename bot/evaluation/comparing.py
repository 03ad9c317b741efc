"""The difference between two evaluations, brief by brief."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from bot.evaluation.certainty import bounds
from bot.evaluation.records import Run

QUALITY = ("written", "lint", "as written", "limits", "in it", "as told")
"""What is better when it is more; of all others less is better."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure over the briefs that both have it: `low` and `high` bound the mean difference, 95 % sure."""

    name: str
    briefs: int
    before: float
    now: float
    low: float
    high: float
    rose: int
    fell: int

    @property
    def is_worse(self) -> bool:
        """Whether quality has fallen, and not by chance alone."""
        return self.name in QUALITY and self.high < 0


def compared(before: Run, now: Run) -> Sequence[Difference]:
    """Every figure that some briefs of both have."""
    earlier = {(one.language, one.topic): one.figures for one in before.kept}
    pairs = [(earlier[key], one.figures) for one in now.kept if (key := (one.language, one.topic)) in earlier]
    names = dict.fromkeys(name for pair in pairs for figures in pair for name in figures)
    return [
        _difference(name, both)
        for name in names
        if (both := [(a[name], b[name]) for a, b in pairs if name in a and name in b])
    ]


def comparison(before: Run, now: Run, differences: Sequence[Difference]) -> str:
    """The differences as a table, and how many different hooks there were and are."""
    rows = [
        "| figure | briefs | before | now | difference, 95 % sure | up in | down in |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {one.name} | {one.briefs} | {one.before:.4g} | {one.now:.4g} | {one.now - one.before:+.3g} "
            f"({one.low:+.3g} to {one.high:+.3g}) | {one.rose} | {one.fell} |"
            for one in differences
        ),
    ]
    hooks = [f"{len({one.frame for one in run.kept} - {''})} in {len(run.kept)}" for run in (before, now)]
    return "\n".join(
        [
            f"Before: {before.writer}; now: {now.writer}.",
            "",
            *rows,
            "",
            f"Different hooks without their topics: {hooks[0]} before, {hooks[1]} now.",
        ]
    )


def _difference(name: str, pairs: Sequence[tuple[float, float]]) -> Difference:
    differences = [now - before for before, now in pairs]
    low, high = bounds(differences)
    return Difference(
        name=name,
        briefs=len(pairs),
        before=mean(before for before, _ in pairs),
        now=mean(now for _, now in pairs),
        low=low,
        high=high,
        rose=sum(each > 0 for each in differences),
        fell=sum(each < 0 for each in differences),
    )
