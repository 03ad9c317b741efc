"""Learning pleases more than a prompt that never changes, and never falls far behind it: in small."""

from benchmarks.learning import margin, plot, simulate, table


def test_learning_beats_the_fixed_prompt() -> None:
    """Forty raters with hidden tastes like clearly more of sixty reels when the bot learns from them."""
    played = simulate(40, 60)
    found = margin(played["learning"], played["fixed"])

    assert found.low > 0.05
    assert found.regret < 1
    assert margin(played["learning"], played["best"]).regret < 6
    assert "the fixed prompt" in table([("clear", played)])
    assert plot(played).count("<polyline") == 3


def test_it_is_the_same_every_time() -> None:
    """Whoever plays it again gets the same figures: nothing in it is left to chance."""
    one, other = simulate(5, 12), simulate(5, 12)

    assert one == other
