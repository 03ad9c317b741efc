"""The gallery: one's reels on a page, each with all there is to know and to do about it."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse

from adapters.platforms.web.api import STAGES, may_approve, over_quota
from adapters.platforms.web.chat import address_of
from adapters.platforms.web.lobby import In, Lobby, seated
from adapters.platforms.web.pages import form_key, fragment, known, page, session, signed_form
from adapters.platforms.web.postman import PLATFORM
from adapters.platforms.web.problems import Trouble
from core.books.ledger import NOTHING
from core.door import Performance
from core.learning.arms import Mark, Reason
from core.learning.casting import filmed_by
from core.reel.job import Job, Status
from core.reel.kit import kit_of, pack
from core.request import Request as Wish
from core.store import Requester

router = APIRouter(include_in_schema=False)

_ON_A_PAGE = 24
_ASKED = "why"
_OPINIONS = {"good": True, "bad": False}
"""A thumb that is pressed again is taken back."""
_NO_REEL = "You have no reel of this id."
_NO_KIT = "That reel has not been finished, so there is nothing to post yet."
_FILTERS = {
    "all": None,
    "making": Status.PROCESSING,
    "ready": Status.COMPLETED,
    "failed": Status.FAILED,
}
_NOTHING_SEEN = Performance()


@dataclass(frozen=True, slots=True)
class Card:
    """A reel as pages show it. `files` is what the addresses of its files begin with, if there are any."""

    job: Job
    doing: str
    percent: int | None
    files: str
    micros: int
    share: str
    seen: Performance

    @property
    def title(self) -> str:
        return self.job.title

    @property
    def language(self) -> str:
        """Of the title, which is the requester's own words where the storyboard is in another one."""
        return self.job.brief.niche.language

    @property
    def status(self) -> str:
        return self.job.status.value


@router.get("/")
async def grid(
    request: Request,
    lobby: In,
    show: Annotated[str, Query(pattern="^(all|making|ready|failed)$")] = "all",
    before: Annotated[str, Query(pattern="^[a-z0-9]{0,40}$")] = "",
) -> Response:
    """One's reels, or the way in."""
    requester = await session(request, lobby)
    if requester is None:
        return page("welcome.html", request, lobby, lets_in=lobby.lets_in_anybody)
    status = _FILTERS[show]
    jobs = await lobby.shelf.page(requester.key, _ON_A_PAGE, STAGES[status] if status else (), before)
    more = jobs[-1].id if len(jobs) == _ON_A_PAGE else ""
    cards = await _cards(jobs, lobby)
    return page("grid.html", request, lobby, cards=cards, show=show, more=more)


@router.get("/gallery")
async def named() -> Response:
    """Where somebody looks who knows the command's name."""
    return RedirectResponse("/", HTTPStatus.TEMPORARY_REDIRECT)


@router.get("/news")
async def news(request: Request, lobby: In) -> StreamingResponse:
    """How the reels under way are doing, whenever that changes."""
    requester = await known(request, lobby)
    seated(lobby, requester)
    return StreamingResponse(_news(requester, lobby), media_type="text/event-stream")


@router.get("/reels/{job_id}/card")
async def card(job_id: str, request: Request, lobby: In) -> HTMLResponse:
    """One card of the grid, to be put in place of the one that was there."""
    job = await _found(job_id, request, lobby)
    shown = (await _cards([job], lobby))[0]
    return HTMLResponse(fragment("card.html", lobby, card=shown, form_key=form_key(request, lobby)))


@router.get("/reels/{job_id}")
async def reel(job_id: str, request: Request, lobby: In) -> Response:
    """One reel: played, on paper, its price and its performance."""
    job = await _found(job_id, request, lobby)
    shown = (await _cards([job], lobby))[0]
    link = f"{lobby.address(request, '')}{shown.share}" if shown.share else ""
    prompts = lobby.studio.prompts(job.brief, job.storyboard) if job.storyboard and not job.is_drawn else ()
    daily = await lobby.shelf.daily(job.id, lobby.clock()) if shown.share else {}
    asks = may_approve(job)
    kit = kit_of(job, job.storyboard) if job.storyboard else None
    requester = await known(request, lobby)
    opinion, said = (
        await lobby.shelf.opinion(job.id, requester.key),
        await lobby.studio.reasons(requester, job),
    )
    told = {"prompts": prompts, "asks": asks, "daily": daily, "kit": kit, "opinion": opinion, "said": said}
    # Whoever does not like it is asked why, and sees what they said.
    told |= {"reasons": lobby.reasons if said or _ASKED in request.query_params else {}}
    told |= {
        "changed": lobby.changed(job),
        "hours": await _hours(job, lobby),
        "is_public": bool(lobby.public_url),
    }
    return page("reel.html", request, lobby, 200, card=shown, link=link, **told)


@router.get("/reels/{job_id}/kit")
async def kit(job_id: str, request: Request, lobby: In) -> FileResponse:
    """Everything to post a reel with, as a ZIP."""
    job = await _found(job_id, request, lobby)
    if job.reel is None or job.storyboard is None:
        raise Trouble(HTTPStatus.NOT_FOUND, _NO_KIT)
    packed = await pack(job, job.storyboard, lobby.archive, await _hours(job, lobby))
    return FileResponse(packed.file, media_type="application/zip", filename=f"{job.id}-kit.zip")


async def _hours(job: Job, lobby: Lobby) -> str:
    """When to post it."""
    return lobby.hours(job.brief.niche, (await lobby.studio.treasury.standing(job.account)).zone)


@router.post("/reels/{job_id}/{deed}")
async def act(job_id: str, deed: str, request: Request, lobby: In) -> Response:
    """Do something about a reel, then show it again."""
    fields = await signed_form(request, lobby)
    requester, job = await known(request, lobby), await _found(job_id, request, lobby)
    to = f"/reels/{job.id}"
    match deed:
        case "rate" if fields.get("reason", "") in list(Reason):
            await lobby.studio.hear(requester, job, Reason(fields["reason"]))
            to = f"{to}?{_ASKED}"
        case "rate" if fields.get("unsay", "") in list(Reason):
            await lobby.studio.unsay(requester, job, Reason(fields["unsay"]))
            to = f"{to}?{_ASKED}"
        case "rate":
            is_good = _OPINIONS.get(fields.get("opinion", ""))
            await lobby.studio.rate(requester, job, is_good)
            to = f"{to}?{_ASKED}" if is_good is False else to
        case "cancel" if job.stage.is_open:
            await lobby.studio.cancel(job)
        case "approve" if may_approve(job):
            await lobby.studio.approve(job)
        case "share" if job.reel is not None:
            await lobby.shelf.share(job, lobby.clock())
            await lobby.studio.hear(requester, job, Mark.SHARED)
        case "unshare":
            await lobby.shelf.unshare(job.id)
        case "retry" if job.status is Status.FAILED:
            to = await _again(requester, job, lobby)
        case "delete" if not job.stage.is_open:
            await lobby.discard(job)
            to = "/"
        case _:
            raise Trouble(HTTPStatus.CONFLICT, "That cannot be done with this reel now.")
    return RedirectResponse(to, HTTPStatus.SEE_OTHER)


async def _again(requester: Requester, job: Job, lobby: Lobby) -> str:
    key = f"{PLATFORM}:{requester.key}:retry:{job.id}:{uuid4().hex}"
    wish = Wish(requester, address_of(requester.key), key, via=PLATFORM)
    brief = await filmed_by(lobby.studio, requester, job.brief)
    opened = await lobby.studio.order(wish, brief)
    if opened.job is None:
        raise over_quota(opened)
    return f"/reels/{opened.job.id}"


async def _found(job_id: str, request: Request, lobby: Lobby) -> Job:
    job = await lobby.studio.job(await known(request, lobby), job_id)
    if job is None:
        raise Trouble(HTTPStatus.NOT_FOUND, _NO_REEL)
    return job


async def _cards(jobs: Sequence[Job], lobby: Lobby) -> list[Card]:
    ids = [job.id for job in jobs if job.reel is not None]
    shares = await lobby.shelf.shares_of(ids) if ids else {}
    seen = await lobby.shelf.performance(shares) if shares else {}
    links = {job_id: f"/s/{share.id}" for job_id, share in shares.items()}
    return [_card(job, lobby, links.get(job.id, ""), seen.get(job.id, _NOTHING_SEEN)) for job in jobs]


def _card(job: Job, lobby: Lobby, share: str, seen: Performance) -> Card:
    percent = lobby.tidings.percent(job.id)
    is_there = job.reel is not None and job.status is Status.COMPLETED
    return Card(
        job=job,
        doing=lobby.doing(job, percent),
        percent=percent,
        files=lobby.files(job) if is_there else "",
        micros=(job.bill or NOTHING).account_micros if job.closed_at else job.quote,
        share=share,
        seen=seen,
    )


def _standing(job: Job, lobby: Lobby) -> tuple[str, int | None]:
    percent = lobby.tidings.percent(job.id)
    return lobby.doing(job, percent), percent


async def _news(requester: Requester, lobby: Lobby) -> AsyncIterator[str]:
    last = ""
    async for happened in lobby.tidings.listen(requester.key, requester.key):
        jobs = await lobby.shelf.page(requester.key, _ON_A_PAGE, STAGES[Status.PROCESSING])
        told = json.dumps({job.id: _standing(job, lobby) for job in jobs})
        if told != last:
            last = told
            yield f"data: {told}\n\n"
        elif not happened:
            yield ": still here\n\n"
