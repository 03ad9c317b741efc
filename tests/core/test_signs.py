"""Which signs under a reel say that somebody likes it."""

import pytest

from core.learning.signs import is_liking


@pytest.mark.parametrize("tone", ["", "🏻", "🏼", "🏽", "🏾", "🏿"])
def test_a_thumb_is_a_thumb_in_every_colour(tone: str) -> None:
    """Whatever skin somebody gives their hands, they mean the same."""
    assert [is_liking(f"{sign}{tone}") for sign in "👍👏👌💪👎"] == [True, True, True, True, False]


@pytest.mark.parametrize("heart", ["❤", "❤️", "❤‍🔥", "❤️‍🔥"])
def test_a_heart_is_a_heart(heart: str) -> None:
    """With or without fire, and however a platform writes it."""
    assert is_liking(heart) is True


@pytest.mark.parametrize("sign", ["", "🤔", "🏽", "coffee"])
def test_other_signs_say_nothing(sign: str) -> None:
    """What is neither praise nor blame is no opinion."""
    assert is_liking(sign) is None
