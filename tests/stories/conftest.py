"""What several stories begin with."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stories.street import Street
from tests.wires.fal import FalServer
from tests.wires.gemini import GeminiServer


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    """Everything open for business."""
    async with FalServer() as fal, GeminiServer() as gemini:
        street = Street(tmp_path, fal, gemini)
        async with street.house.open():
            yield street
            await street.balance()
        await street.close()
