"""What the benchmarks show is what was measured, whoever of them fails."""

from pathlib import Path

import pytest

from benchmarks.contest import Contest, Contestant, Figure, Result, hold
from benchmarks.cost import PANELS, draw
from benchmarks.kept import keep, kept
from benchmarks.scale import Figures, arithmetic
from benchmarks.simulation import Costs, Places, simulated
from benchmarks.table import table, write
from tests import contestants

RATE = Figure("rate", "reels per second", "/s", aim=100, more_is_better=True)
OURS, OTHER = Contestant("fine", "Nichereel"), Contestant("broken", "somebody else")


def contest(*those: Contestant, longest: int = 120) -> Contest:
    """A contest of some who do little."""
    return Contest("rates", contestants.__name__, (RATE,), those, rounds=1, longest=longest)


def test_nobody_holds_the_others_up() -> None:
    """Of those who fail or are not installed the table says so in their column, and shows the others."""
    three = contest(OURS, OTHER, Contestant("absent", "a third"))

    result = hold(three, is_quick=True)

    assert result.outcomes == {"fine": {"rate": 200.0}, "broken": "failed", "absent": "not installed"}
    assert "| reels per second | ≥ 100 /s | 200 /s | met | failed | not installed |" in table(three, result)


def test_nobody_takes_for_ever() -> None:
    """Whoever is not done in time is ended, and the table says so."""
    result = hold(contest(Contestant("slow", "Nichereel"), longest=1), is_quick=True)

    assert result.outcomes == {"slow": "not done within 1 s"}


def test_a_ratio_is_to_ours() -> None:
    """Beside what somebody else did stands how many times our figure that is."""
    result = Result("here", {"fine": {"rate": 50.0}, "broken": {"rate": 125.0}})

    assert "| 50.0 /s | **missed** | 125 /s (2.5×) |" in table(contest(OURS, OTHER), result)


def test_a_contest_replaces_its_own_figures_alone(tmp_path: Path) -> None:
    """Whoever measures one thing anew keeps the figures of the others, and the page around the tables."""
    page = tmp_path / "performance.md"
    page.write_text("Before.\n<!-- table -->\nold\n<!-- /table -->\nAfter.\n", encoding="utf-8")
    keep(page, "one", Result("here", {"ours": {"rate": 1.0}}))
    keep(page, "two", Result("here", {"ours": "failed"}))

    results = keep(page, "one", Result("there", {"ours": {"rate": 2.0}}))
    write("new", page)

    assert results == kept(page)
    assert results == {
        "one": Result("there", {"ours": {"rate": 2.0}}),
        "two": Result("here", {"ours": "failed"}),
    }
    assert page.read_text(encoding="utf-8") == "Before.\n<!-- table -->\nnew\n<!-- /table -->\nAfter.\n"


def test_the_plot_shows_each_point_that_was_measured(tmp_path: Path) -> None:
    """A size that failed is left out of the plot; the others are there, each panel with its line."""
    page = tmp_path / "performance.md"
    for panel in PANELS:
        outcomes = {name: {each.key: 2.0 * load for each in PANELS} for name, load in panel.at.items()}
        keep(page, panel.contest, Result("here", {**outcomes, next(iter(panel.at)): "failed"}))

    draw(page)

    picture = (tmp_path / "cost.svg").read_text(encoding="utf-8")
    assert picture.count("<circle") == sum(len(panel.at) - 1 for panel in PANELS)
    assert picture.count("stroke-dasharray") == len(PANELS)


FIGURES = Figures(stages=0.02, posts=0.01, cut=8.0, hears=0.03, commits=16, kilobytes=6)


def test_the_arithmetic_follows_the_figures() -> None:
    """What is said of a million reels a day is what was measured of one, times a million."""
    said = arithmetic(FIGURES)

    assert "| what the database grows by a day | 6.0 MB | 60 MB | 600 MB | 6,000 MB |" in said
    assert "| cores that cut, at the peak | 0.19 | 1.9 | 19 | 185 |" in said


def test_the_arithmetic_takes_no_figure_that_is_not_there() -> None:
    """Nothing is reckoned from a contest that failed."""
    with pytest.raises(KeyError, match="workers: failed"):
        Figures.measured({"workers": Result("here", {"ours": "failed"})})


def test_whoever_has_too_few_places_waits() -> None:
    """In a simulated hour nobody waits long when there is enough, and many do when there is half of it."""
    costs = Costs(steps=0.03, cut=8.0, hears=0.03, films=120.0)
    enough = Places.for_peak(10_000, costs)

    well = simulated(10_000, costs, enough)
    badly = simulated(10_000, costs, Places(enough.films // 2, enough.cutters, enough.cores, enough.bots))

    assert well.film < 60 < badly.film
    assert well.half < 150 < badly.half
