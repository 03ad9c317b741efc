"""The fake FAL in a process of its own, and its remote control."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from benchmarks.contest import root

KEY = "fal-test-key:0123456789abcdef"
"""What the fake takes for a key. Importing it would bring all that the fake needs into our process."""


@dataclass(frozen=True, slots=True)
class FakeFal:
    """A FAL that films every order until it is told to finish it, or for a time of its own."""

    address: str
    _http: httpx.AsyncClient

    async def finish(self, request_id: str) -> None:
        """From now on this order is finished."""
        await self._command("finish", {"ids": [request_id]})

    async def looks(self) -> int:
        """How often anybody asked how an order stands."""
        books = await self._command("books", {})
        return int(books["calls"].get("status", 0))

    async def _command(self, name: str, words: dict[str, Any]) -> Any:
        return (await self._http.post(f"{self.address}/_control/{name}", json=words)).json()


@asynccontextmanager
async def fake_fal(filming_seconds: float | None = None) -> AsyncIterator[FakeFal]:
    """Start it on a free port of 127.0.0.1, and end it; orders are held if no time is told."""
    pace = ("--hold",) if filming_seconds is None else ("--filming-seconds", str(filming_seconds))
    command = ("-m", "tests.wires.fal", "--port", "0", *pace)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=root(), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        address = (await process.stdout.readline()).decode().strip()
        async with httpx.AsyncClient(timeout=120) as http:
            yield FakeFal(address, http)
    finally:
        process.kill()
        await process.wait()
