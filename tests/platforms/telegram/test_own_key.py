"""A key that somebody tells in a chat does not stay there."""

import asyncio
from collections.abc import AsyncIterator
from io import StringIO
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from adapters.platforms.console import Screen
from bot.assembly import open_house
from bot.settings import Settings
from tests.wires.fal import FalServer
from tests.wires.telegram import TelegramServer

KEY = "anns-own-key:fedcba9876543210"


@pytest.fixture
async def listening(tmp_path: Path, telegram: TelegramServer) -> AsyncIterator[None]:
    """The whole bot, which takes keys of people's own for a FAL next door."""
    async with FalServer(keys=(KEY,)) as fal:
        settings = Settings(
            telegram_bot_token=SecretStr(telegram.token),
            telegram_base_url=telegram.address,
            fal_queue_url=fal.queue_url,
            fal_api_url=fal.api_url,
            key_master=(SecretStr(Fernet.generate_key().decode()),),
            data_dir=tmp_path,
        )
        async with open_house(settings, Screen(StringIO())) as house:
            hearing = asyncio.create_task(house.platforms.listen(house.desk, house.studio))
            yield
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)


@pytest.mark.usefixtures("listening")
async def test_a_key_is_taken_out_of_the_chat(telegram: TelegramServer) -> None:
    """The message with the key is gone before the key is tried; only the answer stays."""
    ann = telegram.user("Ann").private()
    ann.say("/start")
    await ann.until("vertical reels")
    said = ann.say(f"/key fal {KEY}")

    await ann.until("Your reels are filmed on it")

    assert said.deleted


@pytest.mark.usefixtures("listening")
async def test_a_key_told_in_a_group_is_pointed_at(telegram: TelegramServer) -> None:
    """In a group where the bot may delete nothing it refuses the key, and says what to do."""
    ann = telegram.user("Ann")
    group = telegram.group("Cafe", members=[ann])
    group.say(ann, f"/key fal {KEY}")

    answer = await group.until("private")

    assert "delete it yourself" in answer.text
