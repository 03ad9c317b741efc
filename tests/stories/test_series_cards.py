"""What people do with a storyboard that their series shows them first, and what comes of doing nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.books.account import Terms
from core.books.quota import Quota
from core.reel.job import Stage
from tests.stories.parlour import Parlour, command, labels
from tests.stories.season import at, calm, jobs, letters, series, until


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Parlour]:
    """A bot with a vendor, on a Sunday at noon, that knows what Ann's videos are about."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        yield parlour


async def _shown(bot: Parlour, told: str = "") -> None:
    """A series whose first card is there."""
    await bot.say(f"/series days=daily time=18:00 zone=UTC {told}")
    await until(bot, at(2026, 11, 22, 18), says_yes=False)


async def test_another_storyboard_is_asked_about_again(bot: Parlour) -> None:
    """It takes the place of the first one: nothing is filmed before a yes, and the day has one reel."""
    await _shown(bot)
    reply = await bot.say(command(letters(bot)[-1].choices, "Another storyboard"))
    await calm(bot)
    first, second = await jobs(bot)

    assert "nothing is made before your yes" in reply.text
    assert (first.stage, second.stage, bot.vendor.orders) == (Stage.CANCELLED, Stage.APPROVAL, [])
    assert (second.brief.topic, second.brief.take, second.is_within_quota) == (first.brief.topic, 1, True)
    assert len(await bot.store.jobs_of("test:ann", 10)) == 2

    await bot.say(command(letters(bot)[-1].choices, "Another storyboard"))
    await calm(bot)
    card = letters(bot)[-1]
    assert "shall I make this one?" in card.text
    await bot.say(command(card.choices, "Make it"))
    await bot.rest()
    made = [job for job in await jobs(bot) if job.stage is not Stage.CANCELLED]
    assert [job.brief.take for job in made] == [2]
    assert (await bot.ended(made[0].id)).stage is Stage.DONE
    assert [episode.job_id for episode in (await series(bot)).episodes] == [made[0].id]


async def test_another_idea_for_the_same_day(bot: Parlour) -> None:
    """*Edit the idea* changes what the card is about; it is shown again, and filmed on a yes alone."""
    await _shown(bot)
    asked = await bot.say(command(letters(bot)[-1].choices, "Edit the idea"))
    assert "How should it go now?" in asked.text
    assert (await jobs(bot))[0].stage is Stage.APPROVAL
    await bot.say("the monk who could not sleep")
    await calm(bot)
    first, second = await jobs(bot)

    assert (first.stage, second.stage, bot.vendor.orders) == (Stage.CANCELLED, Stage.APPROVAL, [])
    assert second.brief.topic == "the monk who could not sleep"
    assert "The monk who could not sleep" in letters(bot)[-1].text
    assert second.brief.topic not in (await series(bot)).ideas


async def test_another_storyboard_stays_within_the_budget(bot: Parlour) -> None:
    """What takes a card's place is paid from the series' own budget, as the card would have been."""
    await _shown(bot, "budget=2")
    await bot.say(command(letters(bot)[-1].choices, "Another storyboard"))
    await calm(bot)
    await bot.say(command(letters(bot)[-1].choices, "Make it"))
    await until(bot, at(2026, 11, 23, 19))

    assert len(bot.vendor.orders) == 1
    assert "its budget of $2.00 for that month is used up" in letters(bot)[-1].text


async def test_a_quota_of_one_reel_has_room_for_another_storyboard(tmp_path: Path) -> None:
    """The card that makes way is given back to the quota before the next one takes from it."""
    bot = Parlour(tmp_path, terms=Terms(Quota(reels_per_day=1)))
    async with bot.open():
        await bot.say("/niche specialty coffee")
        await _shown(bot)
        await bot.say(command(letters(bot)[-1].choices, "Another storyboard"))
        await calm(bot)

        assert [job.stage for job in await jobs(bot)] == [Stage.CANCELLED, Stage.APPROVAL]
        assert await bot.balance() == (1, 1_500_000)


async def test_pressing_twice_and_too_late(bot: Parlour) -> None:
    """A second press changes nothing; on a card that has made way it is said where the other one is."""
    await _shown(bot)
    line = command(letters(bot)[-1].choices, "Another storyboard")
    await bot.say(line)
    await bot.say(line)
    await calm(bot)
    late = await bot.say(line)

    assert "Another storyboard has taken its place already" in late.text
    assert len(await jobs(bot)) == 2
    assert bot.vendor.orders == []


async def test_a_yes_at_the_same_moment(bot: Parlour) -> None:
    """Where *Make it* was quicker, that reel is made and stays the day's only one."""
    await _shown(bot)
    (job,) = await jobs(bot)
    await bot.showrunner.another(job)
    await bot.say(f"/approve {job.id}")
    await bot.rest()
    await calm(bot)
    await bot.ended(job.id)

    assert [each.stage for each in await jobs(bot)] == [Stage.DONE]
    assert [episode.job_id for episode in (await series(bot)).episodes] == [job.id]


async def test_a_card_without_an_answer_gives_its_idea_back(bot: Parlour) -> None:
    """What nobody answered is shown again on the next date, without being written anew."""
    await _shown(bot)
    written = len(bot.scribe.briefs)
    await until(bot, at(2026, 11, 23, 18), says_yes=False)
    first, second = await jobs(bot)

    assert (first.stage, second.stage) == (Stage.CANCELLED, Stage.APPROVAL)
    assert first.brief.topic == second.brief.topic
    assert first.storyboard == second.storyboard
    assert len(bot.scribe.briefs) == written


async def test_a_dropped_idea_does_not_come_back(bot: Parlour) -> None:
    """*Drop it* is an answer: another idea comes next, and the series goes on."""
    await bot.say("/series days=daily time=18:00 zone=UTC")
    for day in range(22, 27):
        await until(bot, at(2026, 11, day, 18), says_yes=False)
        await bot.say(command(letters(bot)[-1].choices, "Drop it"))
        await bot.rest()

    topics = [job.brief.topic for job in await jobs(bot)]
    assert len(set(topics)) == len(topics) == 5


async def test_after_three_without_an_answer_it_pauses(bot: Parlour) -> None:
    """Whoever answers no card three times in a row is left alone, and told how it goes on."""
    await bot.say("/series days=daily time=18:00 zone=UTC")
    await until(bot, at(2026, 11, 30, 12), says_yes=False)
    told = letters(bot)[-1]

    assert len(await jobs(bot)) == 3
    assert told.text.startswith("My last 3 storyboards had no answer, so your series is paused")
    assert labels(told.choices) == ["Resume", "Stop"]
    assert "It is paused." in (await bot.say("/series")).text
    await bot.say(command(told.choices, "Resume"))
    await until(bot, at(2026, 11, 30, 18), says_yes=False)
    assert len(await jobs(bot)) == 4
    assert (await jobs(bot))[-1].stage is Stage.APPROVAL


async def test_one_answer_and_the_count_begins_anew(bot: Parlour) -> None:
    """Two cards that nobody saw, a yes, and two more: the series goes on."""
    await bot.say("/series days=daily time=18:00 zone=UTC")
    await until(bot, at(2026, 11, 24, 17), says_yes=False)
    await until(bot, at(2026, 11, 25, 17))
    await until(bot, at(2026, 11, 27, 20), says_yes=False)

    assert len(await jobs(bot)) == 6
    assert not (await series(bot)).is_paused


@pytest.mark.parametrize(
    ("language", "answer", "zone"),
    [("en", "America/Chicago", "America/Chicago"), ("de", "Europe/Berlin", "Europe/Berlin")],
)
async def test_by_whose_clock(bot: Parlour, language: str, answer: str, zone: str) -> None:
    """Who never said where they live is asked before an hour is promised, with a button for their place."""
    await bot.say(f"/language {language}")
    asked = await bot.say("/series every monday at 9")
    assert list(await bot.book.of("test:ann")) == []
    await bot.say(command(asked.choices, answer))

    table = (await series(bot)).timetable
    assert (table.zone, table.days, table.hour) == (zone, (0,), 9)


async def test_a_city_is_enough(bot: Parlour) -> None:
    """Asked for their clock people name their city, in small letters too; whoever has one is not asked."""
    asked = await bot.say("/series days=mon,thu time=9:00 budget=5")
    assert asked.text.startswith("09:00 by whose clock?")
    begun = await bot.say("madrid")
    assert "Every Monday and Thursday at 09:00 (Europe/Madrid)" in begun.text
    await bot.say("/series stop")
    assert "at 09:00 (Europe/Madrid)" in (await bot.say("/series daily at 9")).text
    await bot.say("/quota zone=asia/tokyo")
    await bot.say("/series stop")
    assert "at 09:00 (Asia/Tokyo)" in (await bot.say("/series daily at 9")).text


@pytest.mark.parametrize("answer", ["new york", "New_York", "America/New_York"])
async def test_a_city_may_have_several_words(bot: Parlour, answer: str) -> None:
    """Asked for their clock people from New York name it as everybody does."""
    await bot.say("/series every monday at 9")
    begun = await bot.say(answer)

    assert "Every Monday at 09:00 (America/New_York)" in begun.text


async def test_another_niche(bot: Parlour) -> None:
    """Who changes their niche is offered that the series follows it; its ideas are planned anew then."""
    await bot.say("/series days=daily time=18:00 zone=UTC")
    await calm(bot)
    assert labels((await bot.say("/series")).choices) == ["Pause", "Skip the next", "Stop"]
    changed = await bot.say("/niche garden birds")
    assert "Your series keeps the niche that it began with: specialty coffee." in changed.text
    assert "Let the series follow" in labels((await bot.say("/series")).choices)
    followed = await bot.say(command(changed.choices, "Let the series follow"))
    await calm(bot)

    assert "Your series follows your niche now: garden birds." in followed.text
    assert letters(bot)[-1].text.startswith("Planned for your series:")
    assert all("garden birds" in idea for idea in (await series(bot)).ideas)
    assert "keeps the niche" not in (await bot.say("/series")).text
