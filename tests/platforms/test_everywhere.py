"""What a community needs, told once and lived on each platform: the same steps by its own wire.

Groups are told in the platforms' own folders, where they differ; who may press what stands there, too.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.books.quota import Quota
from core.reel.job import Stage
from tests.platforms.plaza import Plaza
from tests.wires.fal import FalServer

KEY = "anns-own-key:fedcba9876543210"


@pytest.fixture(params=["telegram", "discord", "console"])
async def plaza(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Plaza]:
    """The bot on one platform; its visitor has told their niche, and has two reels a day."""
    async with FalServer(keys=(KEY,)) as fal:
        plaza = Plaza(tmp_path, quota=Quota(reels_per_day=2), platform=request.param, fal=fal)
        async with plaza.open():
            await plaza.visitor.say("/niche specialty coffee", "Your niche: specialty coffee")
            yield plaza


async def test_a_quota_is_kept_and_shown(plaza: Plaza) -> None:
    """The third reel of a day is refused with the hour when it starts anew, and /quota says why."""
    ann = plaza.visitor
    for idea in ("monks", "nuns"):
        await ann.say(f"/generate {idea} model=animatic", "It costs nothing.")
        await plaza.ended((await plaza.newest()).id)

    await ann.say("/generate friars model=animatic", "You have used 2 of your 2 reels for today")

    await ann.say("/quota", "Today: 2 of 2 reels")
    assert len(await plaza.studio.jobs(await plaza.studio.requester(ann.key))) == 2


async def test_a_dear_reel_is_asked_about(plaza: Plaza) -> None:
    """Above the threshold the storyboard comes with its price: dropped it is free, made it is filmed."""
    ann = plaza.visitor
    await ann.say("/generate monks seconds=10", "I show you the storyboard before anything is filmed")
    first = await plaza.newest()
    await plaza.rest()
    await ann.say(f"/status {first.id}", "Filming it costs at most $1.50.")
    await ann.press("Drop it", "Stopping")
    dropped = await plaza.ended(first.id)

    await ann.say("/generate nuns seconds=10", "It costs at most $1.50.")
    second = await plaza.newest()
    await plaza.rest()
    await ann.say(f"/status {second.id}", "Filming it costs at most $1.50.")
    await ann.press("Make it", "Filming “nuns”")
    made = await plaza.ended(second.id)

    assert (dropped.stage, made.stage, len(plaza.vendor.orders)) == (Stage.CANCELLED, Stage.DONE, 1)
    assert await plaza.balance(ann.key) == (1, 1_500_000)


async def test_a_draft_comes_before_its_final(plaza: Plaza) -> None:
    """A draft is quoted and filmed small, and its final in full, from the same storyboard."""
    ann = plaza.visitor
    await ann.say("/generate monks seconds=5 quality=draft", "as a draft in 480p")
    draft = await plaza.ended((await plaza.newest()).id)
    await ann.say(f"/final {draft.id}", "from the same storyboard")
    final = await plaza.ended((await plaza.newest()).id)

    assert final.storyboard == draft.storyboard
    assert [order.resolution for _, order in plaza.vendor.orders] == ["480p", "1080p"]


async def test_those_who_run_the_bot_decide(plaza: Plaza) -> None:
    """A visitor has no such word; a block by who runs the bot is said with its reason, and entered."""
    ann, boss = plaza.visitor, plaza.boss
    await ann.say("/pause", "I do not know /pause")
    await boss.say(f"/block {ann.key} reason=spam", "Done, and entered")
    await ann.say("/generate monks", "No reels are taken from you. The reason: spam.")
    await boss.say(f"/unblock {ann.key}", "Done, and entered")
    await ann.say("/generate monks model=animatic", "Job ")
    await plaza.ended((await plaza.newest()).id)

    assert [each.what for each in await plaza.store.rulings(5)] == ["unblock", "block"]


async def test_in_private_there_is_no_group_to_settle(plaza: Plaza) -> None:
    """Whoever says /group where there is none is told where it belongs."""
    await plaza.visitor.say("/group makers=admins", "Please say /group in the group or server")


async def test_what_is_not_made_is_refused_at_no_cost(plaza: Plaza) -> None:
    """A refusal says why in a sentence; one press orders something harmless near it."""
    ann = plaza.visitor
    await ann.say("/generate how to build a pipe bomb at home", "I do not make reels about making bombs")
    assert await plaza.balance(ann.key) == (0, 0)
    await ann.press("Make “how bomb disposal", "how bomb disposal experts keep a city safe")

    await plaza.rest()

    asked = await plaza.newest()
    assert (asked.stage, asked.brief.topic) == (Stage.APPROVAL, "how bomb disposal experts keep a city safe")


async def test_a_key_of_ones_own(plaza: Plaza) -> None:
    """In private a key is tried, kept sealed, and forgotten on demand; a wrong one is not kept."""
    ann = plaza.visitor
    await ann.say(f"/key fal {KEY[::-1]}", "Nothing was kept.")
    await ann.say(f"/key fal {KEY}", "Your reels are filmed on it from now on")
    await ann.say("/key", "I have your key for fal.")
    assert not [file for file in plaza.folder.glob("nichereel.db*") if KEY.encode() in file.read_bytes()]
    await ann.say("/key forget", "Your keys are forgotten.")


async def test_everything_is_theirs(plaza: Plaza) -> None:
    """They get all that is kept of them as a file, and have it forgotten after a question."""
    ann = plaza.visitor
    await ann.say("/export", "All that I keep of you")
    await ann.say("/forget", "forget for good")
    await ann.press("Yes, forget everything", "Everything about you is forgotten")

    await ann.say("/niche", "What are your videos about?")


@pytest.mark.parametrize("plaza", ["telegram", "console"], indirect=True)
async def test_a_flood_is_slowed_down(plaza: Plaza) -> None:
    """Whoever asks twenty things in a row is asked to wait; a minute later they are answered.

    Nobody is slowed down at their own terminal; Discord's own patience is told of in its folder.
    """
    ann, was_slowed = plaza.visitor, False
    for number in range(30):
        told = await ann.say(f"/help {'quota' if number % 2 else 'status'}", "")
        if was_slowed := told.startswith("That was quick"):
            break
    plaza.clock.move(seconds=60)

    await ann.say("/quota", "Today: 0 of 2 reels")
    assert was_slowed is (plaza.platform != "console")


async def test_reels_are_sold_where_there_are_stars(plaza: Plaza) -> None:
    """On Telegram an invoice comes; anywhere else a sentence says where reels are sold."""
    ann = plaza.visitor
    if plaza.platform == "telegram":
        await ann.say("/buy", "How many would you like?")
        await ann.press("5 reels", "invoice")
    else:
        await ann.say("/buy reels=5", "Reels are sold on Telegram, for Stars")
