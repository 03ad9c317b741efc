"""What those who run a group settle for it, and what its members get."""

from pathlib import Path

import pytest

from core.reel.brief import Look
from tests.stories.parlour import ANN, Parlour

GROUP = "test:-7"
BOB = "test:77777"


async def settle(parlour: Parlour, line: str) -> str:
    """Somebody who runs the group settles something."""
    return (await parlour.say_in(GROUP, f"/group {line}", who="test:chief", is_admin=True)).text


async def test_a_groups_niche_language_and_looks_are_those_of_its_reels(tmp_path: Path) -> None:
    """A newcomer's reel is about the group's niche, in its language, and in a look of its own."""
    parlour = Parlour(tmp_path, has_vendor=False)
    async with parlour.open():
        told = await settle(parlour, "niche=sourdough language=de looks=noir, neon")
        made = await parlour.say_in(GROUP, "/generate bread")
        other = await parlour.say_in(GROUP, "/generate bread look=playful")
        job = await parlour.store.job(made.job_id)

    assert "Language: de; looks: noir, neon" in told
    assert job is not None
    assert (job.brief.niche.subject, job.brief.niche.language, job.brief.look) == (
        "sourdough",
        "de",
        Look.NOIR,
    )
    assert "there are these looks: noir, neon" in other.text


async def test_only_makers_order_and_only_where_they_may(tmp_path: Path) -> None:
    """Makers are people, roles, or those who run the group; in another topic nobody is answered."""
    parlour = Parlour(tmp_path, has_vendor=False)
    async with parlour.open():
        await settle(parlour, "niche=bread makers=77777")
        refused = await parlour.say_in(GROUP, "/generate bread")
        bob = await parlour.say_in(GROUP, "/generate bread", who=BOB)
        await settle(parlour, "makers=admins channels=here")
        again = await parlour.say_in(GROUP, "/generate rye", who=BOB)
        chief = await parlour.say_in(GROUP, "/generate rye", who="test:chief", is_admin=True)
        private = await parlour.say("/niche tea")

    assert "In this group reels are ordered by" in refused.text
    assert (bool(bob.job_id), bool(again.job_id), bool(chief.job_id)) == (True, False, True)
    assert "Noted" in private.text


async def test_a_group_sleeps(tmp_path: Path) -> None:
    """From ten at night until seven, by the group's clock, nothing is ordered there, but in private."""
    parlour = Parlour(tmp_path, has_vendor=False)
    async with parlour.open():
        await settle(parlour, "niche=bread quiet_hours=22-7 zone=Asia/Tokyo")
        await parlour.say("/niche tea")
        parlour.clock.move(hours=2)
        night = await parlour.say_in(GROUP, "/generate bread")
        private = await parlour.say("/generate tea")
        parlour.clock.move(hours=8)
        morning = await parlour.say_in(GROUP, "/generate rye")

    assert "quiet until 7:00 (Asia/Tokyo)" in night.text
    assert bool(private.job_id)
    assert bool(morning.job_id)


@pytest.mark.parametrize(
    "line",
    [
        "quiet_hours=25-3",
        "zone=Nowhere/Land",
        "looks=pink",
        "ask_above=-1",
        "makers=nobody",
        "zone=../../etc",
    ],
)
async def test_what_makes_no_sense_is_not_settled(tmp_path: Path, line: str) -> None:
    """A wrong part changes nothing, and the answer says what would be right."""
    parlour = Parlour(tmp_path, has_vendor=False)
    async with parlour.open():
        before = await settle(parlour, "")
        wrong = await settle(parlour, line)

        assert "Noted" not in wrong
        assert await settle(parlour, "") == before


async def test_members_do_not_settle_anything(tmp_path: Path) -> None:
    """Whoever does not run the group is refused, whatever they say."""
    parlour = Parlour(tmp_path, has_vendor=False)
    async with parlour.open():
        refused = await parlour.say_in(GROUP, "/group makers=all", who=ANN)

    assert "Only those who run this place" in refused.text
