"""What people say and hear when one scene of a reel is filmed again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.storage.keeping.papers import SqlPapers
from bot.upkeep.tidying import retention_of
from core.people.privacy import Sweeper
from core.reel.archive import Archive
from core.reel.job import Job, new_id
from tests.stories.parlour import Parlour, command, labels


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Parlour]:
    """A bot with a video vendor, whose person films tea."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche tea")
        yield parlour


async def filmed(bot: Parlour) -> Job:
    """A reel of several clips that has come."""
    await bot.reel("/generate how oolong is made seconds=20")
    (job,) = await bot.studio.jobs(await bot.studio.requester("test:ann"))
    assert len(job.shots) > 2
    return job


async def test_one_scene_is_filmed_again(bot: Parlour) -> None:
    """Only that scene is ordered and paid for; the others come from the reel that is there."""
    job = await filmed(bot)
    before, paid = len(bot.vendor.orders), await bot.books()
    last = await bot.reel(f"/redo {job.id} 2")
    (first, second) = bot.bench.cuts

    assert len(bot.vendor.orders) == before + 1
    assert await bot.books() - paid == paid // len(job.shots)
    assert sum(one != other for one, other in zip(first, second, strict=True)) == 1
    assert last.reel is not None


async def test_what_is_not_kept_any_more_is_not_filmed_unasked(bot: Parlour) -> None:
    """When the other scenes' clips are gone, nobody pays for them unasked: it is said, and what to do."""
    job = await filmed(bot)
    before = len(bot.vendor.orders)
    sweeper = Sweeper(SqlPapers(bot.store), Archive(bot.folder), bot.clock, retention_of(1, None), new_id)
    bot.clock.move(days=2)
    await sweeper.sweep()
    answer = await bot.say(f"/redo {job.id} 2")

    assert answer.job_id == ""
    assert "are not kept any more" in answer.text
    assert "/again" in answer.text
    assert len(bot.vendor.orders) == before


async def test_the_scene_can_be_chosen(bot: Parlour) -> None:
    """Whoever names no scene is shown them all, the hook first, as buttons that film it again."""
    job = await filmed(bot)
    asked = await bot.say(f"/redo {job.id}")

    assert "Which scene?" in asked.text
    assert labels(asked.choices)[:2] == ["Hook", "Scene 1"]
    assert (await bot.reel(command(asked.choices, "Scene 1"))).reel is not None


async def test_there_must_be_such_a_scene(bot: Parlour) -> None:
    """A scene that the reel does not have costs nothing and orders nothing."""
    job = await filmed(bot)
    before = len(bot.vendor.orders)
    answer = await bot.say(f"/redo {job.id} 8")
    odd = await bot.say(f"/redo {job.id} ²")

    assert answer.job_id == odd.job_id == ""
    assert answer.text
    assert "Which scene?" in odd.text
    assert len(bot.vendor.orders) == before


async def test_a_drawn_reel_has_nothing_filmed(bot: Parlour) -> None:
    """An animatic is drawn as a whole: there is no scene of it to be filmed again."""
    await bot.reel("/generate oolong model=animatic")
    (job,) = await bot.studio.jobs(await bot.studio.requester("test:ann"))
    answer = await bot.say(f"/redo {job.id} 1")

    assert answer.job_id == ""
    assert bot.vendor.orders == []
