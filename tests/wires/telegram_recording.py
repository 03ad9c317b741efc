"""Keeps what went over the fake Bot API's wire, for whoever wants to check it later."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.wires.telegram import TelegramServer

FOLDER = "BOT_API_RECORDINGS"
"""The environment variable that names the folder; without it nothing is kept."""


@asynccontextmanager
async def recorded(name: str, **server: Any) -> AsyncIterator[TelegramServer]:
    """A Telegram whose traffic is kept under this name.

    Only for bots that are expected to behave: every call is held against the Bot API's description.
    """
    async with TelegramServer(**server) as telegram:
        yield telegram
        if os.environ.get(FOLDER):
            path = Path(os.environ[FOLDER]) / re.sub(r"\W+", "-", name)
            telegram.dump_calls(path.with_suffix(".calls.jsonl"))
            telegram.dump_updates(path.with_suffix(".updates.jsonl"))
