"""What people type before they know how it is written, and how they are helped on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commands import dates
from bot.voice.tongue import TONGUES, speaking
from tests.stories.parlour import ANN, Parlour, command


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Parlour]:
    """A bot with a vendor that knows what Ann's videos are about."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        yield parlour


async def topic(bot: Parlour, order: str) -> str:
    """What the reel that is ordered will be about."""
    job = await bot.store.job((await bot.say(order)).job_id)
    assert job is not None
    return job.brief.topic


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("/generate espresso language=de", "/niche language=de"),
        ("/generate espresso langauge=German", "/niche language=German"),
        ("/generate espresso lang=de", "/niche language=de"),
        ("/generate espresso --language de", "/niche language=de"),
        ("/generate espresso days=mon,thu", "/series days=mon,thu"),
        ("/generate espresso time=18:00", "/series time=18:00"),
        ("/niche espresso look=noir", "/generate look=noir"),
        ("/niche espresso seconds=5", "/generate seconds=5"),
        ("/generate espresso length=banana", "seconds=…"),
        ("/generate espresso lenght=15", "seconds=15"),
        ("/generate espresso duration=30", "seconds=30"),
        ("/generate espresso time=15s", "seconds=15s"),
        ("/generate espresso dauer=15", "seconds=15"),
        ("/generate espresso style=neon", "look=neon"),
        ("/generate espresso style=blue", "look=…"),
        ("/generate espresso mood=funny", "tone=funny"),
        ("/generate espresso subtitles=off", "captions=off"),
        ("/generate espresso sound=off, seconds=8", "voice=off"),
        ("/generate espresso engine=animatic", "model=animatic"),
        ("/generate espresso lang=fr", "/niche language=fr"),
        ("/generate lenght:30 bees", "seconds=30"),
        ("/generate length: 15 platform: vine bees", "seconds=15"),
        ("/generate long=30 bees", "seconds=30"),
        ("/generate espresso, style:neon", "look=neon"),
        ("/generate espresso style: neon", "look=neon"),
        ("/generate espresso lang:fr", "/niche language=fr"),
        ("/generate espresso language: German", "/niche language=German"),
        ("/niche style=blue", "tone=…"),
        ("/niche espresso look=blue", "tone=…"),
        ("/niche espresso length=15", "/generate seconds=15"),
    ],
)
async def test_an_option_of_another_command_is_no_idea(bot: Parlour, said: str, meant: str) -> None:
    """Who names an option where it does not belong hears where it does, what there is, and a way round."""
    reply = await bot.say(said)

    assert f"Did you mean {meant}? Words in quotes" in reply.text
    assert " It has platform, tone" in reply.text
    assert reply.job_id == ""


@pytest.mark.parametrize(
    "idea",
    ["why e=mc2 matters", "1+1=2", "time=money", "first=last", "a day=night story", "x=y"],
)
async def test_an_idea_may_hold_an_equals_sign(bot: Parlour, idea: str) -> None:
    """What only looks like an option is part of the idea."""
    assert await topic(bot, f"/generate {idea}") == idea


@pytest.mark.parametrize(
    "idea",
    [
        "Ratio: the golden one",
        "Rome: the fall",
        "Goal: the story of a penalty",
        "Look: a kingfisher",
        "Style: wars of the sixties",
        "Time: 18 hours in Kyoto",
        "Language: the great gift",
        "Voice: the first instrument",
        "Length: why whales grow",
        "Days: 10 in Tokyo",
        "the sound: how it bends",
    ],
)
async def test_an_idea_may_be_a_title_with_a_colon(bot: Parlour, idea: str) -> None:
    """Words with a colon behind them are part of the idea, unless what follows is a value."""
    assert await topic(bot, f"/generate {idea}") == idea


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("why bees dance, 15s, tiktok", ("why bees dance", 15, "tiktok")),
        ("why bees dance, TikTok, 15 seconds", ("why bees dance", 15, "tiktok")),
        ("why, in May, bees dance, 15s, youtube", ("why, in May, bees dance", 15, "shorts")),
        ("why bees dance, tiktok", ("why bees dance", 10, "tiktok")),
        ("tiktok", ("tiktok", 10, "reels")),
        ("why bees dance on tiktok", ("why bees dance on tiktok", 10, "reels")),
        ("bees, wasps, tiktok", ("bees, wasps, tiktok", 10, "reels")),
        ("instagram, tiktok", ("instagram, tiktok", 10, "reels")),
        ("how teens use snapchat, tiktok", ("how teens use snapchat, tiktok", 10, "reels")),
        ("shirts and skirts, shorts", ("shirts and skirts, shorts", 10, "reels")),
    ],
)
async def test_where_it_is_posted_may_stand_behind_a_comma(
    bot: Parlour, said: str, told: tuple[str, int, str]
) -> None:
    """A platform alone behind the last comma is a wish; one that the reel is about stays in the idea."""
    job = await bot.store.job((await bot.say(f"/generate {said}")).job_id)

    assert job is not None
    assert (job.brief.topic, job.brief.seconds, job.brief.niche.platform) == told


@pytest.mark.parametrize(("typed", "shape"), [("format=square", "square"), ("ratio=16:9,", "16:9")])
async def test_another_shape_is_not_to_be_had_by_any_name(bot: Parlour, typed: str, shape: str) -> None:
    """Who names another shape as an option hears that every reel is upright."""
    reply = await bot.say(f"/generate how monks invented espresso {typed}")

    assert reply.text.startswith(f"Every reel is upright, 9:16, so {shape} cannot be had.")
    assert reply.job_id == ""


@pytest.mark.parametrize("shape", ["format=vertical", "ratio=9:16"])
async def test_our_own_shape_may_be_asked_for(bot: Parlour, shape: str) -> None:
    """Who asks for what every reel is anyway gets it, and no reel about that."""
    assert await topic(bot, f"/generate how monks {shape} invented espresso") == "how monks invented espresso"


@pytest.mark.parametrize("ways", ["seconds=8, look=noir", "seconds=8; look=noir;", "seconds=8,look=noir"])
async def test_commas_may_stand_between_options(bot: Parlour, ways: str) -> None:
    """A comma behind an option is no part of it, nor of the idea."""
    job = await bot.store.job((await bot.say(f"/generate how monks invented espresso, {ways}")).job_id)

    assert job is not None
    brief = job.brief
    assert (brief.topic, brief.seconds, brief.look) == ("how monks invented espresso", 8, "noir")


@pytest.mark.parametrize(
    ("typed", "goal"),
    [
        ("likes", "engagement"),
        ("comments", "engagement"),
        ("views", "reach"),
        ("leads", "sales"),
        ("money", "sales"),
        ("subs", "followers"),
        ("subscribers", "followers"),
        ("learn", "education"),
        ("teach", "education"),
    ],
)
async def test_a_goal_is_known_by_its_usual_words(bot: Parlour, typed: str, goal: str) -> None:
    """People say what they want in the words of their platform."""
    await bot.say(f"/niche espresso goal={typed}")

    niche = (await bot.studio.requester(ANN)).niche
    assert niche is not None
    assert (niche.subject, niche.goal) == ("espresso", goal)


async def test_quotes_settle_what_is_an_idea(bot: Parlour) -> None:
    """Within quotes nothing is an option."""
    assert await topic(bot, '/generate "what language=de means" seconds=5') == "what language=de means"


@pytest.mark.parametrize("order", ["/storyboard", "/preview"])
async def test_an_idea_for_a_reel_that_is_to_be_shown(bot: Parlour, order: str) -> None:
    """Who tells an idea where one of their reels is named hears what to say; an id is found all the same."""
    job = (await bot.say("/generate monks model=animatic")).job_id
    await bot.ended(job)
    reply = await bot.say(f"{order} why bread sings")

    assert reply.text.startswith("“why bread sings” is none of your reels.")
    assert "/generate why bread sings makes a reel of it; with model=animatic" in reply.text
    assert "none of your reels" not in (await bot.say(f"{order} {job} please")).text


@pytest.mark.parametrize("order", ["/vary", "/edit", "/redo"])
async def test_before_the_first_reel_there_is_none_to_change(bot: Parlour, order: str) -> None:
    """Who has no reel is not asked which one, but told that there is none yet."""
    assert (await bot.say(order)).text.startswith("You have no reel yet. /generate <idea> makes one.")


async def test_a_new_idea_may_stand_behind_the_reel(bot: Parlour) -> None:
    """`/edit abc23 how bees sleep` makes that reel, in all else like the one before."""
    job = (await bot.say("/generate monks model=animatic seconds=15 look=noir")).job_id
    await bot.ended(job)
    changed = await bot.store.job((await bot.say(f"/edit {job} how bees sleep")).job_id)

    assert changed is not None
    brief = changed.brief
    assert (brief.topic, brief.seconds, brief.look, brief.model) == ("how bees sleep", 15, "noir", "animatic")


@pytest.mark.parametrize("look", ["noir", "look=noir", "Noir"])
async def test_a_look_may_be_told_at_once(bot: Parlour, look: str) -> None:
    """`/vary abc23 noir` makes the reel in that look, and so does `/again`; a number makes so many takes."""
    job = (await bot.say("/generate monks model=animatic")).job_id
    await bot.ended(job)
    varied = await bot.store.job((await bot.say(f"/vary {job} {look}")).job_id)
    again = await bot.store.job((await bot.say(f"/again {job} {look}")).job_id)
    several = await bot.store.job((await bot.say(f"/vary {job} {look} 2")).job_id)

    assert varied is not None
    assert again is not None
    assert several is not None
    assert several.batch is not None
    assert (varied.brief.topic, varied.brief.look, varied.batch) == ("monks", "noir", None)
    assert (again.brief.topic, again.brief.look) == ("monks", "noir")
    assert (several.brief.look, len(several.batch.jobs)) == ("noir", 2)


@pytest.mark.parametrize("order", ["/vary", "/again"])
async def test_a_look_that_there_is_not_is_not_passed_over(bot: Parlour, order: str) -> None:
    """Other words behind the reel are answered with the looks there are."""
    job = (await bot.say("/generate monks model=animatic")).job_id
    await bot.ended(job)
    reply = await bot.say(f"{order} {job} nior")

    assert reply.text.startswith("look cannot be “nior”. Did you mean noir?")
    assert reply.job_id == ""


async def test_a_final_without_a_draft(bot: Parlour) -> None:
    """Who has reels, but none that is a draft, hears just that."""
    assert "You have no reel yet" in (await bot.say("/final")).text
    await bot.ended((await bot.say("/generate monks model=animatic")).job_id)

    assert "None of your reels is a draft" in (await bot.say("/final")).text


async def test_keys_that_are_not_set_up(bot: Parlour) -> None:
    """Where nobody can bring a key of their own, /key says why."""
    for said in ("/key", "/key fal abc"):
        assert "Whoever runs this bot has not set up keys of your own" in (await bot.say(said)).text


async def test_words_that_a_command_cannot_use_are_not_passed_over(bot: Parlour) -> None:
    """Where a command takes nothing but options, other words are answered with how it is written."""
    reply = await bot.say("/quota Berlin")

    assert reply.text.startswith("I do not understand “Berlin” there. Write it like this: /quota")


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("every monday", "Every Monday at 18:00"),
        ("daily at 9", "Every day at 09:00"),
        ("weekdays 18:30", "Every Monday, Tuesday, Wednesday, Thursday and Friday at 18:30"),
        ("on mon, thu", "Every Monday and Thursday at 18:00"),
        ("Mondays and Thursdays at 6 pm budget=5", "Every Monday and Thursday at 18:00"),
        ("every day at 7:15 time=8:00", "Every day at 08:00"),
    ],
)
async def test_a_series_begins_in_ones_own_words(bot: Parlour, said: str, when: str) -> None:
    """Days and times are understood in the words that people use; what is named as an option counts more."""
    reply = await bot.say(f"/series {said} zone=UTC")

    assert reply.text.startswith("Your series begins.")
    assert f"{when} (UTC)" in reply.text


@pytest.mark.parametrize(
    "said", ["every second monday", "every 2 days", "twice a week", "monday 9 17", "at 25", "soon"]
)
async def test_a_series_is_not_guessed(bot: Parlour, said: str) -> None:
    """Days and times that are not understood are answered with how to say them, and begin nothing."""
    reply = await bot.say(f"/series {said}")

    assert "/series days=mon,thu time=18:00" in reply.text or reply.text.startswith("time is a time of day")
    assert "You have no series" in (await bot.say("/series")).text


@pytest.mark.parametrize("said", ["stop", "off", "Off", "do=off"])
async def test_a_series_is_stopped_in_a_word(bot: Parlour, said: str) -> None:
    """`/series stop` is what it says, and so is `/series off`."""
    await bot.say("/series daily zone=UTC")

    assert "has ended" in (await bot.say(f"/series {said}")).text


@pytest.mark.parametrize(
    ("language", "said", "days", "hour"),
    [
        ("es", "cada lunes a las 9", (0,), 9),
        ("pt", "toda segunda às 9h", (0,), 9),
        ("de", "jeden Montag um 9 Uhr", (0,), 9),
        ("fr", "chaque lundi à 18h30", (0,), 18),
        ("ru", "по понедельникам и средам в 9", (0, 2), 9),
        ("uk", "кожної середи о 9", (2,), 9),
        ("ar", "يوميا الساعة 9", (0, 1, 2, 3, 4, 5, 6), 9),
        ("hi", "हर सोमवार 9 बजे", (0,), 9),
        ("id", "setiap hari senin pukul 9", (0,), 9),
        ("ja", "毎週月曜日 9時", (0,), 9),
    ],
)
def test_days_have_names_in_every_language(
    language: str, said: str, days: tuple[int, ...], hour: int
) -> None:
    """People name days and times in their own language."""
    with speaking(language):
        told = dates.free(said)
        assert (dates.days(told["days"]), dates.time(told["time"])[0]) == (days, hour)


async def test_an_unknown_language_is_answered_with_those_there_are(bot: Parlour) -> None:
    """Klingon is not among the eleven; all of them are named."""
    reply = await bot.say("/language tlh")

    assert reply.text.startswith("I do not speak “tlh”.")
    assert all(name in reply.text for name in TONGUES.values())


@pytest.mark.parametrize("said", ["german", "German", "Deutsch", "de"])
async def test_a_language_is_known_by_all_its_names(bot: Parlour, said: str) -> None:
    """A language may be told by its code, its own name, or its English one."""
    assert (await bot.say(f"/language {said}")).text.startswith("Ich spreche jetzt Deutsch mit dir.")


async def test_what_a_language_does_not_change_is_said(bot: Parlour) -> None:
    """Who chooses a language hears what their reels stay in, and is one press from changing that."""
    reply = await bot.say("/language de")
    assert "Deine Reels bleiben auf Englisch" in reply.text

    await bot.say(command(reply.choices, "/niche language=de"))
    assert "mit /niche fest" in (await bot.say("/language de")).text
