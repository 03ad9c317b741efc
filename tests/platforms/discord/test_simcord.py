"""The same bot on a Discord that nobody here wrote: SimCord, with its own rules and its own clock."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from simcord.http.client import FakeHTTPClient

from adapters.platforms.discord import PLATFORM
from adapters.platforms.discord.ear import Ear
from adapters.platforms.discord.gateway import Gateway
from adapters.platforms.discord.line import Line
from adapters.platforms.discord.memory import Memory
from adapters.platforms.discord.menu import Tongues, tell_menu
from adapters.platforms.discord.pen import Pen
from adapters.platforms.discord.postman import Postman
from bot.voice.menu import menu_names, menu_words
from core.ports import Delivery
from core.talk import Reply, Said, Where
from tests.players import FOOTAGE
from tests.stories.parlour import Parlour

LIMIT = 9_500_000
TONGUES = Tongues(menu_names(), menu_words())


class Hall:
    """A SimCord server with Ann and Bob in it, and our bot. What it answers comes from a real desk."""

    def __init__(self, parlour: Parlour) -> None:
        self.parlour = parlour
        self.memory = Memory(parlour.store)
        self.asked: list[Said] = []

    async def open(self) -> None:
        """The bot joins."""
        self.env = simcord.Env(self.bot())
        await self.env.start()
        self.guild = self.env.create_guild()
        self.channel = self.guild.create_text_channel("reels")
        self.ann = self.guild.add_member(self.env.create_user("ann"))
        self.bob = self.guild.add_member(self.env.create_user("bob"))
        mods = self.guild.create_role("mods", permissions=discord.Permissions(manage_messages=True))
        self.mod = self.guild.add_member(self.env.create_user("mod"), roles=[mods])
        await tell_menu(self.env.bot, self.parlour.desk.commands, TONGUES, self.memory)

    def bot(self) -> discord.Client:
        """One life of the bot."""
        pen = Pen(Line("token", self._dial), self.env_now)
        self.postman = Postman(pen, self.memory, pace=4.0)
        desk = self.parlour.desk
        ear = Ear(
            self._answer,
            desk.suggest,
            desk.commands,
            pen,
            self.postman,
            self.memory,
            self.env_now,
            LIMIT,
            desk.is_quiet,
        )
        return Gateway(ear, hears_mentions=True, shards=1, shard_ids=[0])

    def env_now(self) -> Any:
        """SimCord's clock."""
        return discord.utils.utcnow()

    async def reel(self) -> tuple[Any, str]:
        """Ann asks for a reel; the answer, and the job's id."""
        await self.ann.slash(self.channel, "niche", subject="specialty coffee")
        result = await self.ann.slash(self.channel, "generate", idea="monks")
        jobs = await self.parlour.studio.jobs(
            await self.parlour.studio.requester(f"{PLATFORM}:{self.ann.id}")
        )
        return result, jobs[0].id

    async def deliver(self, job_id: str, *choices: tuple[str, str]) -> str:
        """The reel is ready."""
        job = await self.parlour.store.job(job_id)
        assert job is not None
        file = self.parlour.folder / "reel.mp4"
        file.write_bytes(b"a reel")
        return await self.postman.deliver(job.address, Delivery(job_id, "Monks", file, FOOTAGE, choices))

    async def _answer(self, said: Said) -> Reply:
        self.asked.append(said)
        return await self.parlour.desk.answer(said)

    async def _dial(self, token: str) -> discord.Client:
        client = discord.Client(intents=discord.Intents(guilds=True))
        fake = FakeHTTPClient(self.env.backend, asyncio.get_running_loop())
        client.http = client._connection.http = fake
        await client.login(token)
        return client


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    """Everything open; what a bot only logs fails the test."""
    parlour = Parlour(tmp_path, has_vendor=False)
    async with parlour.open():
        hall = Hall(parlour)
        await hall.open()
        try:
            yield hall
        finally:
            await hall.env.shutdown()
            hall.env.raise_errors()


@pytest.fixture(autouse=True)
def env(hall: Hall) -> simcord.Env:
    """SimCord's own plug-in looks for this, and turns its clock for the test."""
    return hall.env


def said(result: Any) -> str:
    """What an answer says."""
    return str(result.response.components)


async def test_every_command_answers(hall: Hall) -> None:
    """Each command that may be said in a server is known to Discord, and answered."""
    for command in hall.parlour.desk.commands:
        if command.where is Where.IN_PRIVATE:
            continue
        needed = {option.name: "monks" for option in command.options if option.is_required}
        told = needed | ({"opinion": "good"} if "opinion" in needed else {})

        result = await hall.ann.slash(hall.channel, command.name, **told)

        assert result.acknowledged, command.name
        assert said(result) != "[]", command.name


async def test_one_message_becomes_the_reel(hall: Hall) -> None:
    """The answer to /generate is edited into the reel, with alt text and buttons."""
    result, job_id = await hall.reel()

    await hall.deliver(job_id, ("Again", f"/again {job_id}"))

    assert result.response.attachments[0].filename == f"{job_id}.mp4"
    assert "Again" in said(result)


async def test_languages_are_suggested(hall: Hall) -> None:
    """Typing "germ" into the language offers German."""
    offered = await hall.ann.autocomplete(hall.channel, "niche", "language", "germ")

    assert [choice["value"] for choice in offered] == ["de"]


async def test_a_form_is_filled_in(hall: Hall) -> None:
    """A question is answered in a form."""
    asked = await hall.ann.slash(hall.channel, "generate", idea="monks")
    assert asked.response is not None
    opened = await hall.ann.click(asked.response.message, label="Answer")

    told = await hall.ann.submit_modal(opened, {"words": "specialty coffee"})

    assert opened.modal is not None
    assert "specialty coffee" in said(told)


async def test_a_button_works_after_a_restart(hall: Hall) -> None:
    """The reel's buttons are pressed in the bot's next life, as if nothing had been."""
    result, job_id = await hall.reel()
    await hall.deliver(job_id, ("Details", f"/storyboard {job_id}"))
    await hall.env.restart_bot(hall.bot())

    pressed = await hall.ann.click(result.response.message, label="Details")

    assert "Monks" in said(pressed)


async def test_strangers_may_not_press(hall: Hall) -> None:
    """Bob is turned away in private; a moderator is not."""
    result, job_id = await hall.reel()
    await hall.deliver(job_id, ("Details", f"/storyboard {job_id}"))

    stranger = await hall.bob.click(result.response.message, label="Details")
    moderator = await hall.mod.click(result.response.message, label="Details")

    assert stranger.ephemeral
    assert "belong to whoever asked" in said(stranger)
    assert "belong to whoever asked" not in said(moderator)


async def test_a_reel_after_a_quarter_of_an_hour(hall: Hall) -> None:
    """The token is dead, and the message becomes the reel all the same."""
    result, job_id = await hall.reel()
    await hall.env.advance_time(16 * 60)

    await hall.deliver(job_id)

    assert result.response.attachments[0].filename == f"{job_id}.mp4"


async def test_whoever_is_too_quick_waits(hall: Hall) -> None:
    """After a dozen commands in a row the next one has to wait, and half a minute later it is answered."""
    for _ in range(12):
        await hall.ann.slash(hall.channel, "quota")

    too_quick = await hall.ann.slash(hall.channel, "quota")
    other = await hall.bob.slash(hall.channel, "quota")
    await hall.env.advance_time(31)
    later = await hall.ann.slash(hall.channel, "quota")

    assert "Please wait" in said(too_quick)
    assert too_quick.ephemeral
    assert "Today:" in said(other)
    assert "Today:" in said(later)
