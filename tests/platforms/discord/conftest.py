"""A bot at work on a fake Discord whose calls can be kept for a checker."""

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.platforms.discord.pen import Pen
from tests.platforms.discord.club import Club
from tests.wires.discord import DiscordServer


@pytest.fixture(autouse=True)
def _back_to_discord() -> Iterator[None]:
    """discord.py keeps on its classes where Discord is; each test puts that back."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, yarl.URL(gateway)


@pytest.fixture
async def server(request: pytest.FixtureRequest) -> AsyncIterator[DiscordServer]:
    """Discord; its calls are written into the folder DISCORD_RECORDINGS, if there is one.

    It waits longer for first answers than the real one, since machines that run tests can be slow; the
    three seconds are kept by SimCord's clock, and by the benchmark.
    """
    async with DiscordServer() as server:
        server.world.patience = 30.0
        yield server
    keep(request.node.name, server.calls)


@pytest.fixture
async def club(tmp_path: Path, server: DiscordServer) -> AsyncIterator[Club]:
    """A bot that draws its reels, in one server with one channel."""
    club = Club(tmp_path, server)
    async with club.open():
        yield club


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py and we wait some seconds before a call is repeated; a test does not."""

    async def sleep(seconds: float) -> None:
        await asyncio_sleep(min(seconds, 0.01))

    asyncio_sleep = asyncio.sleep
    for module in ("discord.http", "discord.webhook.async_"):
        stand_in = SimpleNamespace(**{**vars(asyncio), "sleep": sleep})
        monkeypatch.setattr(sys.modules[module], "asyncio", stand_in)
    monkeypatch.setattr(Pen.__init__, "__defaults__", (sleep,))


def keep(name: str, calls: Sequence[Mapping[str, Any]]) -> None:
    """Write a test's calls into the folder DISCORD_RECORDINGS, if there is one."""
    if folder := os.environ.get("DISCORD_RECORDINGS"):
        lines = [json.dumps(call) for call in calls]
        file = re.sub(r"\W+", "-", name)
        (Path(folder) / f"{file}.jsonl").write_text("\n".join([*lines, ""]))
