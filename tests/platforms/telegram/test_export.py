"""What is kept of somebody comes to them as a file."""

import asyncio
from io import StringIO
from pathlib import Path

from pydantic import SecretStr

from adapters.platforms.console import Screen
from bot.assembly import open_house
from bot.settings import Settings
from tests.wires.telegram import TelegramServer


async def test_an_export_is_a_zip_file(telegram: TelegramServer, tmp_path: Path) -> None:
    """In private the bot sends a zip file, which is named as one; in a group it says where to ask."""
    settings = Settings(
        telegram_bot_token=SecretStr(telegram.token), telegram_base_url=telegram.address, data_dir=tmp_path
    )
    ann = telegram.user("Ann")
    group = telegram.group("Cafe", members=[ann])
    async with open_house(settings, Screen(StringIO())) as house:
        hearing = asyncio.create_task(house.platforms.listen(house.desk, house.studio))
        ann.private().say("/start")
        await ann.private().until("vertical reels")
        ann.private().say("/export")
        sent = await ann.private().until(lambda message: message.document is not None)
        group.say(ann, "/export")
        there = await group.until("private")
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)

    assert telegram.calls_of("sendDocument")[0].files["document"].filename == "nichereel-export.zip"
    assert sent.document is not None
    assert there.document is None
