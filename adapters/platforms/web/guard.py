"""Stands before every page: by which name we are called, how much and how slowly, and what is sent along."""

import asyncio
import re
import secrets
from collections.abc import Collection
from http import HTTPStatus

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.platforms.web.problems import problem

_BODY_BYTES, _HOOK_BYTES = 1 << 16, 1 << 20
_BODY_SECONDS = 15.0
_REQUEST_ID = re.compile(r"[\w-]{1,64}")
_OF_JOB = re.compile(r"/(?:api/videos|reels)/([a-z0-9]{10})(?![a-z0-9])")
_SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})


class Guard:
    """Answers what may not pass, and puts our headers on what does.

    `hosts` are the names that we are called by beside local ones; none means any. `callers` are where
    paths of webhooks begin, which bring more than people do. `media` are addresses that pictures and
    films may come from, beside ourselves.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Collection[str],
        callers: tuple[str, ...] = (),
        media: str = "",
        *,
        is_secure: bool = False,
    ) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._callers = callers
        files = f"'self' {media}".strip()
        self._policy = (
            f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {files} data:; "
            f"media-src {files}; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
        )
        self._fixed = _SECURITY | ({"Strict-Transport-Security": "max-age=31536000"} if is_secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        brought = headers.get("x-request-id", "")
        request_id = brought if _REQUEST_ID.fullmatch(brought) else secrets.token_hex(8)
        about = {"job": job[1]} if (job := _OF_JOB.match(scope["path"])) else {}
        with structlog.contextvars.bound_contextvars(request_id=request_id, **about):
            await self._pass(scope, headers, receive, self._dressed(scope, request_id, send))

    async def _pass(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        if not self._is_our_name(headers.get("host", "")):
            await problem(HTTPStatus.BAD_REQUEST, "This is not our name.")(scope, receive, send)
            return
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                body = await _body(scope, headers, receive, self._limit(scope["path"]))
        except TimeoutError:
            told = problem(HTTPStatus.REQUEST_TIMEOUT, "That took too long.", {"Connection": "close"})
            await told(scope, receive, send)
            return
        if body is None:
            too_large = problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That is more than we read.", {"Connection": "close"}
            )
            await too_large(scope, receive, send)
            return
        await self._app(scope, _replayed(body, receive), send)

    def _limit(self, path: str) -> int:
        return _HOOK_BYTES if path.startswith(self._callers) else _BODY_BYTES

    def _is_our_name(self, host: str) -> bool:
        name = re.sub(r":\d+$", "", host).lower()
        return not self._hosts or name in self._hosts or name in _LOCAL

    def _dressed(self, scope: Scope, request_id: str, send: Send) -> Send:
        # Telegram shows us in a frame of its own page.
        framed = "https://web.telegram.org" if scope["path"] == "/mini" else "'none'"

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                headers["Content-Security-Policy"] = f"{self._policy}{framed}"
                for name, value in (self._fixed | scope.get("state", {}).get("rate", {})).items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        return dressed


async def _body(scope: Scope, headers: Headers, receive: Receive, limit: int) -> bytes | None:
    """The whole body; None when it is more than we read."""
    told = headers.get("content-length", "0")
    if not told.isdecimal() or len(told) > 12 or int(told) > limit:
        return None
    if scope["method"] in ("GET", "HEAD") and told == "0" and "transfer-encoding" not in headers:
        return b""
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            return None
        more = message.get("more_body", False)
    return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
