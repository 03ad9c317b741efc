"""What nobody should be able to do to the door: overfeed it, starve it, or find something that breaks."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from adapters.platforms.web import guard, server
from tests.platforms.web.doorway import Doorway, doorway

PATIENCE = 30.0


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Doorway]:
    """The door, open."""
    async with doorway(tmp_path, limit=1_000_000) as door:
        yield door


async def spoken(door: Doorway, text: bytes) -> bytes:
    """What comes back on a bare connection until it is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(door.at.rpartition(":")[2]))
    writer.write(text)
    await writer.drain()
    try:
        return await asyncio.wait_for(reader.read(), PATIENCE)
    finally:
        writer.close()


@pytest.mark.parametrize("is_told", [True, False], ids=["told", "in chunks"])
async def test_more_than_we_read_is_refused(door: Doorway, is_told: bool) -> None:
    """A body larger than anything we need is not taken in, whether its size is told or not."""
    large = b"x" * 200_000

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield large[:50_000]

    answer = await door.ann.post("/api/prompts/generate", content=large if is_told else chunks())

    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


async def test_an_endless_head_is_refused(door: Doorway) -> None:
    """A head without end is cut off."""
    answer = await spoken(door, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * 100_000)

    assert b" 400 " in answer.partition(b"\r\n")[0]


async def test_a_slow_head_is_hung_up_on(door: Doorway, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a connection and hardly says anything does not keep it."""
    monkeypatch.setattr(server, "_HEAD_SECONDS", 0.2)

    assert await spoken(door, b"GET / HTTP/1.1\r\nHost: loc") == b""


async def test_a_slow_body_is_not_waited_for(door: Doorway, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever promises a body and does not bring it is told so, and hung up on."""
    monkeypatch.setattr(guard, "_BODY_SECONDS", 0.2)
    head = b"POST /chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc"

    assert b" 408 " in (await spoken(door, head)).partition(b"\r\n")[0]


@pytest.mark.parametrize("is_known", [True, False], ids=["with a token", "without"])
async def test_nothing_breaks_whatever_is_asked(door: Doorway, is_known: bool) -> None:
    """However strange a request: every answer is one that the description names, none a fault of ours."""
    token = await door.token() if is_known else "nr_nobody"
    description: dict[str, Any] = (await door.client.get("/api/openapi.json")).json()
    # What streams until a video ends has no end that a tester could wait for.
    description["paths"].pop("/api/videos/{video_id}/events")
    schema: Any = schemathesis.openapi.from_dict(description)

    def ask() -> None:
        for found in schema.get_all_operations():
            _many(found.ok(), door.at, {"Authorization": f"Bearer {token}"})

    await asyncio.to_thread(ask)


def _many(operation: Any, at: str, headers: dict[str, str]) -> None:
    checks = [
        schemathesis.checks.not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
    ]

    @settings(
        max_examples=15,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def one(case: Any) -> None:
        case.call_and_validate(base_url=at, headers=headers, checks=checks, timeout=30)

    one()
