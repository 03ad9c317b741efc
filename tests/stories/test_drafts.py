"""A reel is looked at as a draft first, and filmed in full when it pleases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.reel.brief import Brief, Quality
from core.reel.catalogue import CATALOGUE
from core.reel.job import Job, Stage
from core.reel.niche import Niche
from tests.stories.parlour import ANN, Parlour, command, labels

FINAL = "Final in 1080p, $3.00"
DIGEST = "812edb202ec5ef44dc3de8321ea75b44c4f861d3bf935f3b8528de6a91d64205"
"""Of the brief below, as it was before there were drafts."""


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Parlour]:
    """A bot with a video vendor, whose person films tea."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche tea")
        yield parlour


async def newest(bot: Parlour) -> Job:
    """The job that was ordered last."""
    return (await bot.studio.jobs(await bot.studio.requester(ANN)))[0]


def billed(bot: Parlour) -> int:
    """What the vendor charges, by its own book, in micro-dollars."""
    orders = [order for _, order in bot.vendor.orders]
    return sum(CATALOGUE[one.model].at(one.resolution).price(one.seconds) for one in orders)


async def test_a_draft_is_small_cheap_and_says_so(bot: Parlour) -> None:
    """Each clip is ordered in 480p at its price, and the reel is labelled with it, here and in the data."""
    asked = await bot.say("/generate how oolong is made seconds=20 quality=draft")
    job = await bot.ended(asked.job_id)
    last = bot.letterbox.posted[job.id]

    assert "as a draft in 480p" in asked.text
    assert "at most $1.00" in asked.text
    assert {order.resolution for _, order in bot.vendor.orders} == {"480p"}
    assert job.brief.quality is Quality.DRAFT
    assert "Draft 480p: filmed with WAN 2.5" in last.text
    assert labels(last.choices)[0] == FINAL
    assert await bot.books() == billed(bot) == 1_000_000


async def test_the_final_is_the_same_reel_in_full(bot: Parlour) -> None:
    """Its button films the same prompts with the same seeds in 1080p; nothing is written anew."""
    last = await bot.reel("/generate how oolong is made seconds=20 quality=draft")
    drafted, written = [order for _, order in bot.vendor.orders], len(bot.scribe.briefs)
    final = await bot.reel(command(last.choices, FINAL))
    filmed = [order for _, order in bot.vendor.orders][len(drafted) :]

    assert [(one.prompt, one.seed, one.seconds) for one in filmed] == [
        (one.prompt, one.seed, one.seconds) for one in drafted
    ]
    assert {one.resolution for one in filmed} == {"1080p"}
    assert len(bot.scribe.briefs) == written
    assert "Cost: $3.00." in final.text
    assert "Draft" not in final.text
    assert FINAL not in labels(final.choices)
    assert await bot.books() == billed(bot) == 4_000_000


async def test_a_scene_of_a_draft_is_filmed_again_as_a_draft(bot: Parlour) -> None:
    """A scene filmed again stays small, and the final keeps the seed that pleased."""
    await bot.reel("/generate how oolong is made seconds=20 quality=draft")
    again = await bot.reel(f"/redo {(await newest(bot)).id} 2")
    redone = bot.vendor.orders[-1][1]
    await bot.reel(command(again.choices, FINAL))

    assert redone.resolution == "480p"
    assert redone.seed in {order.seed for _, order in bot.vendor.orders if order.resolution == "1080p"}


async def test_a_model_without_a_lower_resolution_makes_no_draft(bot: Parlour) -> None:
    """It says so in a sentence, orders nothing, and offers to film in full or to draw."""
    answer = await bot.say("/generate oolong model=“Kling 2.6 Pro” quality=draft")

    assert "makes no drafts" in answer.text
    assert (answer.job_id, bot.vendor.orders) == ("", [])
    assert labels(answer.choices) == ["Film it in full, $1.40", "Draw it instead, at no cost"]
    assert (await bot.reel(answer.choices[0][1])).reel is not None
    assert "as a draft" not in (await bot.say("/generate oolong model=animatic quality=draft")).text


async def test_there_must_be_a_draft(bot: Parlour) -> None:
    """A reel that was filmed in full, and one that was drawn, have no other final."""
    await bot.reel("/generate oolong")
    filmed = await bot.say(f"/final {(await newest(bot)).id}")
    await bot.reel("/generate sencha model=animatic")
    drawn = await bot.say(f"/final {(await newest(bot)).id}")

    assert filmed.text == drawn.text
    assert "no filmed draft" in drawn.text
    assert (filmed.job_id, drawn.job_id, len(bot.vendor.orders)) == ("", "", 1)


async def test_a_dear_final_is_asked_about(bot: Parlour) -> None:
    """The threshold counts for a final as for any other reel."""
    await bot.say("/quota ask_above=2")
    last = await bot.reel("/generate how oolong is made seconds=20 quality=draft")
    asked = await bot.say(command(last.choices, FINAL))
    await bot.rest()

    job = await newest(bot)
    assert (job.id, job.stage) == (asked.job_id, Stage.APPROVAL)
    await bot.say(f"/approve {job.id}")
    assert (await bot.ended(job.id)).stage is Stage.DONE


async def test_drafts_can_be_the_habit(tmp_path: Path) -> None:
    """Where drafts come first, a reel is one unless the final is wanted at once, or nobody makes drafts."""
    bot = Parlour(tmp_path, drafts_first=True)
    async with bot.open():
        await bot.say("/niche tea")
        for wishes in ("", " quality=final", " model=“Kling 2.6 Pro”"):
            await bot.reel(f"/generate oolong{wishes}")

    assert [order.resolution for _, order in bot.vendor.orders] == ["480p", "1080p", "as it comes"]


async def test_drafts_are_a_habit_of_ones_own(bot: Parlour) -> None:
    """Who wants drafts first says so once; a group's habit is for those who have none of their own."""
    group = "test:-7"
    await bot.say_in(group, "/group drafts=on", is_admin=True)
    for habit in ("usual", "on", "off"):
        await bot.say(f"/niche drafts={habit}")
        for place in ("", group):
            line = f"/generate a cup {habit} {place.strip(':-7')}"
            reply = await (bot.say_in(place, line) if place else bot.say(line))
            await bot.ended(reply.job_id)

    assert [order.resolution for _, order in bot.vendor.orders] == [
        *("1080p", "480p"), *("480p", "480p"), *("1080p", "1080p"),
    ]  # fmt: skip
    assert "Drafts come first." in (await bot.say("/niche drafts=on")).text


def test_what_was_filmed_before_there_were_drafts_is_still_known() -> None:
    """A brief kept by an earlier version loads, is a final, and finds its storyboard and clips as before."""
    model = "fal-ai/wan-25-preview/text-to-video"
    brief = Brief(niche=Niche(subject="specialty coffee"), topic="monks", model=model)
    older = brief.model_dump(mode="json", exclude={"quality"})

    assert Brief.model_validate(older) == brief
    assert brief.quality is Quality.FINAL
    assert brief.digest == brief.model_copy(update={"quality": Quality.DRAFT}).digest == DIGEST
