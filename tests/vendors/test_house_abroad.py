"""The house writer in other languages: an idea is quoted, and nothing around it is in English."""

import re
from unicodedata import category

import pytest

from adapters.vendors.house.tongues import find_tongue, read_tongues
from bot.voice.tongue import ENGLISH, TONGUES
from core.learning.arms import HookKind, Reason
from core.ports import Draft
from core.reel.brief import Direction
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


async def test_a_spanish_question_begins_with_a_capital() -> None:
    """Behind the marks that open it, as a title and as the first card; not in the middle of a sentence."""
    boards = [
        (await draft("abejas", "¿por qué bailan?", language="es", take=take)).storyboard for take in range(8)
    ]

    assert {board.title for board in boards} == {"¿Por qué bailan?"}
    assert {board.hook.written for board in boards} == {"¿Por qué bailan?"}
    assert any(": ¿por qué" in board.hook.said for board in boards)


async def test_a_short_niche_is_a_hashtag_as_a_whole() -> None:
    """Hindi keeps the vowels on its letters, German finds its nouns, Japanese needs no spaces."""
    for language, niche, wanted in (
        ("hi", "मिट्टी के बर्तन", "#मिट्टीकेबर्तन #पहाड़कीपहलीचाय"),
        ("de", "Handgemachte Keramik", "#handgemachtekeramik #hund #abend"),
        ("ja", "手作りの陶芸", "#手作りの陶芸 #夜勤 #コンビニ"),
    ):
        made = await draft(niche, IDEAS[language], language=language, platform=Platform.SHORTS)
        tags = made.storyboard.social.hashtags
        assert {*wanted.split()} <= {*tags}


@pytest.mark.parametrize(
    ("language", "first"), [("ru", "bread"), ("ar", "coffee"), ("hi", "mountains"), ("ja", "cat")]
)
async def test_an_icon_shows_what_the_words_beside_it_say(language: str, first: str) -> None:
    """First what the idea names, then what the lines say: "step by step" has footprints in every language."""
    board = (await draft("yo-yo", IDEAS[language], language=language, seconds=60)).storyboard
    lines = [line for lines in read_tongues()[language].lines.values() for line in lines]
    icons = {pair[1].filled({}).replace("*", ""): icon for pair, icon in lines}

    shown = [scene.icon for scene in board.scenes]
    assert shown[0] == first
    assert shown[1:] == [icons[scene.written] for scene in board.scenes[1:]]


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


ASKING = {
    "de": "warum Sauerteig Zeit braucht",
    "es": "cómo ahorrar con un sueldo pequeño",
    "pt": "como coar um café sem amargor",
    "fr": "pourquoi les chats aiment les cartons",
    "id": "kenapa kucing suka duduk di kardus",
    "ru": "Как испечь хлеб без дрожжей",
    "uk": "як прищепити стару яблуню",
    "ar": "كيف تُحمَّص القهوة على الجمر",
    "hi": "गमले में टमाटर कैसे उगाएँ",
    "ja": "なぜ猫は箱が好きなのか",
}
SEEMING = {
    "de": (
        "wie ein Vogel fliegen lernen",
        "warum das Rad neu erfinden",
        "warum lieben Katzen Kartons",
        "wie?",
    ),
    "es": ("quien madruga come mejor pan", "¿Por qué duele correr tanto?"),
    "pt": ("quando o bug some sozinho", "como mulher na tecnologia", "como água para chocolate"),
    "fr": ("pourquoi les chats aiment-ils les cartons", "pourquoi pas un café ce soir"),
    "id": ("cara membuat kopi tubruk di kantor", "kenapa tidak lari pagi saja"),
    "ru": ("как в детстве на даче", "как ночь на даче летом", "почему бы не попробовать бег"),
    "uk": ("як діти в старому парку", "чому б не спробувати біг"),
    "ar": ("كيف حالك", "أول ضوء فوق الكثبان"),
    "hi": ("मैं जानता हूँ कि वह ऐसा क्यों है",),
    "ja": ("なぜか好きな路地裏はどこか", "どうしても食べたい親子丼か"),
}


@pytest.mark.parametrize("language", ASKING)
async def test_an_idea_that_asks_is_told_as_a_question(language: str) -> None:
    """Each time in other words, until all have been used, and quoted after that."""
    idea = ASKING[language]
    boards = [(await draft("life", idea, language=language, take=take)).storyboard for take in range(6)]
    hooks = [board.hook for board in boards]

    assert [hook.kind for hook in hooks] == ["question"] * 3 + ["plain"] * 3
    assert len({hook.said for hook in hooks}) == len(hooks)
    assert all(idea.casefold() in hook.said.casefold() for hook in hooks)
    assert all("?" in hook.said or "؟" in hook.said or "？" in hook.said for hook in hooks[:3])


@pytest.mark.parametrize("language", SEEMING)
async def test_what_only_looks_like_a_question_is_quoted(language: str) -> None:
    """An idea that would make no sentence behind "do you know" is left as it is."""
    for idea in SEEMING[language]:
        made = (await draft("life", idea, language=language)).storyboard
        assert (made.language, made.hook.kind) == (language, "plain")


async def test_what_hurts_is_not_asked_about() -> None:
    """A grave idea is quoted, though it could be asked."""
    asked = (await draft("Leben", "warum der Winter so dunkel ist", language="de")).storyboard
    grave = (await draft("Leben", "warum der Krebs zurückgekommen ist", language="de")).storyboard

    assert (asked.hook.kind, grave.hook.kind) == ("question", "plain")


async def test_an_idea_begins_as_it_was_typed() -> None:
    """Behind a colon a small letter stays small, and a name keeps its capital."""
    small, name = "der kürzeste Weg nach Hause", "Berlin bei Nacht"
    for idea in (small, name):
        hooks = [(await draft("Leben", idea, language="de", take=take)).storyboard.hook for take in range(8)]
        behind = [hook.said for hook in hooks if ":" in hook.said]
        assert behind
        assert all(idea in said for said in behind)


async def test_what_was_learned_is_obeyed_abroad() -> None:
    """The kind of hook that was chosen, short hooks where they were weak, fewer words where it was slow."""
    idea, told = ASKING["de"], dict[str, object](language="de", seconds=30)
    plain = await draft("Brot", idea, **told, direction=Direction(hook=HookKind.PLAIN))
    asked = [
        await draft("Brot", idea, **told, take=take, direction=Direction(hook=HookKind.QUESTION))
        for take in range(4)
    ]
    weak = Direction(heeds=(Reason.HOOK,))
    short = [await draft("Brot", idea, **told, take=take, direction=weak) for take in range(8)]
    terse, usual = [
        [await draft("Brot", idea, **told, take=take, direction=direction) for take in range(6)]
        for direction in (Direction(heeds=(Reason.SLOW,)), Direction())
    ]

    assert plain.storyboard.hook.kind == "plain"
    assert {each.storyboard.hook.kind for each in asked} == {"question"}
    assert max(len(each.storyboard.hook.said.split()) for each in short) <= 8
    assert _words_in_scenes(terse) < _words_in_scenes(usual)


def _words_in_scenes(drafts: list[Draft]) -> int:
    return sum(len(scene.said.split()) for each in drafts for scene in each.storyboard.scenes)
