"""Every sentence in every language: none is missing, each can be said, and each fits where it is shown."""

import ast
import re
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.voice.labels import LABELS
from bot.voice.menu import menu_words
from bot.voice.rewording import reword
from bot.voice.tongue import CALLED, ENGLISH, HEARD, TONGUES, count, is_leftward, say, speaking
from core.reel.brief import Captions, Look, Quality
from core.reel.job import Status
from core.reel.niche import Goal, Tone, Voiced
from tests.voice.gather import HOUSE, PLACE, forms, gather, menu

OTHERS = tuple(language for language in TONGUES if language != ENGLISH)
NUMBERS = (0, 1, 2, 3, 5, 11, 21, 22, 100, 101)

DISCORD_LABEL, DISCORD_WORDS, TELEGRAM_WORDS = 80, 100, 256
"""How long a button's label and what a command or an option says about itself may be (their docs of 2026)."""

ROOM = 24
"""What is kept free on a button for each value in its label."""


@pytest.fixture(scope="module")
def english() -> Catalog:
    """All words in the code."""
    return gather()


@pytest.fixture(scope="module", params=OTHERS)
def page(request: pytest.FixtureRequest) -> Catalog:
    """The catalogue of one language."""
    with (PLACE / f"{request.param}.po").open("rb") as file:
        return read_po(file, locale=request.param)


def places(words: str) -> set[str]:
    """The names of the values in a sentence. Raises ValueError where a brace is alone."""
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def values(message: Message) -> dict[str, str]:
    """Something for each place in a sentence, in a script of its own."""
    names = set().union(*(places(words) for words in forms(message.id)))
    return {name: f"{name} Ω" for name in names if name != "number" or not message.pluralizable}


def test_nothing_is_missing(english: Catalog, page: Catalog) -> None:
    """Whoever speaks one of our languages never meets a sentence in English, nor a leftover of an old one."""
    wanted = {(each.context, each.id) for each in english if each.id}
    missing = [each.id for each in page if each.context != CALLED and not all(forms(each.string))]

    assert {(each.context, each.id) for each in page if each.id} == wanted, "run scripts/words"
    assert missing == []


def test_every_value_is_said(page: Catalog) -> None:
    """A translation names the very values that the English does; only a number may be said in words."""
    wrong = [
        words
        for message in page
        if message.id and message.context != CALLED
        for words in forms(message.string)
        if places(words) - {"number"} != places(forms(message.id)[-1]) - {"number"}
        or (isinstance(message.id, str) and places(words) != places(message.id))
    ]

    assert wrong == []


def test_every_sentence_can_be_said(page: Catalog) -> None:
    """Each is said once in each language, for many numbers where it counts: no place is left empty."""
    language = str(page.locale)
    for message in page:
        if not message.id or message.context == CALLED:
            continue
        assert len(forms(message.string)) == (page.num_plurals if message.pluralizable else 1), message.id
        with speaking(language):
            if message.context == HEARD:
                made = [reword(str(message.id).format(**values(message)))]
            elif message.pluralizable:
                one, many = forms(message.id)
                made = [count(number, one, many, **values(message)) for number in NUMBERS]
            else:
                made = [say(str(message.id), **values(message))]
        for words in made:
            assert words.strip(), message.id
            assert not re.search(r"[{}]", words), words
            assert all(f"{name} Ω" in words for name in values(message)), words
            if is_leftward(language):
                assert all(f"\u2068{name} Ω\u2069" in words for name in values(message)), words


def labels() -> set[str]:
    """The words on buttons: what stands before a command line."""
    found = set()
    for path in (HOUSE / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Tuple(elts=[ast.Call(func=ast.Name(id="say" | "mark"), args=[first, *_]), line]):
                    if isinstance(first, ast.Constant) and "'/" in ast.dump(line):
                        found.add(str(first.value))
                case _:
                    pass
    return found


def test_buttons_stay_short(page: Catalog) -> None:
    """What a button says fits on it, its values included."""
    known = labels()
    assert "Try again" in known
    shown = {
        words: len(re.sub(r"\{\w+\}", "", words)) + ROOM * len(places(words))
        for message in page
        if message.id in known
        for words in forms(message.string)
    }

    assert {words for words, length in shown.items() if length > DISCORD_LABEL} == set()


@pytest.mark.parametrize("language", OTHERS)
def test_commands_fit_their_menus(language: str) -> None:
    """What a command or an option says about itself fits into the menus of Telegram and Discord."""
    told = menu_words(menu())[language]

    commands = {command.words for command in menu()}
    assert {
        told[words] for words in commands if len(told[words]) > min(DISCORD_WORDS, TELEGRAM_WORDS)
    } == set()
    assert {words for words in told.values() if len(words) > DISCORD_WORDS} == set()


def test_every_choice_has_a_label() -> None:
    """What can be chosen, and how a job stands, is translated where it is named."""
    named = [each.value for kind in (Tone, Goal, Voiced, Look, Captions, Quality, Status) for each in kind]

    assert set(named) <= set(LABELS)
