"""How a typed line becomes a command and its options."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.grammar import Grammar, clean, plain, split
from core.errors import Refused
from core.talk import Asked, Command, Kind, Option, Reply


async def nothing(asked: Asked) -> Reply:
    """Answers nothing."""
    del asked
    return Reply("")


MAKE = Command(
    "make",
    "Make something",
    nothing,
    (
        Option("idea", "what", is_required=True, is_rest=True, most=100, question="What?"),
        Option("seconds", "how long", Kind.INTEGER, least=5, most=60),
        Option(
            "look", "how", Kind.CHOICE, choices=(("noir", "noir"), ("neon", "neon"), ("nature", "nature"))
        ),
        Option(
            "model",
            "who",
            Kind.CHOICE,
            choices=(("WAN 2.5", "fal/wan-25"), ("animatic", "animatic")),
            aliases={"the cheap one": "animatic"},
        ),
        Option("tag", "a word", Kind.WORD),
        Option("notes", "more", most=50),
    ),
)
GRAMMAR = Grammar(MAKE)


def understood(line: str) -> dict[str, str | int]:
    """What the grammar makes of a line, checked."""
    return GRAMMAR.check(GRAMMAR.read(clean(line)))


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("old mills", {"idea": "old mills"}),
        ("old mills seconds=5 look=noir", {"idea": "old mills", "seconds": 5, "look": "noir"}),
        ("seconds=5 old mills", {"idea": "old mills", "seconds": 5}),
        ("old seconds=5 mills", {"idea": "old mills", "seconds": 5}),
        ("old mills --seconds 5 --look=noir", {"idea": "old mills", "seconds": 5, "look": "noir"}),
        ("old mills seconds: 5", {"idea": "old mills", "seconds": 5}),
        ("old mills Seconds:5s", {"idea": "old mills", "seconds": 5}),
        ("old mills seconds = 5", {"idea": "old mills", "seconds": 5}),
        ("old mills seconds=5 seconds=9", {"idea": "old mills", "seconds": 9}),
        ("old mills model=wan 2.5", {"idea": "old mills", "model": "fal/wan-25"}),
        ("model=wan old mills", {"idea": "old mills", "model": "fal/wan-25"}),
        ('old mills model="WAN 2.5"', {"idea": "old mills", "model": "fal/wan-25"}),
        ("model=the cheap one old mills", {"idea": "old mills", "model": "animatic"}),
        ("old mills look=Noi", {"idea": "old mills", "look": "noir"}),
        ("notes=with much steam seconds=5 old", {"notes": "with much steam", "seconds": 5, "idea": "old"}),
        ("mills notes='it is old' tag=x y", {"notes": "it is old", "tag": "x", "idea": "mills y"}),
        ("mills notes=“curly”", {"notes": "curly", "idea": "mills"}),
        ('"old mills"', {"idea": "old mills"}),
        ('"seconds=9 of mills" seconds=5', {"idea": "seconds=9 of mills", "seconds": 5}),
        ('"mills" and more', {"idea": '"mills" and more'}),
        ('idea="look=noir explained" look=neon', {"idea": "look=noir explained", "look": "neon"}),
        ("how to look: a guide", {"idea": "how to look: a guide"}),
        ("a model: what is it", {"idea": "a model: what is it"}),
        ("onlook=5 of book=3", {"idea": "onlook=5 of book=3"}),
        ("E=mc2 and x --really", {"idea": "E=mc2 and x --really"}),
        ("mills seconds=٥", {"idea": "mills", "seconds": 5}),
        ("look: noir, seconds: 5; mills", {"idea": "mills", "look": "noir", "seconds": 5}),
        ("Rome: the fall", {"idea": "Rome: the fall"}),
        ("Look: none of your business", {"idea": "Look: none of your business"}),
        ("Mode: a history", {"idea": "Mode: a history"}),
        ("The second: a history", {"idea": "The second: a history"}),
        ("mills at 9:16 see https://mills.example", {"idea": "mills at 9:16 see https://mills.example"}),
        ("", {}),
    ],
)
def test_options_are_found_wherever_they_stand(line: str, values: dict[str, str | int]) -> None:
    """An option may stand anywhere, in any of the usual spellings; all else is the idea."""
    assert understood(line) == values


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("mills seconds=4", "from 5 to 60"),
        ("mills seconds=five", "from 5 to 60"),
        ("mills seconds=99999999999999999999", "from 5 to 60"),
        ("mills look=n", "noir, neon or nature"),
        ("mills look=", "needs a value"),
        ("mills --look", "needs a value"),
        ("mills secnods=5", "Did you mean seconds"),
        ("mills --lok noir", "Did you mean look"),
        ("look:nior mills", "Did you mean noir"),
        ("look: nior mills", "Did you mean noir"),
        ("mills look:blue", "noir, neon or nature"),
        ("mills seconds:five", "from 5 to 60"),
        ("seconds: 9 look: blue mills", "noir, neon or nature"),
        ("mills secnods:5", "Did you mean seconds=…. Words in quotes are taken as they are"),
        ("secnods: 5 mills", "Did you mean seconds"),
        ("lok: noir mills", "Did you mean look"),
        ("m" * 101, "101 characters"),
        ("mills notes=" + "n" * 51, "51 characters"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused(line: str, why: str) -> None:
    """A value out of bounds, unknown or misspelt is refused with what is allowed."""
    with pytest.raises(Refused, match=why):
        understood(line)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("/make old mills", ("make", "old mills")),
        ("/MAKE", ("make", "")),
        ("/make@my_bot old", ("make", "old")),
        ("/make-it now", ("make-it", "now")),
        ("make old", None),
        ("/", None),
        ("/ make", None),
        ("/1984", None),
    ],
)
def test_commands_begin_with_a_slash(line: str, found: tuple[str, str] | None) -> None:
    """A command is a slash and a name, with or without the bot's own name behind it."""
    assert split(line) == found


def test_a_missing_idea_is_noticed() -> None:
    """What is required and was not told can be asked for."""
    missing = GRAMMAR.missing(understood("seconds=5"))

    assert missing is not None
    assert missing.question == "What?"


@given(st.text(max_size=300))
def test_any_line_is_understood_or_refused(line: str) -> None:
    """Whatever somebody types, it is read or refused in words, and nothing else happens."""
    found = split(clean(line))
    values = {}
    with suppress(Refused):
        values = understood(found[1] if found else line)

    assert values.keys() <= {option.name for option in MAKE.options}


@given(st.text(max_size=300))
def test_what_is_clean_stays_so(text: str) -> None:
    """Cleaning leaves one line without control characters, and cleaning it again changes nothing."""
    once = clean(text)

    assert clean(once) == once
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in once)


WORDS = st.lists(
    st.from_regex(r"[a-z]{1,8}", fullmatch=True).filter(lambda w: w not in {"s"}), min_size=1, max_size=8
)


@given(words=WORDS, seconds=st.integers(5, 60), look=st.sampled_from(["noir", "neon"]), at=st.integers(0, 8))
def test_options_never_change_the_idea(words: list[str], seconds: int, look: str, at: int) -> None:
    """Wherever the options stand among the words, the words stay the idea and the options their values."""
    line = " ".join([*words[:at], f"seconds={seconds}", *words[at:], f"--look {look}"])

    assert understood(line) == {"idea": " ".join(words), "seconds": seconds, "look": look}


@given(st.text(alphabet=st.characters(categories=["L", "M", "So"]), min_size=1, max_size=40))
def test_every_script_survives(word: str) -> None:
    """Letters and symbols of every script reach the storyboard as they were typed."""
    assert understood(f"about {word} seconds=5")["idea"] == clean(f"about {word}")


def test_spelling_of_choices_does_not_matter() -> None:
    """Capitals, spaces and dashes make no difference between choices."""
    assert plain("Tik Tok") == plain("tik-tok") == plain("TikTok")
