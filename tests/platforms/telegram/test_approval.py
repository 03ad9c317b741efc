"""Who may say yes to a dear reel in a group, and until when."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.books.quota import Quota
from core.reel.job import Job, Stage
from tests.platforms.telegram.lounge import EAGER, Lounge, hasty
from tests.platforms.telegram.test_groups import Cafe, niche
from tests.wires.telegram import TelegramServer
from tests.wires.telegram_messages import Message


@pytest.fixture
async def lounge(tmp_path: Path, telegram: TelegramServer) -> AsyncIterator[Lounge]:
    """A bot that films."""
    lounge = Lounge(tmp_path, hasty(telegram), films=True, quota=Quota())
    async with lounge.open():
        yield lounge


async def asked(cafe: Cafe, lounge: Lounge) -> tuple[Message, Job]:
    """Ann's reel where above a dollar an admin has to agree: the message with its buttons, and the job."""
    cafe.topic.say(cafe.cleo, "/group admins_above=1")
    await cafe.topic.until("With your yes only")
    await niche(cafe.topic, cafe.ann)
    cafe.topic.say(cafe.ann, "/generate monks seconds=10")
    card = await cafe.topic.until("has to say yes")
    return card, await job_of(cafe, lounge)


async def job_of(cafe: Cafe, lounge: Lounge) -> Job:
    """Ann's one job as it stands."""
    (job,) = await lounge.studio.jobs(await lounge.studio.requester(f"telegram:{cafe.ann.id}"))
    return job


async def test_only_who_runs_the_group_says_yes(telegram: TelegramServer, lounge: Lounge) -> None:
    """The requester and a stranger press for nothing, there or by command; an admin's press films it."""
    cafe = Cafe(telegram)
    card, job = await asked(cafe, lounge)

    assert "belong to whoever asked" in await telegram.press(cafe.bob, card, "Make it").answered()
    assert "somebody who runs it has to say yes" in await telegram.press(cafe.ann, card, "Make it").answered()
    cafe.topic.say(cafe.bob, f"/approve {job.id}")
    await cafe.topic.until("You have no job")
    assert ((await job_of(cafe, lounge)).stage, lounge.vendor.entered) == (Stage.APPROVAL, [])
    await telegram.press(cafe.cleo, card, "Make it").answered()
    await lounge.reel(cafe.topic)

    assert len(lounge.vendor.entered) == 1
    assert (await job_of(cafe, lounge)).requester == f"telegram:{cafe.ann.id}"


async def test_the_requester_drops_what_admins_have_not_agreed_to(
    telegram: TelegramServer, lounge: Lounge
) -> None:
    """A stranger cannot drop it, the requester can, and nothing was filmed."""
    cafe = Cafe(telegram)
    card, _ = await asked(cafe, lounge)

    assert "belong to whoever asked" in await telegram.press(cafe.bob, card, "Drop it").answered()
    await telegram.press(cafe.ann, card, "Drop it").answered()
    await cafe.topic.until("Cancelled")

    assert lounge.vendor.entered == []


async def test_a_yes_comes_too_late(telegram: TelegramServer, tmp_path: Path) -> None:
    """When the time is up the reel is dropped; neither an old button nor a command brings it back."""
    hurried = replace(EAGER, approval=timedelta(seconds=1), reminder=timedelta(seconds=0.2))
    lounge = Lounge(tmp_path / "hurried", hasty(telegram), films=True, quota=Quota(), policy=hurried)
    async with lounge.open():
        cafe = Cafe(telegram)
        cafe.topic.say(cafe.cleo, "/group admins_above=1")
        await cafe.topic.until("With your yes only")
        await niche(cafe.topic, cafe.ann)
        cafe.topic.say(cafe.ann, "/generate monks seconds=10")
        late = await cafe.topic.until("Nobody said yes in time.")
        await lounge.rest()
        job = await job_of(cafe, lounge)
        pressed = telegram.press(cafe.cleo, late, f"{cafe.ann.id}|/approve {job.id}", forged=True)
        assert "not there any more" in await pressed.answered()
        cafe.topic.say(cafe.ann, f"/approve {job.id}")
        await cafe.topic.until(lambda message: job.id in message.text and message.id > late.id)

        assert ((await job_of(cafe, lounge)).stage, lounge.vendor.entered) == (Stage.CANCELLED, [])
