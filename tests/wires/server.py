"""What every fake vendor has: an address on loopback, doors, faults waiting at them, a remote control."""

import argparse
import asyncio
import json
from collections import defaultdict, deque
from enum import StrEnum
from typing import Any, Self

from aiohttp import web

CONTROL = "/_control"


class Wire:
    """A server on loopback. Use it as `async with`, or `serve` it as a process of its own.

    A fault waits at a door until a request comes through that door, and bites once. Over the
    wire, `POST /_control/next` with `{"fault", "at", "times"}` does what `next` does, and
    `GET /_control/books` tells what the server has seen.
    """

    faults: type[StrEnum]
    body_bytes = 2**20
    """The largest request that is read."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[StrEnum]] = defaultdict(deque)
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.address = ""

    def next(self, *faults: StrEnum, at: str = "", times: int = 1) -> None:
        """Let these faults bite, in this order, at the door `at` (or where each belongs)."""
        for fault in faults:
            self._waiting[at or self.door_of(fault)].extend([fault] * times)

    def fault(self, door: str) -> StrEnum | None:
        """The fault that bites at this door now."""
        waiting = self._waiting.get(door)
        return waiting.popleft() if waiting else None

    def is_waiting_for(self, door: str) -> bool:
        """Whether something will still go wrong at this door."""
        return bool(self._waiting.get(door))

    def door_of(self, fault: StrEnum) -> str:
        """The door at which a fault waits when nobody says which."""
        raise NotImplementedError

    def books(self) -> dict[str, Any]:
        """What this vendor would tell an auditor."""
        raise NotImplementedError

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request of a customer."""
        raise NotImplementedError

    async def command(self, name: str, words: dict[str, Any]) -> Any:
        """Obey one order of the remote control."""
        if name == "next":
            self.next(self.faults(words["fault"]), at=words.get("at", ""), times=words.get("times", 1))
            return {}
        if name == "books":
            return self.books()
        raise web.HTTPNotFound

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *error: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> Self:
        """Open for business on 127.0.0.1; port 0 picks a free one."""
        app = web.Application(client_max_size=self.body_bytes)
        app.router.add_route("*", CONTROL + "/{name}", self._control)
        app.router.add_route("*", "/{path:.*}", self.answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, backlog=1024)
        await site.start()
        host, number = self._runner.addresses[0][:2]
        self.address = f"http://{host}:{number}"
        return self

    async def stop(self) -> None:
        """Close; whoever was kept waiting is cut off."""
        self._closing.set()
        if self._runner is not None:
            await self._runner.cleanup()

    async def hang(self, request: web.Request) -> web.Response:
        """Never answer."""
        await self._closing.wait()
        return self.cut(request)

    def cut(self, request: web.Request) -> web.Response:
        """Drop the connection without a word."""
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _control(self, request: web.Request) -> web.Response:
        body = await request.read()
        return web.json_response(await self.command(request.match_info["name"], json.loads(body or b"{}")))


def door(name: str) -> argparse.ArgumentParser:
    """The command line that every fake vendor understands."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.wires.{name}")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    return parser


async def serve(wire: Wire, port: int) -> None:
    """Run until killed; the first line printed is the address."""
    await wire.start(port)
    print(wire.address, flush=True)
    await asyncio.Event().wait()
