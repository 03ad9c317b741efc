"""What counts as words: what nobody sees neither makes an idea nor hides a word."""

from unicodedata import normalize

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


@pytest.mark.parametrize("mark", ["\u034f", "\u0336", "\u064e", "\u20dd", "\u3164", "\u09f3", "\ufe0f"])
def test_a_mark_hides_no_word(mark: str) -> None:
    """An accent that is not part of a word's spelling, seen or not, leaves it the word that it is."""
    listed = Words(["casino", "pipe_bomb", "gambl*"])

    for text in (f"a casino{mark}", f"pipe{mark} bomb{mark} at home", f"gambling{mark} tips"):
        assert listed.spans(words_of(text)), text
    assert (
        Words([f"casino{mark}" if mark < "\u3000" else "casino"]).spans(words_of("my casino"))
        or mark == "\u09f3"
    )


def test_a_star_after_a_space_is_any_word() -> None:
    """A listed phrase whose last word is any word is not found before nothing."""
    listed = Words(["hot_*"])

    assert listed.spans(words_of("a hot dog")) == [(1, 3)]
    assert listed.spans(words_of("it is hot")) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("हिन्दी में बात।", ["हिन्दी", "में", "बात"]),
        ("क़िला जो नहीं जीता गया", ["क़िला", "जो", "नहीं", "जीता", "गया"]),
        ("قُنْبُلَة يَدَوِيَّة", ["قنبلة", "يدوية"]),
        ("น้ำแข็ง", [normalize("NFKC", "น้ำแข็ง")]),
        ("İstanbul l'été", ["istanbul", "l'été"]),
        ("one_two three-four 'five' 6.7", ["one_two", "three-four", "five", "6", "7"]),
    ],
)
def test_marks_belong_to_their_letters(text: str, words: list[str]) -> None:
    """A word that is written with marks on its letters is one word."""
    assert words_of(text) == [normalize("NFKC", word) for word in words]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("how to hack my ex", True),
        ("How to hack my ex-girlfriend today", True),
        ("hack my exes", True),
        ("hack my old phone", False),
        ("hack my", False),
        ("my ex hack", False),
    ],
)
def test_a_phrase_may_end_in_a_beginning(text: str, found: bool) -> None:
    """A star at the end of a phrase stands for any end of its last word."""
    listed, words = Words(["hack_my_ex*"]), words_of(text)

    assert bool(listed.spans(words)) is found
    assert ("hack" in listed.without(words)) is (not found and "hack" in words)


def test_a_hindi_word_is_found_whole() -> None:
    """A listed word in a script with marks is found, and not in another word that begins like it."""
    listed = Words(["हिंसा"])

    assert listed.spans(words_of("यह हिंसा है")) == [(1, 2)]
    assert listed.spans(words_of("यह हिंदी है")) == []
