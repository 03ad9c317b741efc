"""The house writer in other languages: an idea is quoted, and nothing around it is in English."""

import re
from unicodedata import category

import pytest

from adapters.vendors.house.tongues import find_tongue, read_tongues
from bot.voice.tongue import ENGLISH, TONGUES
from core.reel.niche import Goal, Platform
from tests.vendors.test_house_ideas import cards, draft, heard

IDEAS = {
    "de": "der Hund, der jeden Abend auf den Zug wartet",
    "es": "por qué mi abuela nunca usa reloj",
    "pt": "o café que minha avó fazia no fogão a lenha",
    "fr": "le dernier train de minuit",
    "id": "cara membuat kopi tubruk di kantor",
    "ru": "Почему тесто не поднимается",
    "uk": "Чому тісто не сходить і що з ним робити",
    "ar": "كيف تصنع أمي القهوة بالهيل",
    "hi": "पहाड़ की पहली चाय",
    "ja": "夜勤のコンビニで猫が待っている",
}
ENGLISH_WORDS = re.compile(r"(?i)\b(the|it|is|this|you|your|and|with|look|listen|save|follow|tell)\b")


def test_the_house_writes_in_every_language_that_we_speak() -> None:
    """Whoever is spoken to in their language gets their reel in it, too."""
    assert {*read_tongues(), ENGLISH} == {*TONGUES}
    assert {*IDEAS} == {*read_tongues()}


@pytest.mark.parametrize("language", IDEAS)
@pytest.mark.parametrize("seconds", [5, 15, 60])
async def test_a_reel_is_in_the_language_of_its_idea(language: str, seconds: int) -> None:
    """Nothing that is read or heard is in English, and no card says the same as another."""
    for take in range(4):
        for wished in ("en", language):
            made = await draft("espresso", IDEAS[language], language=wished, take=take, seconds=seconds)
            board = made.storyboard
            written = [moment.written for moment in board.moments]

            assert board.language == language
            assert not made.note
            assert not ENGLISH_WORDS.search(f"{cards(board)} {heard(board)} {board.social.caption}")
            assert len({*written}) == len(written)
            assert all(moment.keyword in moment.written for moment in board.moments)


@pytest.mark.parametrize("language", IDEAS)
@pytest.mark.parametrize("platform", Platform)
async def test_hashtags_are_in_the_language_of_the_reel(language: str, platform: Platform) -> None:
    """Beside the words that were typed stand at least three that people look for in that language."""
    general = {*read_tongues()[language].tags}
    for niche in ("espresso", "L'art de la table", IDEAS[language]):
        board = (await draft(niche, IDEAS[language], language=language, platform=platform)).storyboard
        tags = board.social.hashtags
        typed = "".join(c for c in f"{niche}{IDEAS[language]}".lower() if category(c)[0] in "LMN")

        assert len({*tags}) == len(tags) >= 5
        assert len(general & {*tags}) >= 3
        assert all(tag[1:] in typed for tag in {*tags} - general)
        assert {*tags} - general
        assert all(category(c)[0] in "LMN" or c == "_" for tag in tags for c in tag[1:])


async def test_a_short_niche_is_a_hashtag_as_a_whole() -> None:
    """Hindi keeps the vowels on its letters, German finds its nouns, Japanese needs no spaces."""
    for language, niche, wanted in (
        ("hi", "मिट्टी के बर्तन", "#मिट्टीकेबर्तन #पहाड़कीपहलीचाय"),
        ("de", "Handgemachte Keramik", "#handgemachtekeramik #hund #abend"),
        ("ja", "手作りの陶芸", "#手作りの陶芸 #夜勤 #コンビニ"),
    ):
        tags = (await draft(niche, IDEAS[language], language=language)).storyboard.social.hashtags
        assert {*wanted.split()} <= {*tags}


@pytest.mark.parametrize("language", ["ru", "ar", "hi", "ja"])
async def test_an_icon_shows_what_the_words_beside_it_say(language: str) -> None:
    """Where nothing of the idea can be shown, "step by step" has footprints in every language."""
    board = (await draft("yo-yo", IDEAS[language], language=language, seconds=60)).storyboard
    lines = [line for lines in read_tongues()[language].lines.values() for line in lines]
    icons = {pair[1].filled({}).replace("*", ""): icon for pair, icon in lines}

    assert [scene.icon for scene in board.scenes] == [icons[scene.written] for scene in board.scenes]


async def test_a_grave_idea_is_told_plainly_abroad() -> None:
    """What hurts ends with comfort, not with a wish for followers."""
    made = (await draft("Leben", "der Krebs meiner Mutter", language="de", goal="followers")).storyboard
    grave = read_tongues()["de"].calls["grave"]

    assert any(call in f"{heard(made)} {made.social.caption}" for call in grave)
    assert "Folge mir" not in heard(made)


@pytest.mark.parametrize(
    ("idea", "wished", "language"),
    [
        ("Espresso", "de", "de"),
        ("how to make espresso at home", "de", None),
        ("der Hund wartet auf den Zug", "fr", "de"),
        ("Тихий ранок", "uk", "uk"),
        ("למה חתולים יושבים", "en", None),
        ("گربه چرا می‌خوابد", "ar", None),
        ("红烧肉", "ja", "ja"),
        ("红烧肉", "en", None),
        ("how to say спасибо in Moscow", "en", None),
        ("how to say спасибо in Moscow", "de", None),
        ("Was heißt спасибо? Drei Wörter für die Reise", "de", "de"),
        ("Was heißt спасибо? Drei Wörter für die Reise", "en", "de"),
        ("coffee コーヒー", "en", None),
        ("coffee コーヒー", "ja", "ja"),
        ("Der Ω Widerstand erklärt", "de", "de"),
        ("Warum שלום ein Gruß ist", "de", "de"),
        ("למה спасибо חתולים יושבים", "en", None),
        ("Почему Berlin не спит", "de", "ru"),
        ("espresso", "ja", "ja"),
        ("coffee in the morning", "de", None),
    ],
)
def test_the_language_is_told_by_script_wish_and_words(idea: str, wished: str, language: str | None) -> None:
    """A wish decides where the words do not; languages that the house has no lines in are told in English."""
    is_english = idea.casefold().startswith(("espresso", "how to make", "coffee in"))
    found = find_tongue(idea, wished, is_english=is_english)

    assert (found.language if found else None) == language


@pytest.mark.parametrize(
    ("wished", "ideas"),
    [
        ("de", ("Kaffee am Morgen", "Tag am Meer", "Spaziergang in Berlin", "Was war gestern")),
        ("es", ("a la playa", "Tango en Buenos Aires", "Café no frío")),
        ("fr", ("on a faim", "Promenade a Paris")),
        ("pt", ("A vida no campo", "As flores do campo", "Praia no Rio")),
    ],
)
async def test_in_doubt_the_wished_language_is_spoken(wished: str, ideas: tuple[str, ...]) -> None:
    """Words that are English as well as German, Spanish, French or Portuguese make no idea English."""
    for idea in ideas:
        made = await draft("travel", idea, language=wished)
        assert (made.storyboard.language, made.note) == (wished, "")
        assert not ENGLISH_WORDS.search(f"{cards(made.storyboard)} {heard(made.storyboard)}")


def test_every_line_can_be_said_and_read() -> None:
    """Each language has lines for every phase and goal, short enough, and each card has one accent."""
    for tongue in read_tongues().values():
        assert {*tongue.calls} == {*Goal, "grave"}
        assert {*tongue.lines} == {"open", "work", "detail", "result"}
        for said, written in (pair for lines in tongue.lines.values() for pair, _ in lines):
            assert written.pattern.count("*") == 2
            assert len(written.pattern) <= 32
            assert len(said.pattern.split()) <= 9
            assert not said.needs | written.needs
