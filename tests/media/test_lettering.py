"""Every script is set with letters it has, in the direction it is read."""

import subprocess
import sys
from pathlib import Path

import pytest

from adapters.media.drawing import icons
from adapters.media.drawing.fonts import BLACK
from adapters.media.drawing.lettering import Type, single
from adapters.media.drawing.printed import figure, preview, scene
from adapters.media.drawing.setting import compose
from adapters.media.drawing.shaping import shaped
from adapters.media.drawing.words import tokens
from bot.voice.tongue import TONGUES
from tests.media.boards import GREETINGS

MANNER = Type(("Oswald-Bold.ttf",), is_upper=True)
ROOM = (878, 420)
BOX = 0
"""What a font draws in place of a letter that it does not have."""


@pytest.mark.parametrize("script", GREETINGS)
def test_no_letter_becomes_a_box(script: str) -> None:
    """Every letter of every script is drawn from a font that has it."""
    text, language = GREETINGS[script]
    block = compose(text, "", language, MANNER, ROOM, 150)
    for placed in block.words:
        for run in placed.word.runs:
            glyphs = shaped(run.text, run.font, language, is_rtl=run.is_rtl).glyphs
            assert all(number != BOX for number, _, _ in glyphs), f"{run.text} in {run.font}"
    shown = "".join(run.text for placed in block.words for run in placed.word.runs)
    assert len(shown) >= len("".join(text.split())) * 0.9


def test_letters_join_and_marks_stand_where_they_belong() -> None:
    """Arabic letters take their joined forms, Devanagari ones their conjuncts: fewer glyphs, or others."""
    arabic, hindi = "NotoSansArabic-Bold.ttf", "NotoSansDevanagari-Bold.ttf"
    alone = [shaped(letter, arabic, "ar", is_rtl=True).glyphs[0][0] for letter in "قهوة"]
    joined = [number for number, _, _ in shaped("قهوة", arabic, "ar", is_rtl=True).glyphs]

    assert set(joined) != set(alone)
    assert len(shaped("क्षत्रिय", hindi, "hi", is_rtl=False).glyphs) < len("क्षत्रिय")


def test_needs_nothing_of_the_system() -> None:
    """On a machine without any library for writing systems, Arabic is set as everywhere."""
    ask = (
        "from adapters.media.drawing.lettering import Type, single;"
        "import PIL._imagingft as its; its.HAVE_RAQM = its.HAVE_FRIBIDI = False;"
        "print(single('قهوة', Type(())).mask(80, 10).getbbox())"
    )
    told = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )

    assert told.stdout == f"{single('قهوة', Type(())).mask(80, 10).getbbox()}\n", told.stderr


@pytest.mark.parametrize("script", GREETINGS)
def test_stays_within_its_room(script: str) -> None:
    """Nothing stands out of the box it was set into, at either side or below."""
    text, language = GREETINGS[script]
    block = compose(text, "", language, MANNER, ROOM, 150)

    assert all(placed.x >= -1 for placed in block.words)
    assert all(placed.x + placed.word.span(block.size) <= ROOM[0] + 2 for placed in block.words)
    assert block.height <= ROOM[1] + 1


@pytest.mark.parametrize(
    "text", ["Go", "Antidisestablishmentarianism" * 2, "A " * 40, "🔥" * 20, "a" * 80, "\x00\x07", "👩‍🚀"]
)
def test_takes_whatever_is_written(text: str) -> None:
    """One word, one endless word, forty words, only emoji, only rubbish: it fits and can be read."""
    block = compose(text, "", "en", MANNER, ROOM, 150)

    assert block.words
    assert block.size >= 24
    assert all(placed.x + placed.word.span(block.size) <= ROOM[0] + 8 for placed in block.words)


def test_arabic_is_read_from_the_right() -> None:
    """In a line that runs from right to left the first word stands at the right."""
    block = compose("سر الصحراء", "", "ar", Type(()), (2000, 200), 100)

    assert [placed.turn for placed in sorted(block.words, key=lambda placed: -placed.x)] == [0, 1]


@pytest.mark.parametrize(
    ("text", "keyword", "accented"),
    [
        ("How monks invented espresso", "Espresso", "espresso"),
        ("Rent eats 42% of your pay", "42%", "42%"),
        ("一分で作る本物の出汁", "出汁", "出汁"),
        ("He never checked out.", "checked out", "checked out."),
        ("Give your owl a name", "banana", "Give"),
        ("Go", "", ""),
        ("修道士が発明したエスプレッソ", "修道士が発明したエスプレッソ", ""),
    ],
)
def test_one_word_is_accented(text: str, keyword: str, accented: str) -> None:
    """The keyword is accented as it stands in the text; without one the longest word is."""
    assert "".join(token.text for token in tokens(text, keyword) if token.is_key) == accented


@pytest.mark.parametrize(
    ("text", "language", "lines"),
    [
        ("Learning a whole chorus", "en", ["Learning", "a whole", "chorus"]),
        ("Until the rain came in", "en", ["Until", "the rain", "came in"]),
        ("Лёд толщиной в метр", "ru", ["Лёд", "толщиной", "в метр"]),
    ],
)
def test_small_words_stand_with_the_word_they_belong_to(text: str, language: str, lines: list[str]) -> None:
    """No line ends with an article or a preposition where another break is about as good."""
    block = compose(text, "", language, Type(("Oswald-Bold.ttf",)), (420, 900), 150)
    shown: dict[int, list[str]] = {}
    for placed in block.words:
        shown.setdefault(placed.line, []).append("".join(run.text for run in placed.word.runs))

    assert [" ".join(words) for words in shown.values()] == lines


@pytest.mark.parametrize(
    "words",
    [
        "昆布を、 水に 入れる。",
        "ミツバチは なぜ 踊るのか",
        "おばあちゃんの 台所から 生まれた 味噌汁の ひみつ",
        "上がる 株価と 下がる 円",
        "落とした 財布が みつかった",
        "お茶の 淹れ方",
        "「ミツバチは なぜ 踊るのか」を 読む",
        "第3回 YouTubeで 話題の 国際映画祭",
        "もう 一度見てみよう。",
    ],
)
def test_japanese_breaks_between_words(words: str) -> None:
    """A line may begin behind a particle or where the script changes, but never inside a word."""
    assert [token.text for token in tokens(words.replace(" ", ""), "")] == words.split()


@pytest.mark.parametrize(
    ("wish", "texts", "name"),
    [
        ("coffee", (), "coffee"),
        ("coffee beans", (), "coffee-bean"),
        ("steam engine", (), "gear"),
        ("detectives", (), "detective"),
        ("", ("Fold the ears", "Paper and scissors"), "ear"),
        ("zzgrmbl", ("Nothing known", "qqq"), icons.NEUTRAL),
    ],
)
def test_an_icon_is_chosen_by_meaning(wish: str, texts: tuple[str, ...], name: str) -> None:
    """The storyboard's noun finds its icon; without one the first telling word does; there is always one."""
    assert icons.find(wish, *texts) == icons._names()[name]


def test_numbers_keep_their_distance_in_writing_from_the_right() -> None:
    """In Arabic the blank between a word and a number stands between them, whichever fonts they need."""
    runs = single("مشهد 1 / 2", Type(("Oswald-Bold.ttf",))).runs

    assert [run.text for run in runs] == ["1 / 2 ", "مشهد"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [("صفحة ٤٢", [("٤٢", False), ("صفحة", True)]), ("קפה 42%", [("42%", False), ("קפה", True)])],
)
def test_digits_run_from_the_left_in_every_script(text: str, seen: list[tuple[str, bool]]) -> None:
    """A number among letters from the right keeps the order of its digits, in a font that has both, too."""
    runs = [(run.text.strip(), run.is_rtl) for run in single(text, Type(())).runs]

    assert [run for run in runs if run[0]] == seen


@pytest.mark.parametrize("language", TONGUES)
def test_what_we_print_ourselves_can_be_drawn(language: str) -> None:
    """The label of a drawn reel, and the numbers of scenes and figures, have letters in every language."""
    for words in (preview(language), scene(3, 12, language), figure(3, language)):
        drawn = "".join(run.text for run in single(words, Type((BLACK,))).runs)

        assert sorted(drawn) == sorted(words)
        assert language == "en" or words != preview("en")
