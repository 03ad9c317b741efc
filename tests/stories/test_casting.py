"""Who films is learned too, wherever a reel is ordered; a model that was named is a wish."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.reel.catalogue import WAN_25
from core.reel.job import Job
from tests.platforms.web.doorway import doorway
from tests.stories.parlour import ANN, Parlour, command
from tests.stories.season import at, jobs, until

IDEA = "/generate how monks invented espresso"


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Parlour]:
    """A bot with a vendor of many models, of which WAN films unless told."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        yield parlour


async def newest(bot: Parlour) -> Job:
    return (await bot.studio.jobs(await bot.studio.requester(ANN)))[0]


async def shaky(bot: Parlour, line: str = IDEA) -> Job:
    """A reel of WAN's whose motion was bad."""
    await bot.reel(line)
    job = await newest(bot)
    assert job.brief.model == WAN_25.id
    await bot.say(f"/rate {job.id} reason=motion")
    return job


async def test_another_take_has_another_model_than_the_one_that_was_blamed(bot: Parlour) -> None:
    """After “motion bad” another take is filmed by somebody else, no dearer, and the card says so."""
    job = await shaky(bot)
    shown = await bot.reel(f"/again {job.id}")
    again = await newest(bot)

    assert again.brief.model != WAN_25.id
    assert again.quote <= job.quote
    assert f"filmed by {again.shots[0].label}, because you said “motion bad” once" in shown.text
    several = await bot.say(f"/vary {job.id} count=2")
    await bot.ended(several.job_id)
    assert (await newest(bot)).brief.model != WAN_25.id


async def test_a_reset_brings_the_usual_model_back(bot: Parlour) -> None:
    """Once all is forgotten another take is filmed as usual, and claims nothing of what was said before."""
    await shaky(bot)
    await bot.reel(IDEA)
    job = await newest(bot)
    assert job.brief.model != WAN_25.id
    bot.clock.move(seconds=1)
    await bot.say("/learning reset=yes")

    shown = await bot.reel(f"/again {job.id}")

    assert (await newest(bot)).brief.model == WAN_25.id
    assert "Changed:" not in shown.text


async def test_a_model_that_was_named_stays(bot: Parlour) -> None:
    """Whoever named a model gets it again, blamed or not, and keeps it when they change the idea."""
    job = await shaky(bot, f"{IDEA} model={WAN_25.id}")
    await bot.reel(f"/again {job.id}")

    assert (await newest(bot)).brief.model == WAN_25.id
    assert f"model={WAN_25.id}" in (await bot.say(f"/edit {job.id}")).asks


async def test_a_changed_idea_names_no_model_that_nobody_named(bot: Parlour) -> None:
    """Who changes an idea has not chosen the usual model by that, nor the one that was learned."""
    await shaky(bot)
    shown = await bot.reel(IDEA)
    asked = await bot.say(command(shown.choices, "Edit the idea"))
    assert "model=" not in asked.asks
    await bot.ended((await bot.say("how monks invented the moka pot")).job_id)

    assert (await newest(bot)).brief.model != WAN_25.id


async def test_a_series_learns_too(bot: Parlour) -> None:
    """The reels of a series are filmed by who is liked, unless the series names a model."""
    await shaky(bot, f"{IDEA} seconds=10")
    await bot.say("/series days=daily time=18:00 zone=UTC first=no")
    await until(bot, at(2026, 11, 24, 0))
    await bot.say(f"/series model={WAN_25.id}")
    await until(bot, at(2026, 11, 25, 0))

    learned, *_, named = [job.brief.model for job in await jobs(bot)]
    assert learned != WAN_25.id
    assert named == WAN_25.id


async def test_a_program_learns_too(tmp_path: Path) -> None:
    """By the API a prompt that names no model is written for the one that is liked; the same key finds it."""
    async with doorway(tmp_path) as door:
        job = await door.video(video_length=5)
        await door.ann.put(f"/api/videos/{job.id}/rating", json={"good": False, "reason": "motion"})
        wish = {"niche": "AI Technology", "video_length": 5}
        once, twice = [
            (await door.ann.post("/api/prompts/generate", json=wish, headers={"Idempotency-Key": "k"})).json()
            for _ in range(2)
        ]
        ordered = await door.ann.post("/api/videos/generate", json={"prompt_id": once["id"]})
        made = await door.parlour.ended(ordered.json()["id"])
        named = await door.video(video_length=5, model=WAN_25.id)

    assert once["id"] == twice["id"]
    assert made.brief.model != WAN_25.id == named.brief.model
