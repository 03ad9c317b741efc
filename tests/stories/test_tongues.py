"""People are spoken to in their own language, and may choose another."""

import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.voice.rewording import reword
from bot.voice.times import span, when
from bot.voice.tongue import facing, say, speaking, spoken
from core.talk import Reply, Said
from tests.stories.parlour import ANN, Parlour

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
GREETING = Said(ANN, "here", "1", text="/quota")


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Parlour]:
    """A bot that draws reels."""
    parlour = Parlour(tmp_path, has_vendor=False)
    async with parlour.open():
        yield parlour


async def ask(home: Parlour, text: str, language: str) -> Reply:
    """Somebody says something on a phone in that language."""
    return await home.desk.answer(replace(GREETING, key=f"{text}{language}", text=text, language=language))


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de", "de"),
        ("pt-br", "pt"),
        ("es-419", "es"),
        ("in", "id"),
        ("zh-hans", "en"),
        ("", "en"),
        ("ja_JP", "ja"),
    ],
)
def test_the_platform_tells_the_language(tag: str, language: str) -> None:
    """Whatever form a platform gives a language, it is one of ours; English for all others."""
    assert spoken(tag) == language


async def test_a_person_is_spoken_to_as_their_phone_is(home: Parlour) -> None:
    """German for one, Japanese for the next, English where we speak no Danish."""
    assert (await ask(home, "/status", "de")).text.startswith("Nichts ist in Arbeit.")
    assert "制作中" in (await ask(home, "/status", "ja")).text
    assert (await ask(home, "/status", "da")).text.startswith("Nothing is under way.")


async def test_a_chosen_language_is_kept(home: Parlour) -> None:
    """What somebody chose holds whatever their phone says, until they leave it to the phone again."""
    assert "Deutsch" in (await ask(home, "/language de", "fr")).text
    assert (await ask(home, "/status", "fr")).text.startswith("Nichts")
    assert "Français" in (await ask(home, "/language auto", "fr")).text
    assert (await ask(home, "/status", "fr")).text.startswith("Rien")
    assert [label for label, _ in (await ask(home, "/language", "ja")).choices][:3] == [
        "English",
        "Español",
        "Português",
    ]


async def test_a_reel_comes_back_in_the_language_it_was_asked_in(home: Parlour) -> None:
    """The last word on a job is in the language of whoever ordered it, hours later too."""
    await ask(home, "/niche Kaffee", "de")
    order = await ask(home, "/generate wie Mönche den Espresso erfanden", "de")
    assert order.text.startswith("Auftrag ")

    await home.rest()

    last = [*home.letterbox.posted.values()][-1]
    assert "Kosten: " in last.text
    assert "Idee ändern" in [label for label, _ in last.choices]
    assert last.language == "de"


async def test_whoever_has_no_niche_yet_gets_reels_in_their_own_language(home: Parlour) -> None:
    """A first niche is in the language that somebody is spoken to in; later ones keep what was chosen."""
    assert "Deutsch" in (await ask(home, "/niche Kaffee", "de")).text
    order = await ask(home, "/generate wie Mönche den Espresso erfanden", "de")
    job = await home.store.job(order.job_id)
    assert job is not None
    assert job.brief.niche.language == "de"

    await ask(home, "/niche tea language=en", "de")
    assert "Englisch" in (await ask(home, "/niche coffee", "de")).text


async def test_refusals_are_translated_too(home: Parlour) -> None:
    """What the studio refuses in its own words is said in the person's."""
    await ask(home, "/niche Kaffee", "es")
    assert (await ask(home, "/final abc23", "es")).text.startswith("No tienes ningún encargo")


def test_what_comes_from_below_is_recognised() -> None:
    """Sentences with values are recognised by their pattern, several in a row one by one; others stay."""
    with speaking("de"):
        assert reword("This reel has the scenes 1 to 4; 0 is the hook.") == (
            "Dieses Reel hat die Szenen 1 bis 4; 0 ist der Aufhänger."
        )
        assert reword("Nobody said yes in time. The vendor did not finish in time.") == (
            "Niemand hat rechtzeitig Ja gesagt. Der Dienst wurde nicht rechtzeitig fertig."
        )
        assert reword("Words of somebody's own. Nobody said yes in time.") == (
            "Words of somebody's own. Niemand hat rechtzeitig Ja gesagt."
        )


def test_names_do_not_turn_a_sentence_round() -> None:
    """In Arabic a name in Latin letters is set apart, in English one in Arabic; a link is left as it is."""
    with speaking("ar"):
        assert "\u2068WAN 2.5\u2069" in say("filming with {model}", model="WAN 2.5")
        assert "\u2068" not in say("Your reels on a page: {link}", link="https://reels.example/a")
        assert facing("/help يقول أكثر\nhttps://reels.example").startswith("\u200f\u200e/help")
        assert facing("secret") == "secret"
    assert say("Your niche: {niche}", niche="قهوة") == "Your niche: \u2068قهوة\u2069"
    assert say("Your niche: {niche}", niche="café") == "Your niche: café"


def test_dates_are_written_as_people_write_them() -> None:
    """Months have names in every language."""
    assert when(NOON) == "22 Nov 12:00"
    with speaking("ja"):
        assert when(NOON) == "11月22日 12:00"


@pytest.mark.parametrize(
    ("language", "spans"),
    [
        ("ar", {3: "3 أيام", 11: "11 يومًا", 23: "23 يومًا", 100: "100 يوم"}),
        ("ru", {21: "21 день", 22: "22 дня", 25: "25 дней"}),
        ("ja", {3: "3日", 21: "21日"}),
    ],
)
def test_numbers_take_the_form_they_need(language: str, spans: dict[int, str]) -> None:
    """Arabic counts eleven and more in another case than whole hundreds, Russian by the last digit."""
    with speaking(language):
        assert {days: span(days * 86_400) for days in spans} == spans


def test_english_needs_no_catalogue() -> None:
    """Whoever speaks English loads nothing for the others."""
    ask = (
        "import sys; from bot.voice import asking, cards, endings, standing; cards.reels(());"
        "print(sorted(name for name in sys.modules if name.startswith('babel')))"
    )
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "[]"
