"""Serves the door in our own loop: opens the port, is patient for a while, and closes politely."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from core.errors import Misconfigured

_HEAD_SECONDS = 10.0
_HEAD_BYTES = 16_384
_KEEP_ALIVE_SECONDS = 20
_CROWD = 500
_LAST_SECONDS = 10
_BACKLOG = 1024


class _Impatient(H11Protocol):
    """Hangs up on whoever does not bring the head of a request in time (uvicorn 0.54 waits for ever)."""

    _head_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._head_due is not None:
            self._head_due.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete:
            if self._head_due is None:
                self._wait_for_head()
        elif self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None

    def _wait_for_head(self) -> None:
        self._head_due = self.loop.call_later(_HEAD_SECONDS, self.transport.close)


class _Server(uvicorn.Server):
    """Leaves the signals to the process that it runs in."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def open_port(host: str, port: int) -> socket.socket:
    """Take the port. Raises Misconfigured when somebody else has it, or the address is none of ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(_BACKLOG)
    except OSError as error:
        taken.close()
        raise Misconfigured(
            f"The web door cannot open port {port} at {host}: it is taken, or not ours to open. "
            "Please set another PORT or WEB_HOST, or stop who uses it."
        ) from error
    taken.setblocking(False)
    return taken


async def serve(app: ASGIApp, at: socket.socket, farewell: Callable[[], None]) -> None:
    """Serve until cancelled, then let the answers under way come to their end.

    `farewell` ends those that would have none.
    """
    server = _Server(
        uvicorn.Config(
            app,
            http=_Impatient,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=_CROWD,
            h11_max_incomplete_event_size=_HEAD_BYTES,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=_LAST_SECONDS,
        )
    )
    serving = asyncio.ensure_future(server.serve([at]))
    try:
        await asyncio.shield(serving)
    finally:
        farewell()
        server.should_exit = True
        await serving
