"""A series: a reel of one's niche again and again, through everything that happens meanwhile."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from core.reel.job import Stage
from tests.stories.parlour import Parlour, command, labels
from tests.stories.season import Muse, at, calm, jobs, letters, series, until


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Parlour]:
    """A bot with a vendor, on a Sunday at noon, that knows what Ann's videos are about."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        yield parlour


async def test_from_the_first_word_to_the_first_reel(bot: Parlour) -> None:
    """It says what is settled, plans ideas, shows the storyboard on the day, and makes the reel on a yes."""
    begun = await bot.say("/series days=mon,thu time=18:00 zone=Europe/Berlin")
    assert (
        "Every Monday and Thursday at 18:00 (Europe/Berlin); I show you each storyboard first." in begun.text
    )
    assert "One reel costs at most $1.50 now." in begun.text
    assert "It may cost $15.00 a month at most" in begun.text
    assert "The next one: Monday 23 November, 18:00." in begun.text

    await calm(bot)
    planned = letters(bot)[0]
    assert re.search(r"Planned for your series:\n1\. .+\n(\d\. .+\n){5}7\. ", planned.text)
    first = (await series(bot)).ideas[0]
    assert first in (await bot.say("/series")).text

    await until(bot, at(2026, 11, 23, 17), says_yes=False)
    (job,) = await jobs(bot)
    card = letters(bot)[1]
    assert (job.stage, job.brief.topic, bot.vendor.orders) == (Stage.APPROVAL, first, [])
    assert "shall I make this one?" in card.text
    assert labels(card.choices)[:3] == ["Make it", "Preview, free", "Edit the idea"]

    await bot.say(command(card.choices, "Make it"))
    made = await bot.ended(job.id)
    assert (made.stage, await bot.balance()) == (Stage.DONE, (1, 1_500_000))
    assert bot.letterbox.posted[job.id].reel is not None
    assert "Thursday 26 November, 18:00" in (await bot.say("/series")).text


async def test_nobody_says_yes(bot: Parlour) -> None:
    """A reel that nobody says yes to is dropped after a day at no cost; the next one is asked about."""
    await bot.say("/series days=daily time=18:00 zone=UTC")
    await until(bot, at(2026, 11, 24, 20), says_yes=False)

    assert [job.stage for job in await jobs(bot)] == [Stage.CANCELLED, Stage.CANCELLED, Stage.APPROVAL]
    assert "Nobody said yes in time." in bot.letterbox.posted[(await jobs(bot))[0].id].text
    assert bot.vendor.orders == []


async def test_a_drawn_reel_is_asked_about_too(tmp_path: Path) -> None:
    """Where reels cost nothing a storyboard is shown first all the same, and drawn on a yes."""
    bot = Parlour(tmp_path, has_vendor=False)
    async with bot.open():
        await bot.say("/niche specialty coffee")
        await bot.say("/series days=daily time=18:00 zone=UTC")
        await until(bot, at(2026, 11, 22, 18), says_yes=False)
        (job,) = await jobs(bot)
        assert job.stage is Stage.APPROVAL
        assert "It costs you nothing." in letters(bot)[-1].text
        await bot.say(command(letters(bot)[-1].choices, "Make it"))
        assert (await bot.ended(job.id)).stage is Stage.DONE


async def test_without_asking(bot: Parlour) -> None:
    """Who wants no questions gets the reels at once, and no card."""
    await bot.say("/series days=daily time=18:00 zone=UTC first=no")
    await until(bot, at(2026, 11, 24, 12))

    assert [job.stage for job in await jobs(bot)] == [Stage.DONE, Stage.DONE]
    assert len(letters(bot)) == 1


@pytest.mark.parametrize(
    ("begins", "ends", "moments"),
    [
        (
            at(2027, 3, 26, 12),
            at(2027, 3, 30, 12),
            [at(2027, 3, 27, 1, 30), at(2027, 3, 28, 1, 30), at(2027, 3, 29, 0, 30), at(2027, 3, 30, 0, 30)],
        ),
        (
            at(2027, 10, 29, 12),
            at(2027, 11, 2, 12),
            [
                at(2027, 10, 30, 0, 30),
                at(2027, 10, 31, 0, 30),
                at(2027, 11, 1, 1, 30),
                at(2027, 11, 2, 1, 30),
            ],
        ),
    ],
)
async def test_the_nights_when_clocks_change(
    bot: Parlour, begins: datetime, ends: datetime, moments: list[datetime]
) -> None:
    """A time that is leapt over comes an hour later, one that comes twice counts once; no night lacks one."""
    bot.clock.now = begins
    await bot.say("/series days=daily time=02:30 zone=Europe/Berlin first=no budget=50")
    while bot.clock.now < ends:
        bot.clock.move(minutes=30)
        await calm(bot)

    made = await jobs(bot)
    assert [job.opened_at for job in made] == moments
    assert len({job.request_key for job in made}) == 4
    assert len(bot.vendor.orders) == 4


async def test_a_week_away(tmp_path: Path) -> None:
    """After a week without power there is one reel, not seven, and it is said which dates were left out."""
    bot = Parlour(tmp_path)
    async with bot.open():
        await bot.say("/niche specialty coffee")
        await bot.say("/series days=daily time=18:00 zone=UTC first=no")
        await until(bot, at(2026, 11, 22, 19))
    bot.clock.now = at(2026, 11, 29, 20)
    async with bot.open():
        await calm(bot)
        assert [job.request_key[-10:] for job in await jobs(bot)] == ["2026-11-22", "2026-11-29"]
        assert "I was not running, so your series left out 6 dates, 23 November to 28 November." in (
            letters(bot)[-1].text
        )
        await until(bot, at(2026, 11, 30, 19))
        assert [job.request_key[-10:] for job in await jobs(bot)][2:] == ["2026-11-30"]
        assert len(letters(bot)) == 2


async def test_back_shortly_before_the_next_one(tmp_path: Path) -> None:
    """Where the next one is nearer than the one that was missed, nothing is made up for."""
    bot = Parlour(tmp_path)
    async with bot.open():
        await bot.say("/niche specialty coffee")
        await bot.say("/series days=daily time=18:00 zone=UTC first=no")
        await calm(bot)
    bot.clock.now = at(2026, 11, 29, 12)
    async with bot.open():
        await calm(bot)
        assert await jobs(bot) == []
        assert "left out 7 dates, 22 November to 28 November" in letters(bot)[-1].text
        await until(bot, at(2026, 11, 29, 18))
        assert len(await jobs(bot)) == 1


async def test_no_idea_comes_twice(tmp_path: Path) -> None:
    """Neither a planned idea nor one that somebody had made by hand comes again, in other words either."""
    bot = Parlour(tmp_path, planner=(muse := Muse()))
    async with bot.open():
        await bot.say("/niche specialty coffee")
        await bot.reel("/generate a0 b0 c0 of specialty coffee")
        await bot.say("/series days=daily time=18:00 zone=UTC first=no budget=50")
        await until(bot, at(2026, 12, 12, 12))
        topics = [job.brief.topic for job in await jobs(bot)]

    assert len(topics) == 20
    assert len(set(topics)) == 20
    assert "a0 b0 c0 of specialty coffee" in muse.told[0]
    assert "a0 b0 c0 of specialty coffee" not in topics


async def test_an_idea_of_ones_own_comes_next(bot: Parlour) -> None:
    """What somebody wishes for is made before what was planned."""
    await bot.say("/series days=daily time=18:00 zone=UTC first=no")
    await calm(bot)
    assert "comes next" in (await bot.say("/series idea=the monk who could not sleep")).text
    await until(bot, at(2026, 11, 22, 18))

    assert (await jobs(bot))[0].brief.topic == "the monk who could not sleep"


async def test_skip_pause_resume_stop(bot: Parlour) -> None:
    """The next one is left out, or all until it is resumed, or all for good; nothing is made up for."""
    await bot.say("/series days=daily time=18:00 zone=UTC first=no")
    assert "Tuesday 24 November" not in (await bot.say("/series do=skip")).text
    await until(bot, at(2026, 11, 23, 12))
    assert await jobs(bot) == []
    await until(bot, at(2026, 11, 23, 18))
    await bot.say("/series do=pause")
    await until(bot, at(2026, 11, 26, 19))
    assert len(await jobs(bot)) == 1
    assert "Friday 27 November, 18:00" in (await bot.say("/series do=resume")).text
    await until(bot, at(2026, 11, 27, 18))
    assert "has ended" in (await bot.say("/series do=stop")).text
    await until(bot, at(2026, 11, 30, 12))

    assert [job.request_key[-10:] for job in await jobs(bot)] == ["2026-11-23", "2026-11-27"]
    assert "You have no series" in (await bot.say("/series")).text
    assert [letter.text for letter in letters(bot) if "left out" in letter.text] == []


async def test_another_time_of_day(bot: Parlour) -> None:
    """Whoever changes the time on the day of a reel gets no second one on that day."""
    await bot.say("/series days=daily time=18:00 zone=UTC first=no")
    await until(bot, at(2026, 11, 22, 18))
    changed = await bot.say("/series time=9pm")
    await until(bot, at(2026, 11, 23, 22))

    assert "The next one: Monday 23 November, 21:00." in changed.text
    assert [job.opened_at for job in await jobs(bot)] == [at(2026, 11, 22, 18), at(2026, 11, 23, 21)]
