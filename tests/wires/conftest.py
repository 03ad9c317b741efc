"""A Telegram on loopback, and somebody else's client that talks to it."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from tests.wires.telegram import TelegramServer
from tests.wires.telegram_clients import client


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    """Telegram, without its rate limits."""
    async with TelegramServer() as telegram:
        yield telegram


@pytest.fixture
async def bot(telegram: TelegramServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    """python-telegram-bot's client, unmodified, and told to call times by their new type."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    async with client(telegram) as bot:
        yield bot
