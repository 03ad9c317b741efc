"""A render host for the tests of a file, and one finished reel for all of them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.media.room import RenderHost
from core.ports import Footage
from tests.media.boards import board
from tests.media.footage import film

SECONDS = 5


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room() -> AsyncIterator[RenderHost]:
    host = RenderHost()
    yield host
    await host.close()


@pytest.fixture(scope="session")
def giant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small file whose one picture is enormous."""
    return film(tmp_path_factory.mktemp("giant") / "clip.mp4", size=(4320, 8192), seconds=0.03, rate=30)


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Footage, list[int]]:
    """A reel as the cutting room draws it: its file, what was said of it, and the progress on the way."""
    to = tmp_path_factory.mktemp("drawn") / "reel.mp4"
    told: list[int] = []

    async def draw() -> Footage:
        room = RenderHost()
        try:
            return await room.draw(board(), SECONDS, 7, to, told.append)
        finally:
            await room.close()

    return to, asyncio.run(draw()), told
