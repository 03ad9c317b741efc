"""Who has ideas for reels to come: Gemini over its wire, and the house; both keep the same promises."""

import json

import pytest

from adapters.vendors.gemini import GeminiWriter
from adapters.vendors.house.idea import read_idea
from adapters.vendors.house.planner import HousePlanner
from adapters.vendors.house.tongues import read_tongues
from core.errors import Failed, Refused
from core.ports import Planner
from core.reel.niche import Niche
from core.series.series import fresh
from tests.wires.gemini import GeminiServer
from tests.wires.gemini_faults import Fault

COFFEE = Niche(subject="specialty coffee", ideas="latte art", language="de")


@pytest.mark.parametrize("who", ["gemini", "house"])
async def test_as_many_as_asked_for_and_none_twice(writer: GeminiWriter, who: str) -> None:
    """Seven new ideas at a time, about the niche, none of which was told before."""
    planner: Planner = writer if who == "gemini" else HousePlanner()
    told: list[str] = []
    for _ in range(5):
        plan = await planner.ideas(COFFEE, 7, told)
        assert len(plan.ideas) == 7
        assert all("specialty coffee" in idea for idea in plan.ideas)
        told += plan.ideas

    assert len({idea.casefold() for idea in told}) == 35


async def test_gemini_is_told_what_was_made(gemini: GeminiServer, writer: GeminiWriter) -> None:
    """It hears the niche, the wishes, the language and the newest ideas; the cost is what Google counted."""
    told = [f"idea {number}" for number in range(300)]
    plan = await writer.ideas(COFFEE, 7, told)

    words = json.loads(gemini.requests[0]["contents"][0]["parts"][0]["text"])
    assert words == {"niche": "specialty coffee", "wishes": "latte art", "told": told[-200:]}
    assert "language `de`" in json.dumps(gemini.requests[0]["systemInstruction"])
    read, written = gemini.tokens[0]
    assert plan.micros == -(-(read * 300_000 + written * 2_500_000) // 1_000_000)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.MALFORMED, Failed),
        (Fault.NOT_A_STORYBOARD, Failed),
        (Fault.BLOCKED_PROMPT, Refused),
    ],
)
async def test_what_gemini_cannot_plan(
    gemini: GeminiServer, writer: GeminiWriter, fault: Fault, error: type[Exception]
) -> None:
    """An answer that holds no ideas is lost, a niche that Google does not touch is refused."""
    gemini.next(fault)
    with pytest.raises(error):
        await writer.ideas(COFFEE, 7, [])


async def test_the_house_lasts_for_most_of_a_year() -> None:
    """The house has ideas for a daily series of more than half a year, and then says that it has none."""
    house, told = HousePlanner(), list[str]()
    while ideas := (await house.ideas(COFFEE.model_copy(update={"language": "en"}), 50, told)).ideas:
        told += ideas

    assert len(told) > 180


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("de", "Handgemachte Keramik"),
        ("es", "cerámica hecha a mano"),
        ("pt", "café especial"),
        ("fr", "l'art de la table"),
        ("ru", "керамика ручной работы"),
        ("uk", "домашній хліб"),
        ("ar", "القهوة المختصة"),
        ("hi", "मिट्टी के बर्तन"),
        ("id", "kopi tubruk rumahan"),
        ("ja", "手作りの陶芸"),
    ],
)
async def test_a_series_in_another_language_is_planned_in_it(language: str, subject: str) -> None:
    """For ten weeks of days each idea is new, names the niche and is in its language; then there is none."""
    house, told, niche = HousePlanner(), list[str](), Niche(subject=subject, language=language)
    while ideas := (await house.ideas(niche, 7, told)).ideas:
        told += ideas
    angles = {angle.replace("{subject}", "") for angle in read_tongues()[language].angles}

    assert len({*told}) == len(told) >= 70
    for idea in told:
        before, _, _ = idea.partition(subject)
        assert idea.endswith(tuple(angles))
        assert before == "" or language in {"hi", "ja"}
        assert (read := read_idea(idea, language))
        assert subject.casefold() in read.parts[0].casefold()


async def test_a_very_long_niche_leaves_room_for_its_ideas() -> None:
    """Whoever describes a niche in two hundred letters has ideas of it that are whole."""
    niche = Niche(subject=("handgemachte Keramik und alles, was dazu gehört, " * 4)[:200], language="de")
    ideas = (await HousePlanner().ideas(niche, 7, [])).ideas

    assert len(ideas) == 7
    assert all(
        idea.endswith(tuple(a.removeprefix("{subject}") for a in read_tongues()["de"].angles))
        for idea in ideas
    )


def test_the_same_in_other_words_is_the_same() -> None:
    """An idea with most of the words of an earlier one is none; those of the niche do not count."""
    told = ["The mistake that everybody makes with specialty coffee"]
    ideas = [
        "The mistake that everybody makes with Specialty Coffee!",
        "the mistake everybody makes with coffee",
        "specialty coffee on a mountain",
        "Specialty coffee on a mountain.",
        "   ",
    ]

    assert fresh(ideas, told, "specialty coffee") == ("specialty coffee on a mountain",)
