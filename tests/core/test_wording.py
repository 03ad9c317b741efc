"""What counts as words: what nobody sees neither makes an idea nor hides a word."""

import pytest

from core.wording import Words, is_visible, words_of


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("coffee", True),
        ("☕️", True),
        ("???", True),
        ("क़हवा", True),
        ("", False),
        (" \u200b\u2060", False),
        ("\u3164\u3164", False),
        ("\u2800", False),
        ("\ufe0f\ufe0f", False),
        ("\u00ad", False),
    ],
)
def test_there_is_something_to_see(text: str, seen: bool) -> None:
    """Letters, signs and emoji are seen; fillers, joiners and marks without a letter are not."""
    assert is_visible(text) is seen


def test_what_nobody_sees_hides_no_word() -> None:
    """A word with a space of no width inside is the same word."""
    assert words_of("a pi\u200bpe bo\u00admb") == ["a", "pipe", "bomb"]
    assert Words(["pipe_bomb"]).spans(words_of("a pi\u200bpe bo\u200dmb"))
