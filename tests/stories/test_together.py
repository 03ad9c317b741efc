"""Telegram, Discord and the terminal in one process, for one person with one account."""

import asyncio
from io import StringIO
from pathlib import Path

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import SecretStr

from adapters.platforms.console import Chat, Screen
from bot.assembly import open_house
from bot.settings import Settings
from tests.wires.discord import DiscordServer
from tests.wires.discord_world import LOADING, Interaction, words
from tests.wires.telegram import TelegramServer

ANN = 222222222222222222


async def answered(server: DiscordServer, it: Interaction) -> str:
    """What Discord shows in answer."""
    async with asyncio.timeout(30):
        while not it.original or server.world.messages[it.original]["flags"] & LOADING:
            await asyncio.sleep(0.01)
    return words(server.world.messages[it.original])


async def test_one_person_on_three_platforms_has_one_quota(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ann links Telegram and Discord with her terminal: two reels a day are two in all, until she unlinks."""
    monkeypatch.chdir(tmp_path)
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    async with TelegramServer() as telegram, DiscordServer() as discord:
        discord.world.patience = 30.0
        settings = Settings(
            data_dir=tmp_path,
            telegram_bot_token=SecretStr(telegram.token),
            telegram_base_url=telegram.address,
            discord_bot_token=SecretStr(discord.token),
            discord_api_url=discord.api,
            discord_gateway_url=discord.gateway,
            quota_reels_per_day=2,
        )
        screen = Screen(StringIO())
        try:
            async with open_house(settings, screen) as house:
                listening = asyncio.create_task(house.platforms.listen(house.desk, house.studio))
                async with asyncio.timeout(30):
                    await discord.ready()
                home = discord.world.channel(ANN + 7, None, kind=1)
                terminal = Chat(house.desk.answer, house.desk.commands, screen, tmp_path)
                chat = telegram.user("Ann").private()

                code = (await terminal.say("/link")).text.split("/link ")[1].split()[0]
                linked = await answered(discord, await discord.slash(ANN, home, "link", code=code))
                assert "here and in the terminal" in linked
                from_discord = await answered(discord, await discord.slash(ANN, home, "link"))
                chat.say("/link " + from_discord.split("/link ")[1].split()[0])
                await chat.until("here and on Discord")

                await terminal.say("/niche specialty coffee")
                assert (await terminal.say("/generate monks seconds=5")).job_id
                await answered(discord, await discord.slash(ANN, home, "niche", subject="tea"))
                made = await discord.slash(ANN, home, "generate", idea="nuns", seconds=5)
                assert "Left today: 0 of 2 reels" in await answered(discord, made)
                chat.say("/quota")
                await chat.until("2 of 2 reels")

                chat.say("/unlink")
                await chat.until("Unlinked")
                chat.say("/quota")
                await chat.until("0 of 2 reels")
                for job in await house.studio.jobs(await house.studio.requester(f"discord:{ANN}")):
                    await house.studio.cancel(job)
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
        finally:
            Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, yarl.URL(gateway)
