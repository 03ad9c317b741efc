"""Who may say yes to a dear reel on a server, and until when: on SimCord, which nobody here wrote."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from bot.voice import approval
from core.reel.catalogue import WAN_25
from core.reel.job import Job, Stage
from tests.platforms.discord.test_simcord import Hall, said
from tests.stories.parlour import Parlour


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    """A server with a vendor behind it, whose admins are asked about reels above a dollar."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        hall = Hall(parlour)
        await hall.open()
        try:
            await hall.mod.slash(hall.channel, "group", admins_above="1")
            yield hall
        finally:
            await hall.env.shutdown()
            hall.env.raise_errors()


@pytest.fixture(autouse=True)
def env(hall: Hall) -> simcord.Env:
    """SimCord's own plug-in looks for this, and turns its clock for the test."""
    return hall.env


async def asked(hall: Hall) -> tuple[Any, Job]:
    """Ann's dear reel, as the server sees it: the message with its buttons, and the job."""
    await hall.ann.slash(hall.channel, "niche", subject="specialty coffee")
    result = await hall.ann.slash(hall.channel, "generate", idea="monks", model=WAN_25.id, seconds=10)
    job = await now(hall)
    await hall.postman.report(job.address, job.id, approval.card(job), approval.choices(job))
    async with asyncio.timeout(60):
        while "Make it" not in said(result):
            await asyncio.sleep(0.01)
    assert result.response is not None
    return result.response.message, job


async def now(hall: Hall) -> Job:
    """Ann's one job, once nobody works on it."""
    await hall.parlour.rest()
    (job,) = await hall.parlour.studio.jobs(await hall.parlour.studio.requester(f"discord:{hall.ann.id}"))
    return job


async def test_only_who_runs_the_server_says_yes(hall: Hall) -> None:
    """Neither the requester, nor a stranger, nor who merely tidies up messages; who runs the server does."""
    tidies = hall.guild.create_role("tidy", permissions=discord.Permissions(manage_messages=True))
    tidy = hall.guild.add_member(hall.env.create_user("tim"), roles=[tidies])
    card, _ = await asked(hall)

    stranger = await hall.bob.click(card, label="Make it")
    requester = await hall.ann.click(card, label="Make it")
    helper = await tidy.click(card, label="Make it")
    still = await now(hall)
    await hall.mod.click(card, label="Make it")
    await now(hall)

    assert "belong to whoever asked" in said(stranger)
    assert "somebody who runs it has to say yes" in said(requester)
    assert "somebody who runs it has to say yes" in said(helper)
    assert still.stage is Stage.APPROVAL
    assert len(hall.parlour.vendor.orders) == 1


async def test_a_yes_comes_too_late(hall: Hall) -> None:
    """A day later the reel is dropped, and the old button of the card films nothing."""
    card, job = await asked(hall)
    await hall.parlour.ended(job.id, within=timedelta(hours=25))

    await hall.mod.click(card, label="Make it")

    assert (await now(hall)).stage is Stage.CANCELLED
    assert hall.parlour.vendor.orders == []
