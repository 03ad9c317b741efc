"""Learning pleases more than a prompt that never changes, and never falls far behind it: in small."""

from statistics import mean

from benchmarks.learning import plot, simulate, table
from benchmarks.tastes import alone, play, raters
from bot.evaluation.certainty import bounds


def test_learning_beats_the_fixed_prompt() -> None:
    """Wherever tastes lie, raters like more of their reels when the bot learns from them, within a regret."""
    populations = [simulate(12, 60, seed=seed) for seed in range(6)]
    over_fixed = [each.margins["fixed"] for each in populations]
    low, _ = bounds([one.mean for one in over_fixed])

    assert low > 0.02
    assert mean(one.regret for one in over_fixed) < 1
    assert mean(each.margins["best"].regret for each in populations) < 6
    assert "the fixed prompt" in table(populations)
    assert plot(populations).count("<polyline") == 4
    assert plot(populations).count("<polygon") == 4


def test_it_gets_no_worse_with_use() -> None:
    """Whoever has rated more than a hundred reels still gets what they like: nothing learned is lost."""
    played = play(raters(12, seed=1), 230, alone)
    chances = [mean(moment) for moment in zip(*played.chances, strict=True)]

    assert mean(chances[195:]) > mean(chances[130:165]) - 0.02


def test_it_is_the_same_every_time() -> None:
    """Whoever plays it again gets the same figures: nothing in it is left to chance."""
    one, other = simulate(5, 12), simulate(5, 12)

    assert one == other


def test_how_sure_a_mean_is_goes_by_how_many_there_are() -> None:
    """Few values are trusted less than many, as Student's table has it; of one nothing is known."""
    assert bounds([5.0]) == (float("-inf"), float("inf"))
    for many, errors in ((5, 2.776), (20, 2.093), (2001, 1.961)):
        values = [float(number % 2) for number in range(many)]
        low, high = bounds(values)
        centre = mean(values)
        spread = (sum((value - centre) ** 2 for value in values) / (many - 1)) ** 0.5
        assert abs((high - low) / 2 / (spread / many**0.5) - errors) < 0.01
