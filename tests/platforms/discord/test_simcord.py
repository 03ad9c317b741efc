"""The same bot on a Discord that nobody here wrote: SimCord, with its own rules and its own clock."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
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
from bot.commands import commands
from bot.desk import FrontDesk
from bot.voice.menu import menu_names, menu_words
from core.people.rules import Rulebook
from core.ports import Delivery
from core.reel.catalogue import ANIMATIC
from core.talk import Reply, Said, Where, Who
from tests.platforms.discord.conftest import keep
from tests.players import FOOTAGE
from tests.stories.parlour import Parlour
from tests.voice.gather import menu

LIMIT = 9_500_000
TONGUES = Tongues(menu_names(menu()), menu_words(menu()))


class Hall:
    """A SimCord server with Ann and Bob in it, and our bot. What it answers comes from a real desk."""

    def __init__(self, parlour: Parlour) -> None:
        self.parlour = parlour
        self.memory = Memory(parlour.store)
        self.asked: list[Said] = []
        self.takes = 0.0
        rulebook = Rulebook(parlour.store)
        menu = commands(parlour.studio, parlour.clock, ANIMATIC, rulebook)
        self.desk = FrontDesk(parlour.studio, menu, rulebook)

    async def open(self) -> None:
        """The bot joins."""
        self.env = simcord.Env(self.bot())
        await self.env.start()
        self.guild = self.env.create_guild()
        self.channel = self.guild.create_text_channel("reels")
        self.home = self.env.create_user("ann")
        self.ann = self.guild.add_member(self.home)
        self.bob = self.guild.add_member(self.env.create_user("bob"))
        rights = discord.Permissions(manage_messages=True, manage_guild=True)
        mods = self.guild.create_role("mods", permissions=rights)
        self.mod = self.guild.add_member(self.env.create_user("mod"), roles=[mods])
        await tell_menu(self.env.bot, self.desk.commands, TONGUES, self.memory)

    def bot(self) -> discord.Client:
        """One life of the bot."""
        pen = Pen(Line("token", self._dial), self.env_now, self.memory)
        self.postman = Postman(pen, self.memory, pace=4.0)
        desk = self.desk
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
        """The reel is ready, and its storyboard was written before."""
        async with asyncio.timeout(30):
            while (job := await self.parlour.store.job(job_id)) is None or job.storyboard is None:
                await asyncio.sleep(0.01)
        file = self.parlour.folder / "reel.mp4"
        file.write_bytes(b"a reel")
        return await self.postman.deliver(job.address, Delivery(job_id, "Monks", file, FOOTAGE, choices))

    def calls(self) -> list[dict[str, Any]]:
        """What the bot told SimCord, for a checker; of headers and statuses SimCord keeps nothing."""
        return [
            {"method": call.method, "path": call.path, "query": call.params, "json": call.json,
             "auth": "Bot token", "files": _files(call.json)}
            for call in self.env.http_requests
        ]  # fmt: skip

    async def _answer(self, said: Said) -> Reply:
        self.asked.append(said)
        await asyncio.sleep(self.takes)
        return await self.desk.answer(said)

    async def _dial(self, token: str) -> discord.Client:
        client = discord.Client(intents=discord.Intents(guilds=True))
        fake = FakeHTTPClient(self.env.backend, asyncio.get_running_loop())
        client.http = client._connection.http = fake
        await client.login(token)
        return client


@pytest.fixture
async def hall(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Hall]:
    """Everything open; what a bot only logs fails the test, and its calls are kept for a checker."""
    parlour = Parlour(tmp_path, has_vendor=False)
    async with parlour.open():
        hall = Hall(parlour)
        await hall.open()
        try:
            yield hall
        finally:
            keep(f"simcord-{request.node.name}", hall.calls())
            await hall.env.shutdown()
            hall.env.raise_errors()


@pytest.fixture(autouse=True)
def env(hall: Hall) -> simcord.Env:
    """SimCord's own plug-in looks for this, and turns its clock for the test."""
    return hall.env


def _files(body: Any) -> list[dict[str, Any]]:
    """The files that came with a call, as its body names them."""
    named = body.get("attachments", []) if isinstance(body, dict) else []
    return [{"name": f"files[{each['id']}]", "filename": each["filename"]} for each in named]


def said(result: Any) -> str:
    """What an answer says; a command that can be pressed as people read it."""
    return re.sub(r"</(\w+):\d+>", r"/\1", str(result.response.components))


async def test_every_command_answers(hall: Hall) -> None:
    """Each command is known to Discord, and answered: in a server, or where it is nobody else's business."""
    for command in hall.desk.commands:
        if command.where is Where.IN_PRIVATE:
            assert said(await hall.home.slash(command.name)) != "[]", command.name
            continue
        who = hall.ann if command.who is Who.EVERYBODY else hall.mod
        needed = {option.name: "monks" for option in command.options if option.is_required}
        told = needed | ({"opinion": "good"} if "opinion" in needed else {})

        result = await who.slash(hall.channel, command.name, **told)

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
    assert "“monks”, 10 s" in said(told)


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
    """After a dozen commands in a row the next ones have to wait, and half a minute later one is answered.

    A flood goes no further than that: nobody is asked about it, and nothing is written.
    """
    for _ in range(12):
        await hall.ann.slash(hall.channel, "quota")

    with closing(sqlite3.connect(hall.parlour.folder / "nichereel.db")) as base:
        before = base.execute("PRAGMA data_version").fetchall()
        for _ in range(30):
            too_quick = await hall.ann.slash(hall.channel, "quota")
        assert base.execute("PRAGMA data_version").fetchall() == before
    assert len(hall.asked) == 12
    other = await hall.bob.slash(hall.channel, "quota")
    await hall.env.advance_time(31)
    later = await hall.ann.slash(hall.channel, "quota")

    assert "Please wait" in said(too_quick)
    assert too_quick.ephemeral
    assert "Today:" in said(other)
    assert "Today:" in said(later)


async def test_models_and_earlier_niches_are_suggested(hall: Hall) -> None:
    """Who can film here is offered with its price, and what somebody's reels were about so far."""
    await hall.reel()
    models = await hall.ann.autocomplete(hall.channel, "generate", "model", "")
    niches = await hall.ann.autocomplete(hall.channel, "generate", "niche", "cof", idea="monks")

    assert [choice["name"] for choice in models] == ["animatic · drawn here, at no cost"]
    assert [choice["value"] for choice in niches] == ["specialty coffee"]


async def test_one_account_with_the_terminal(hall: Hall) -> None:
    """A code from a direct message links the terminal; /unlink parts them, and says when there is nothing."""
    told = said(await hall.home.slash("link"))
    code = re.search(r"/link (\w{10})", told)
    assert code is not None

    linked = await hall.parlour.say(f"/link {code[1]}", who="console:me")

    assert "on Discord" in linked.text
    assert "Unlinked" in said(await hall.home.slash("unlink"))
    assert "linked with nobody" in said(await hall.home.slash("unlink"))


async def test_discord_itself_keeps_settings_from_members(hall: Hall) -> None:
    """/group is not even offered to members, and those who manage the server settle it."""
    with pytest.raises(simcord.SetupError):
        await hall.ann.slash(hall.channel, "group", quiet="on")

    settled = await hall.mod.slash(hall.channel, "group", quiet="on", niche="board games")

    assert "board games" in said(settled)
    assert (await hall.ann.slash(hall.channel, "generate", idea="dice")).ephemeral


async def test_a_slow_answer_is_in_time(hall: Hall) -> None:
    """Whatever takes longer than Discord's three seconds is answered with a promise, and then with words."""
    hall.takes = 20.0
    slow = await hall.ann.slash(hall.channel, "quota")
    assert slow.deferred

    await hall.env.advance_time(21)

    assert "Today:" in said(slow)


async def test_a_slow_button_is_in_time(hall: Hall) -> None:
    """A press whose answer takes long is promised one within the three seconds, too."""
    result, job_id = await hall.reel()
    await hall.deliver(job_id, ("Details", f"/storyboard {job_id}"))
    hall.takes = 20.0
    slow = await hall.ann.click(result.response.message, label="Details")
    await hall.env.advance_time(2)
    assert slow.deferred

    await hall.env.advance_time(20)

    assert "Monks" in said(slow)


async def test_a_hidden_answer_after_a_quarter_of_an_hour(hall: Hall) -> None:
    """Nobody can change a hidden answer by then: the reel comes as a direct message."""
    await hall.mod.slash(hall.channel, "group", quiet="on")
    _, job_id = await hall.reel()
    await hall.env.advance_time(16 * 60)

    receipt = await hall.deliver(job_id)

    assert receipt.startswith(f"{hall.home.dm_channel.id}/")
