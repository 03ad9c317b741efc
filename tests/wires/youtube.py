"""A YouTube on loopback: permissions, resumable uploads, and the videos that come of them.

`python -m tests.wires.youtube --port 0` runs it by itself; its first printed line is its address.
"""

import asyncio
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aiohttp import web

from tests.wires.server import Wire, door, serve

CLIENT, SECRET, REFRESH = "client-of-this-test", "secret-of-this-test", "refresh-of-this-test"
ACCESS = "ya29.access-of-this-test"
TOKEN, BEGIN, ASK, UPLOAD = "token", "begin", "ask", "upload"
_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+)")
_INSERT = "/upload/youtube/v3/videos"


class Fault(StrEnum):
    """What can go wrong; PASS lets one request through, so that the next fault bites later."""

    PASS = "pass"
    REVOKED = "revoked"
    NO_QUOTA = "no quota"
    BROKEN = "broken"
    CUT = "cut"
    CUT_HALFWAY = "cut halfway"
    CUT_AFTERWARDS = "cut afterwards"
    HANG = "hang"
    FORGOTTEN = "forgotten"


@dataclass
class Session:
    """An upload; `video` is what came of it, empty while bytes are missing."""

    resource: dict[str, Any]
    size: int
    got: bytes = b""
    video: str = ""


class YouTubeServer(Wire):
    """YouTube with its sessions and videos kept for inspection."""

    faults = Fault
    body_bytes = 2**26

    def __init__(self) -> None:
        super().__init__()
        self.sessions: dict[str, Session] = {}

    @property
    def videos(self) -> list[Session]:
        """The uploads that became a video."""
        return [session for session in self.sessions.values() if session.video]

    def door_of(self, fault: StrEnum) -> str:
        return {Fault.REVOKED: TOKEN, Fault.NO_QUOTA: BEGIN}.get(Fault(fault), UPLOAD)

    def books(self) -> dict[str, Any]:
        return {"sessions": len(self.sessions), "videos": [each.resource for each in self.videos]}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/token":
            return await self._token(request)
        if request.headers.get("Authorization") != f"Bearer {ACCESS}":
            return _error(401, "authError")
        if request.path == _INSERT and request.method == "POST":
            return await self._begin(request)
        session = self.sessions.get(request.path.rpartition("/")[2])
        if session is None or request.method != "PUT":
            return _error(404, "notFound")
        return await self._put(request, session)

    async def _token(self, request: web.Request) -> web.StreamResponse:
        told = await request.post()
        known = {"client_id": CLIENT, "client_secret": SECRET, "refresh_token": REFRESH}
        wanted = known | {"grant_type": "refresh_token"}
        if self.fault(TOKEN) is Fault.REVOKED or dict(told) != wanted:
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response({"access_token": ACCESS, "expires_in": 3599, "token_type": "Bearer"})

    async def _begin(self, request: web.Request) -> web.StreamResponse:
        fault = self.fault(BEGIN)
        if fault is Fault.NO_QUOTA:
            return _error(403, "quotaExceeded")
        if fault is not None:
            return self.cut(request)
        if request.query.get("uploadType") != "resumable" or request.query.get("part") != "snippet,status":
            return _error(400, "badRequest")
        resource = await request.json()
        if mistake := _mistake(resource):
            return _error(400, mistake)
        name = f"session{len(self.sessions) + 1}"
        self.sessions[name] = Session(resource, int(request.headers["X-Upload-Content-Length"]))
        where = f"{self.address}{_INSERT}/{name}"
        return web.Response(headers={"Location": where})

    async def _put(self, request: web.Request, session: Session) -> web.StreamResponse:
        span = _RANGE.fullmatch(request.headers.get("Content-Range", ""))
        if span is None or int(span[3]) != session.size:
            return _error(400, "badRequest")
        if span[1] is None:
            return await self._asked(request, session)
        fault = self.fault(UPLOAD)
        if fault is Fault.HANG:
            return await self.hang(request)
        if fault is Fault.CUT:
            return self.cut(request)
        if fault is Fault.BROKEN:
            return _error(503, "backendError")
        if int(span[1]) != len(session.got) or int(span[2]) != session.size - 1:
            return _error(400, "badRequest")
        if fault is Fault.CUT_HALFWAY:
            session.got += await request.content.readexactly((session.size - len(session.got)) // 2)
            return self.cut(request)
        session.got += await request.read()
        session.video = f"video{len(self.videos) + 1}"
        return self.cut(request) if fault is Fault.CUT_AFTERWARDS else _made(session)

    async def _asked(self, request: web.Request, session: Session) -> web.StreamResponse:
        match self.fault(ASK):
            case Fault.FORGOTTEN:
                return _error(404, "notFound")
            case None | Fault.PASS:
                pass
            case _:
                return self.cut(request)
        if session.video:
            return _made(session)
        got = {"Range": f"bytes=0-{len(session.got) - 1}"} if session.got else {}
        return web.Response(status=308, headers=got)


def _made(session: Session) -> web.Response:
    return web.json_response({"kind": "youtube#video", "id": session.video, **session.resource})


def _error(status: int, reason: str) -> web.Response:
    error = {"code": status, "message": "Words of YouTube's own.", "errors": [{"reason": reason}]}
    return web.json_response({"error": error}, status=status)


def _mistake(resource: dict[str, Any]) -> str:
    """What YouTube would refuse in a video's resource."""
    snippet, status = resource.get("snippet", {}), resource.get("status", {})
    title, words = snippet.get("title", ""), snippet.get("description", "")
    if not title or len(title) > 100 or set("<>") & set(title):
        return "invalidTitle"
    if len(words.encode()) > 5000 or set("<>") & set(words):
        return "invalidDescription"
    if sum(len(tag) + 1 for tag in snippet.get("tags", ())) > 500:
        return "invalidTags"
    is_known = status.get("privacyStatus") in ("private", "public", "unlisted")
    return (
        "" if is_known and isinstance(status.get("containsSyntheticMedia"), bool) else "invalidVideoMetadata"
    )


if __name__ == "__main__":
    asyncio.run(serve(YouTubeServer(), door("youtube").parse_args().port))
