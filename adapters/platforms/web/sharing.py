"""The page of a shared reel: for anybody who has the link, for as long as its owner lets them."""

from datetime import timedelta
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from adapters.platforms.web.files import handed
from adapters.platforms.web.lobby import In, Lobby, pace, sender
from adapters.platforms.web.pages import page
from adapters.platforms.web.problems import Trouble
from core.door import Deed
from core.reel.job import Job

router = APIRouter(include_in_schema=False)

_GONE = "This reel is not shared, or not any more."
_MINUTES = timedelta(minutes=10)
_FILES = {"reel.mp4": "mp4", "cover.jpg": "cover.jpg", "thumb.jpg": "thumb.jpg"}


@router.get("/s/{share_id}")
async def shared(share_id: str, request: Request, lobby: In) -> Response:
    """The reel, with what other pages need to show it."""
    job = await _found(share_id, request, lobby)
    seen = (await lobby.shelf.performance([job.id])).get(job.id)
    at = lobby.address(request, f"/s/{share_id}")
    return page("share.html", request, lobby, job=job, at=at, here=f"/s/{share_id}", seen=seen)


@router.api_route("/s/{share_id}/{name}", methods=["GET", "HEAD"])
async def file(share_id: str, name: str, request: Request, lobby: In) -> Response:
    """The reel or its pictures, for as long as it is shared; caches ask again every ten minutes."""
    job = await _found(share_id, request, lobby)
    if name not in _FILES or job.reel is None:
        raise Trouble(HTTPStatus.NOT_FOUND, _GONE)
    kept = f"{job.reel.file.removesuffix('.mp4')}.{_FILES[name]}"
    return await handed(request, lobby, kept, _MINUTES)


@router.post("/s/{share_id}/{deed}", status_code=204)
async def done(share_id: str, deed: Deed, request: Request, lobby: In) -> None:
    """Somebody watched it, liked it or passed it on: counted once for each visitor."""
    job = await _found(share_id, request, lobby)
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise Trouble(HTTPStatus.FORBIDDEN, _GONE)
    visitor = lobby.signer.visitor(sender(request), request.headers.get("user-agent", ""))
    await lobby.shelf.count(job.id, deed, visitor, lobby.clock())


async def _found(share_id: str, request: Request, lobby: Lobby) -> Job:
    pace(request, lobby, f"share/{sender(request)}")
    share = await lobby.shelf.shared(share_id)
    job = await lobby.shelf.job(share.job_id) if share else None
    if job is None or job.reel is None:
        raise Trouble(HTTPStatus.NOT_FOUND, _GONE)
    return job
