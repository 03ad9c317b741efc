"""A bot at work on a fake Telegram whose traffic can be kept."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platforms.telegram.lounge import Lounge, hasty
from tests.wires.telegram import TelegramServer
from tests.wires.telegram_chats import Private
from tests.wires.telegram_recording import recorded


@pytest.fixture
async def telegram(request: pytest.FixtureRequest) -> AsyncIterator[TelegramServer]:
    """Telegram, without its rate limits."""
    async with recorded(request.node.name) as server:
        yield server


@pytest.fixture
async def lounge(tmp_path: Path, telegram: TelegramServer) -> AsyncIterator[Lounge]:
    """A bot that draws its reels."""
    lounge = Lounge(tmp_path, hasty(telegram))
    async with lounge.open():
        yield lounge


@pytest.fixture
def ann(telegram: TelegramServer, lounge: Lounge) -> Private:
    """Ann's chat with the bot."""
    del lounge
    return telegram.user("Ann").private()
