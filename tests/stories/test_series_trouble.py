"""A series when money, quota, ideas or the clock are not what they should be."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.vendors.house.planner import HousePlanner
from core.books.account import Terms
from core.books.admission import covered
from core.books.quota import Quota, Usage
from core.errors import Misconfigured, Unavailable
from core.reel.job import Stage
from core.series.series import Series
from tests.stories.parlour import ANN, Parlour
from tests.stories.season import Muse, at, calm, jobs, letters, series, until


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Parlour]:
    """A bot with a vendor, on a Sunday at noon, that knows what Ann's videos are about."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        yield parlour


async def test_a_budget_that_is_used_up(bot: Parlour) -> None:
    """A reel that the month's budget does not hold is left out, which is said once; next month it goes on."""
    bot.clock.now = at(2026, 11, 26, 12)
    await bot.say("/series days=daily time=18:00 zone=UTC budget=3.20 first=no")
    await until(bot, at(2026, 12, 3, 12))

    assert [job.request_key[-10:] for job in await jobs(bot)] == [
        "2026-11-26",
        "2026-11-27",
        "2026-12-01",
        "2026-12-02",
    ]
    said = [letter.text for letter in letters(bot) if "budget" in letter.text]
    assert len(said) == 1
    assert "left out 28 November: its budget of $3.20 for that month is used up" in said[0]
    assert "It goes on by itself on 1 December" in said[0]
    assert (await bot.balance())[1] == 6_000_000


async def test_more_than_ones_quota_is_never_spent(tmp_path: Path) -> None:
    """A series has no more than its account: a larger budget is refused, a quota that is used up named."""
    bot = Parlour(tmp_path, terms=Terms(Quota(micros_per_month=4_000_000)))
    async with bot.open():
        await bot.say("/niche specialty coffee")
        refused = await bot.say("/series days=daily budget=10")
        assert "You may spend $4.00 a month here, so a series cannot have $10.00." in refused.text
        begun = await bot.say("/series days=daily time=18:00 zone=UTC first=no")
        assert "It may cost $4.00 a month at most" in begun.text
        await bot.reel("/generate something of my own")
        await until(bot, at(2026, 11, 24, 19))

        assert [job.stage for job in await jobs(bot)] == [Stage.DONE]
        said = [letter.text for letter in letters(bot) if "left out" in letter.text]
        assert said == ["Your series left out 23 November: what you may spend this month is used up."]


async def test_planning_is_in_the_books(tmp_path: Path) -> None:
    """What planning costs is paid by the house with the next reel, once."""
    bot = Parlour(tmp_path, planner=Muse())
    async with bot.open():
        await bot.say("/niche specialty coffee")
        await bot.say("/series days=daily time=18:00 zone=UTC first=no")
        await until(bot, at(2026, 11, 24, 12))

        assert await bot.balance() == (2, 3_000_000)
        assert await bot.books() == 3_000_900


async def test_a_planner_that_is_down(tmp_path: Path) -> None:
    """When the writer cannot plan, the house does, and the series goes on."""
    down = Unavailable("The writer is down.").costing(500)
    bot = Parlour(tmp_path, planner=Muse([down]))
    async with bot.open():
        await bot.say("/niche specialty coffee")
        await bot.say("/series days=daily time=18:00 zone=UTC first=no")
        await until(bot, at(2026, 11, 22, 19))

        assert "specialty coffee" in (await jobs(bot))[0].brief.topic
        assert await bot.books() == 1_500_500


async def test_a_planner_that_repeats_itself(tmp_path: Path) -> None:
    """When the writer has nothing new, the house has: the series does not run dry on one answer."""
    known = ("the history of espresso", "how monks invented espresso")
    bot = Parlour(tmp_path, planner=(muse := Muse(always=known)))
    async with bot.open():
        await bot.say("/niche specialty coffee")
        await bot.say("/series days=daily time=18:00 zone=UTC first=no budget=50")
        await until(bot, at(2026, 11, 26, 19))
        topics = [job.brief.topic for job in await jobs(bot)]

    assert len(set(topics)) == len(topics) == 5
    assert tuple(topics[:2]) == known
    assert len(muse.told) == 2


async def test_dry_for_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A series that found no idea looks for one again at each of its dates, and goes on by itself."""
    bot = Parlour(tmp_path)
    async with bot.open():
        await bot.say("/niche specialty coffee")
        await bot.say("/series days=daily time=18:00 zone=UTC first=no")
        with monkeypatch.context() as patch:
            patch.setattr(HousePlanner, "ideas", Muse(always=()).ideas)
            await until(bot, at(2026, 11, 23, 19))
        assert [letter.text for letter in letters(bot) if "no further idea" in letter.text]
        await until(bot, at(2026, 11, 24, 19))

        assert [job.request_key[-10:] for job in await jobs(bot)] == ["2026-11-24"]


async def test_a_quota_of_a_day_is_told_each_day(tmp_path: Path) -> None:
    """Each date that finds the day's reels used up is named: what stood in the way is another day's."""
    bot = Parlour(tmp_path, terms=Terms(Quota(reels_per_day=1)))
    async with bot.open():
        await bot.say("/niche specialty coffee")
        await bot.say("/series days=daily time=18:00 zone=UTC first=no")
        for day in (22, 23):
            await until(bot, at(2026, 11, day, 17))
            await bot.reel(f"/generate a reel of my own on day {day}")
            await until(bot, at(2026, 11, day, 19))

        assert [letter.text for letter in letters(bot) if "left out" in letter.text] == [
            "Your series left out 22 November: your reels of that day are used up.",
            "Your series left out 23 November: your reels of that day are used up.",
        ]


async def test_news_in_the_language_that_was_chosen_since(bot: Parlour) -> None:
    """Whoever changes their language hears of their series in it from then on."""
    await bot.say("/series days=daily time=18:00 zone=UTC")
    await calm(bot)
    await bot.say("/language de")
    await until(bot, at(2026, 11, 22, 18), says_yes=False)

    card = letters(bot)[-1]
    assert "soll ich dieses machen?" in card.text
    assert card.language == "de"


async def test_a_clock_that_was_wrong(bot: Parlour) -> None:
    """A clock that leaps a year ahead and is set right does not silence the series, nor repeat a date."""
    await bot.say("/series days=daily time=18:00 zone=UTC first=no")
    await until(bot, at(2026, 11, 22, 18))
    bot.clock.now = at(2027, 11, 22, 19)
    await calm(bot)
    bot.clock.now = at(2026, 11, 22, 19)
    await bot.showrunner.realign()
    await until(bot, at(2026, 11, 23, 18))

    days = [job.request_key[-10:] for job in await jobs(bot)]
    assert days.count("2026-11-22") == days.count("2026-11-23") == days.count("2027-11-22") == 1


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/series days=someday", "days can be daily"),
        ("/series time=25:00", "time is a time of day"),
        ("/series time=13pm", "time is a time of day"),
        ("/series zone=Nowhere/Never", "zone is a place"),
        ("/series budget=lots", "budget is an amount of dollars"),
        ("/series", "You have no series"),
        ("/series do=pause", "You have no series"),
    ],
)
async def test_what_cannot_be_understood(bot: Parlour, said: str, answer: str) -> None:
    """Whatever is wrong is named, and nothing begins."""
    assert answer in (await bot.say(said)).text
    assert list(await bot.book.of(ANN)) == []


async def test_an_old_document_loads(bot: Parlour) -> None:
    """A series with fields that a later release has and without those that it lacks is still a series."""
    await bot.say("/series days=daily zone=UTC")
    kept = json.loads((await series(bot)).model_dump_json())
    wanted = ("id", "requester", "address", "niche", "timetable", "seconds", "look", "model", "budget")
    few = {name: kept[name] for name in (*wanted, "began_at", "due_at")}

    assert Series.model_validate(few | {"later": 1}).ideas == ()


async def test_what_has_to_wait_is_tried_again(bot: Parlour) -> None:
    """When nothing can be written for a while, the date is not lost: it is made as soon as that is over."""
    await bot.say("/series days=daily time=18:00 zone=UTC first=no")
    await calm(bot)
    bot.clock.now = at(2026, 11, 22, 18)
    with pytest.MonkeyPatch.context() as patch:

        async def full(*_: object) -> None:
            raise Misconfigured("The disk is full.")

        patch.setattr(bot.studio, "open", full)
        assert not await bot.showrunner.look()
        assert await jobs(bot) == []
    bot.clock.move(minutes=5)
    assert await bot.showrunner.look()

    assert [job.request_key[-10:] for job in await jobs(bot)] == ["2026-11-22"]


async def test_a_busy_studio_is_waited_for(bot: Parlour) -> None:
    """When too much is under way here the date is not left out: its reel is ordered when there is room."""
    await bot.say("/series days=daily time=18:00 zone=UTC first=no")
    await calm(bot)
    bot.clock.now = at(2026, 11, 22, 18)
    with pytest.MonkeyPatch.context() as patch:

        async def busy() -> None:
            raise Unavailable("The studio is busy.")

        patch.setattr(bot.studio.traffic, "admit", busy)
        assert not await bot.showrunner.look()
    bot.clock.move(minutes=1)
    assert await bot.showrunner.look()

    assert [job.request_key[-10:] for job in await jobs(bot)] == ["2026-11-22"]
    assert [letter.text for letter in letters(bot) if "left out" in letter.text] == []


async def test_bought_reels_are_not_taken(bot: Parlour) -> None:
    """What somebody has bought is theirs to spend by hand: a series keeps within the quota."""
    await bot.say("/series days=daily time=18:00 zone=UTC first=no")
    await until(bot, at(2026, 11, 22, 18))
    (job,) = await jobs(bot)
    by_hand = job.but(is_within_quota=False)
    (taken, own) = covered((job, by_hand), Quota(micros_per_month=0), Usage(bought=99), 100_000)

    assert (taken.bought, own.bought) == (0, 15)


@pytest.mark.parametrize("deed", ["stop", "pause"])
async def test_what_waits_for_room_is_called_off(bot: Parlour, deed: str) -> None:
    """Whoever stops or pauses a series whose reel waits for a busy studio gets none of it."""
    await bot.say("/series days=daily time=18:00 zone=UTC first=no")
    await calm(bot)
    bot.clock.now = at(2026, 11, 22, 18)
    with pytest.MonkeyPatch.context() as patch:

        async def busy() -> None:
            raise Unavailable("The studio is busy.")

        patch.setattr(bot.studio.traffic, "admit", busy)
        assert not await bot.showrunner.look()
    waiting = await series(bot)
    assert waiting.begun is not None
    await bot.say(f"/series do={deed}")
    bot.clock.move(minutes=1)
    assert await bot.showrunner.look()

    assert await jobs(bot) == []
    assert (await series(bot)).begun is None
    assert ((await series(bot)).ideas[:1] == (waiting.begun.topic,)) is (deed == "pause")


async def test_two_begun_at_once_are_one(bot: Parlour) -> None:
    """Whoever begins a series twice in the same breath has one, with one budget."""
    said = "/series days=daily time=18:00 zone=UTC first=no budget=2"
    await asyncio.gather(*(bot.say(said, key=f"both:{number}") for number in range(4)))
    await until(bot, at(2026, 11, 22, 18))

    assert len(await bot.book.of(ANN)) == len(await jobs(bot)) == 1
