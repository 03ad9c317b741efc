"""One person on several platforms, with one account and one quota."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.books.quota import Quota
from tests.stories.parlour import Parlour

TERMINAL, DISCORD, TELEGRAM = "test:me", "test:discord", "test:telegram"


@pytest.fixture
async def parlour(tmp_path: Path) -> AsyncIterator[Parlour]:
    """A bot that draws, and allows three reels a day."""
    parlour = Parlour(tmp_path, has_vendor=False, quota=Quota(reels_per_day=3))
    async with parlour.open():
        for who in (TERMINAL, DISCORD, TELEGRAM):
            await parlour.say("/niche specialty coffee", who=who)
        yield parlour


async def linked(parlour: Parlour, first: str, second: str) -> str:
    """One asks for a code, the other tells it; the code."""
    code = (await parlour.say("/link", who=first)).text.split("/link ")[1].split()[0]
    assert "Linked" in (await parlour.say(f"/link {code}", who=second)).text
    return code


async def left(parlour: Parlour, who: str) -> str:
    """What is left for somebody today, in their own words."""
    return (await parlour.say("/quota", who=who)).text.partition(" reels")[0]


async def test_three_platforms_share_one_quota(parlour: Parlour) -> None:
    """Whoever linked all three makes one reel on each, and the fourth is one too many anywhere."""
    await linked(parlour, TERMINAL, DISCORD)
    await linked(parlour, DISCORD, TELEGRAM)

    for who in (TERMINAL, DISCORD, TELEGRAM):
        assert (await parlour.say("/generate monks", who=who)).job_id

    for who in (TERMINAL, DISCORD, TELEGRAM):
        assert await left(parlour, who) == "Today: 3 of 3"
        assert "You have used 3 of your 3 reels" in (await parlour.say("/generate nuns", who=who)).text


async def test_a_code_works_once(parlour: Parlour) -> None:
    """A used code is worth nothing to the next one, and nobody links with themselves."""
    code = await linked(parlour, TERMINAL, DISCORD)

    assert "does not work" in (await parlour.say(f"/link {code}", who=TELEGRAM)).text
    own = (await parlour.say("/link", who=TELEGRAM)).text.split("/link ")[1].split()[0]
    assert "does not work" in (await parlour.say(f"/link {own}", who=TELEGRAM)).text


async def test_a_code_grows_old(parlour: Parlour) -> None:
    """Ten minutes later a code is worth nothing."""
    code = (await parlour.say("/link", who=TERMINAL)).text.split("/link ")[1].split()[0]
    parlour.clock.move(minutes=11)

    assert "does not work" in (await parlour.say(f"/link {code}", who=DISCORD)).text


@pytest.mark.parametrize("leaver", [TERMINAL, DISCORD])
async def test_both_sides_can_unlink(parlour: Parlour, leaver: str) -> None:
    """Whichever side says /unlink: what is asked from then on counts for each alone."""
    await linked(parlour, TERMINAL, DISCORD)

    assert "Unlinked" in (await parlour.say("/unlink", who=leaver)).text
    assert "linked with nobody" in (await parlour.say("/unlink", who=leaver)).text
    await parlour.say("/generate monks", who=DISCORD)

    assert await left(parlour, TERMINAL) == "Today: 0 of 3"
    assert await left(parlour, DISCORD) == "Today: 1 of 3"
