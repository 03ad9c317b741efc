"""The vendors' adapters, each with its fake vendor on loopback."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from adapters.vendors.fal import FalRenderer
from adapters.vendors.gemini import GeminiWriter
from core.ports import Order
from tests.wires import fal as fal_wire
from tests.wires import gemini as gemini_wire
from tests.wires.fal_orders import WAN


@pytest.fixture
async def fal() -> AsyncIterator[fal_wire.FalServer]:
    """FAL, at once done with everything."""
    async with fal_wire.FalServer() as server:
        yield server


@pytest.fixture
async def renderer(fal: fal_wire.FalServer) -> AsyncIterator[FalRenderer]:
    """Our adapter, told to ask that FAL."""
    adapter = FalRenderer(fal_wire.KEY, fal.queue_url, fal.api_url)
    yield adapter
    await adapter.aclose()


@pytest.fixture
async def gemini() -> AsyncIterator[gemini_wire.GeminiServer]:
    """Gemini, in a good mood."""
    async with gemini_wire.GeminiServer() as server:
        yield server


@pytest.fixture
async def writer(gemini: gemini_wire.GeminiServer) -> AsyncIterator[GeminiWriter]:
    """Our adapter, told to ask that Gemini, without second tries."""
    adapter = GeminiWriter(gemini_wire.KEY, base_url=gemini.address, attempts=1)
    yield adapter
    await adapter.aclose()


@pytest.fixture
def order() -> Order:
    """A five-second clip."""
    return Order(
        model=WAN,
        prompt="Opening: a monk pours coffee at dawn.",
        negative_prompt="text, watermark",
        seconds=5,
        resolution="1080p",
        seed=42,
    )


@pytest.fixture
def long_ago() -> datetime:
    """Longer ago than FAL takes to film anything, even on a bad day."""
    return datetime.now(UTC) - timedelta(days=2)
