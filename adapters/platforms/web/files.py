"""Reels and their pictures, handed out: from our own folder, under addresses that work for a while."""

import asyncio
import re
from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.staticfiles import NotModifiedResponse

from adapters.platforms.web.lobby import In, Lobby
from adapters.platforms.web.problems import Trouble
from core.reel.archive import KINDS

router = APIRouter(include_in_schema=False)

_NAME = re.compile(rf"[a-z0-9]{{1,40}}\.({'|'.join(map(re.escape, KINDS))})")
_MEDIA = {"mp4": "video/mp4", "jpg": "image/jpeg", "srt": "application/x-subrip"}
_GONE = "There is no such file, or its address works no more."
_STATIC = Path(__file__).parent / "static"
_STATIC_MEDIA = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@router.api_route("/files/{permit}/{name}", methods=["GET", "HEAD"])
async def file(
    permit: str, name: str, request: Request, lobby: In, as_: str = Query("", alias="as")
) -> Response:
    """A file, whole or in part. Whoever has the address may keep it as long as that works."""
    left = lobby.signer.may_fetch(name, permit)
    if left is None:
        raise Trouble(HTTPStatus.NOT_FOUND, _GONE)
    return await handed(request, lobby, name, left, as_)


async def handed(request: Request, lobby: Lobby, name: str, left: timedelta, as_: str = "") -> Response:
    """A file of the archive, which anybody may keep for so long; `as_` is the name for saving it."""
    if not _NAME.fullmatch(name):
        raise Trouble(HTTPStatus.NOT_FOUND, _GONE)
    if not as_ and lobby.elsewhere is not None and (url := await lobby.elsewhere.url(name, left)) is not None:
        # Whoever comes by a kept answer still has half of the time that the address works.
        return RedirectResponse(url, HTTPStatus.TEMPORARY_REDIRECT, _kept(left / 2))
    path = await lobby.archive.at_hand(name)
    if path is None:
        raise Trouble(HTTPStatus.NOT_FOUND, _GONE)
    answer = FileResponse(
        path,
        media_type=_MEDIA[name.rpartition(".")[2]],
        headers=_kept(left) | {"Cross-Origin-Resource-Policy": "cross-origin"},
        filename=_safe(as_) or None,
        stat_result=await asyncio.to_thread(path.stat),
    )
    tags = request.headers.get("if-none-match", "")
    return NotModifiedResponse(answer.headers) if answer.headers["etag"] in tags else answer


def _kept(left: timedelta) -> dict[str, str]:
    """What is behind an address never changes; how long the address works does."""
    return {"Cache-Control": f"public, max-age={int(left.total_seconds())}, immutable"}


@router.get("/static/{name}")
async def static(name: str, request: Request) -> Response:
    """Our own style and script; addresses carry their digest, so that they may be kept for ever."""
    if name not in _statics():
        raise Trouble(HTTPStatus.NOT_FOUND, _GONE)
    path = _STATIC / name
    caching = "public, max-age=31536000, immutable" if request.query_params.get("v") else "no-cache"
    return FileResponse(path, media_type=_STATIC_MEDIA[path.suffix[1:]], headers={"Cache-Control": caching})


@lru_cache
def _statics() -> frozenset[str]:
    return frozenset(file.name for file in _STATIC.iterdir() if file.suffix[1:] in _STATIC_MEDIA)


def _safe(name: str) -> str:
    return re.sub(r"[^\w .-]+", "-", name)[:80].strip()
