"""A series on Telegram: its card comes by itself, on the day."""

import asyncio
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from pydantic import SecretStr

from adapters.platforms.console import Screen
from bot.assembly import open_house
from bot.settings import Settings
from tests.platforms.telegram.lounge import has_niche
from tests.players import HandClock
from tests.wires.telegram import TelegramServer

PATIENCE = 120


async def test_the_card_comes_on_the_day(telegram: TelegramServer, tmp_path: Path) -> None:
    """The ideas are told, the storyboard is shown on the day with its buttons, and Make it makes it there."""
    settings = Settings(
        telegram_bot_token=SecretStr(telegram.token),
        telegram_base_url=telegram.address,
        voice_model="off",
        data_dir=tmp_path,
    )
    clock, ann = HandClock(), telegram.user("Ann")
    chat = ann.private()
    async with open_house(settings, Screen(StringIO()), clock) as house:
        hearing = asyncio.create_task(house.platforms.listen(house.desk, house.studio))
        await has_niche(chat)
        chat.say("/series days=daily time=18:00 zone=Europe/Berlin seconds=5")
        planned = await chat.until("Planned for your series", PATIENCE)
        clock.now = datetime(2026, 11, 22, 17, tzinfo=UTC)
        chat.say("/series idea=the monk who could not sleep")
        card = await chat.until("shall I make this one?", PATIENCE)
        first = [button.text for button in card.buttons[0]]
        await telegram.press(ann, card, "Make it").answered(PATIENCE)
        reel = await chat.until(lambda message: message.video is not None, PATIENCE)
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)

    assert planned.text.count("specialty coffee") == 7
    assert "The monk who could not sleep" in card.text
    assert first[0] == "Make it"
    assert "Animatic" in reel.text
