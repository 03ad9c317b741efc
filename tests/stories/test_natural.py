"""What people say as they would say it to anybody: yes, no, stop, and wishes in plain words."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.understanding.asides import aside
from tests.stories.parlour import ANN, Parlour


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Parlour]:
    """A bot with a video vendor, and nobody known to it."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        yield parlour


@pytest.mark.parametrize(
    "said", ["yes", "Yes!", "ok", "yes please", "no", "No thanks.", "no wait, stop", "STOP"]
)
async def test_yes_no_and_stop_are_no_ideas(bot: Parlour, said: str) -> None:
    """Words that only answer are answered, whoever says them and whatever was asked; nothing is opened."""
    assert "what your videos are about" not in (await bot.say(said)).text
    await bot.say("/niche coffee")
    for before in ("/status", "how monks invented espresso", "/generate"):
        await bot.say(before)
        reply = await bot.say(said)
        assert "Shall I make a reel about" not in reply.text
        assert reply.job_id == ""

    requester = await bot.studio.requester(ANN)
    assert await bot.studio.jobs(requester) == ()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("hi there, what can you do?", "I make vertical reels from one sentence"),
        ("Good evening!", "I make vertical reels from one sentence"),
        ("how does this work?", "I make vertical reels from one sentence"),
        ("was kannst du?", "I make vertical reels from one sentence"),
        ("¿Cómo funciona?", "I make vertical reels from one sentence"),
        ("thanks!", "You are welcome."),
        ("Grüß Gott", "I make vertical reels from one sentence"),
    ],
)
async def test_words_to_the_bot_itself_are_no_niche_and_no_idea(bot: Parlour, said: str, told: str) -> None:
    """Greetings, thanks and questions about the bot are answered, before there is a niche and after."""
    await bot.say("/start")
    assert (await bot.say(said)).text.startswith(told)
    await bot.dialog(("coffee", r"Your niche: coffee"))

    asks = "Shall I make a reel"
    assert asks not in (await bot.say(said)).text
    await bot.dialog(
        ("/generate", r"^What should the reel be about\?"),
        (said, ""),
        ("how monks invented espresso", r"^Job \w{10}: “how monks invented espresso”"),
    )


@pytest.mark.parametrize(
    "said",
    ["hello kitty", "what can you do with old jeans", "good morning routines", "thanks giving dinners"],
)
async def test_ideas_may_begin_with_a_greeting(bot: Parlour, said: str) -> None:
    """As soon as there is more in it than a word to the bot, it is an idea."""
    await bot.say("/niche coffee")

    assert f"Shall I make a reel about “{said}”?" in (await bot.say(said)).text


@pytest.mark.parametrize(
    ("said", "is_for_us"),
    [
        ("¡Hola! ¿Qué puedes hacer?", True),
        ("olá, o que você pode fazer?", True),
        ("qu’est-ce que tu peux faire ?", True),
        ("привет, что ты умеешь?", True),
        ("привіт, як це працює?", True),
        ("ماذا يمكنك أن تفعل؟", True),
        ("आप क्या कर सकते हैं?", True),
        ("bagaimana cara kerjanya?", True),
        ("何ができますか？", True),
        ("lösche meine Daten", True),
        ("wie funktioniert eine Mühle", False),
        ("cómo funciona un molino", False),
    ],
)
def test_words_to_the_bot_are_known_in_every_language(said: str, is_for_us: bool) -> None:
    """People ask what the bot can do in their own language; how a mill works is an idea."""
    assert (aside(said) is not None) is is_for_us


async def test_after_yes_the_question_still_stands(bot: Parlour) -> None:
    """Who says yes to a question for words is asked for these, and their next words answer it."""
    await bot.say("/niche coffee")
    await bot.dialog(
        ("/generate", r"^What should the reel be about\?"),
        ("yes", r"in a few words"),
        ("stop", r"^All right, nothing is done"),
        (
            "/generate how monks invented espresso model=animatic",
            r"^Job \w{10}: “how monks invented espresso”",
        ),
    )


async def test_stop_speaks_of_what_is_under_way(bot: Parlour) -> None:
    """Stop offers to stop a reel only where one is under way; only where something was asked it says so."""
    await bot.say("/niche coffee")
    await bot.dialog(
        ("stop", r"^All right, nothing is done"),
        ("/generate how monks invented espresso", r"^Job \w{10}: “how monks invented espresso”"),
        ("no wait, stop", r"^Shall I stop a reel that is under way\?"),
        ("/generate", r"^What should the reel be about\?"),
        ("stop", r"^I ask no more\. Shall I stop a reel that is under way, too\?"),
    )


@pytest.mark.parametrize(
    "said", ["stop motion with beans", "no sugar", "yes, we roast", "wait for the bloom"]
)
async def test_ideas_may_begin_with_such_words(bot: Parlour, said: str) -> None:
    """As soon as there is more in it, it is an idea."""
    await bot.say("/niche coffee")

    assert f"Shall I make a reel about “{said}”?" in (await bot.say(said)).text


@pytest.mark.parametrize(
    ("said", "topic", "seconds"),
    [
        ("monks and espresso 20s", "monks and espresso", 20),
        ("monks and espresso, 20 seconds", "monks and espresso", 20),
        ("monks 9:16", "monks", 10),
        ("monks 9:16 15 sec.", "monks", 15),
        ("espresso in 20 seconds", "espresso", 20),
        ("10 songs with 4 chords for 30 seconds", "10 songs with 4 chords", 30),
        ("10 canciones con 4 acordes en 30 segundos", "10 canciones con 4 acordes", 30),
        ("wie Mönche Espresso erfanden in 30 Sekunden", "wie Mönche Espresso erfanden", 30),
        ("как монахи открыли эспрессо за 30 секунд", "как монахи открыли эспрессо", 30),
        ("30 second reel about monks", "monks", 30),
        ("make a 30-second video about monks", "monks", 30),
        ("monks in under 20 seconds", "monks in under 20 seconds", 10),
        ("monks in 90 seconds", "monks in 90 seconds", 10),
        ("30 second naps", "30 second naps", 10),
        ("the last 10 seconds", "the last 10 seconds", 10),
        ("monks 20s seconds=5", "monks 20s", 5),
        ("monks of the 90s", "monks of the 90s", 10),
    ],
)
async def test_a_length_behind_the_idea_is_understood(
    bot: Parlour, said: str, topic: str, seconds: int
) -> None:
    """`20s` and `9:16` behind an idea say how it is made; seconds that belong to the idea stay in it."""
    await bot.say("/niche coffee")
    await bot.say(f"/generate {said}")

    (job,) = await bot.studio.jobs(await bot.studio.requester(ANN))
    assert (job.brief.topic, job.brief.seconds) == (topic, seconds)


@pytest.mark.parametrize("greeting", ["/start", "/help", "/niche"])
@pytest.mark.parametrize(
    "said",
    [
        "make a reel about why bees dance",
        "Create me a video about why bees dance",
        "generate me a 20 second video about why bees dance",
        "generate why bees dance",
        "can you make a reel about why bees dance?",
    ],
)
async def test_who_asks_for_a_reel_tells_an_idea(bot: Parlour, greeting: str, said: str) -> None:
    """A sentence that asks for a reel is an idea, also as the first one and where a niche was asked for."""
    await bot.say(greeting)
    await bot.dialog(
        (said, r"^Before the first reel: what are your videos about\?"),
        ("beekeeping", r"^Job \w{10}: “why bees dance”"),
        (said, r"^Job \w{10}: “why bees dance”"),
    )

    niche = (await bot.studio.requester(ANN)).niche
    assert niche is not None
    assert niche.subject == "beekeeping"


async def test_what_is_no_request_may_be_a_niche(bot: Parlour) -> None:
    """Words that name what videos are about are not taken for an order."""
    await bot.dialog(("/start", ""), ("make up for beginners", r"^(?s:.*)make up for beginners"))

    niche = (await bot.studio.requester(ANN)).niche
    assert niche is not None
    assert niche.subject == "make up for beginners"


async def test_another_shape_is_not_to_be_had(bot: Parlour) -> None:
    """Who asks for a lying reel hears that there are only upright ones, before anything is ordered."""
    await bot.say("/niche coffee")

    assert "Every reel is upright" in (await bot.say("/generate monks 16:9")).text
    assert await bot.studio.jobs(await bot.studio.requester(ANN)) == ()


async def test_without_an_id_the_last_reel_is_meant(bot: Parlour) -> None:
    """`/again` and `/storyboard` alone take the last reel, or say that there is none."""
    await bot.say("/niche coffee")
    assert "You have no reel yet" in (await bot.say("/again")).text
    assert "You have no reel yet" in (await bot.say("/storyboard")).text
    for topic in ("abbots", "monks"):
        job = (await bot.say(f"/generate {topic} model=animatic")).job_id
        await bot.ended(job)

    assert (await bot.say("/storyboard")).text.startswith("Monks")
    assert "“monks”" in (await bot.say("/again")).text


async def test_a_language_that_nobody_writes_is_said_at_once(bot: Parlour) -> None:
    """Where the house writer is alone, another language is kept, with a word that it is not written."""
    assert "Nobody here writes" not in (await bot.say("/niche coffee language=Polish")).text
    bot.crew = replace(bot.crew, writer=bot.crew.understudy)
    bot.studio._crew = bot.crew

    reply = await bot.say("/niche language=Polish")
    assert "in Polish" in reply.text
    assert "Nobody here writes Polish yet" in reply.text
    assert "Nobody here writes" not in (await bot.say("/niche language=German")).text
    assert "Nobody here writes" not in (await bot.say("/niche language=English")).text
