"""The API: videos for programs, with the same quota, ledger and jobs as the chats."""

from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from adapters.platforms.web.forms import (
    BatchAnswer,
    BatchWish,
    Id,
    Opinion,
    QuoteAnswer,
    VideoAnswer,
    VideoList,
    VideoWish,
    batch_answer,
    quote_answer,
    video_answer,
)
from adapters.platforms.web.lobby import In, Lobby, Orderer, Reader, seated
from adapters.platforms.web.postman import PLATFORM
from adapters.platforms.web.problems import Trouble, documented
from adapters.platforms.web.prompts import Key, found_prompt, graded, request_key
from core.books.admission import closed
from core.door import Prompt
from core.errors import Refused, Unavailable
from core.learning.casting import filmed_by
from core.reel.brief import Brief
from core.reel.job import Approver, Job, Stage, Status
from core.request import Request as Wish
from core.store import Opened, Requester
from core.traffic import Wait

router = APIRouter(prefix="/api", tags=["videos"])

STAGES: Mapping[Status, tuple[Stage, ...]] = {
    Status.QUEUED: (Stage.PLANNING,),
    Status.PROCESSING: tuple(stage for stage in Stage if stage.is_open),
    Status.COMPLETED: (Stage.DONE,),
    Status.FAILED: (Stage.FAILED, Stage.CANCELLED),
}
"""In which stages a job of this status is looked for."""

_ADDRESS = "api/"
_NO_VIDEO = "You have no video of this id."
_NOT_FAILED = "Only a failed video can be tried again."
_UNDER_WAY = "This video is under way; cancel it first."
_NOT_ASKED = "This video does not wait for your word on its price."
_GIVEN_UP = "This video is being cancelled."
OTHER_USE = "This Idempotency-Key was used for another video before."


@router.post("/videos/generate", status_code=202, responses=documented(402, 404))
async def order(
    wish: VideoWish, request: Request, lobby: In, requester: Orderer, key: Key = None
) -> VideoAnswer:
    """Order the video of a prompt."""
    prompt = await found_prompt(wish.prompt_id, lobby, requester)
    brief = graded(prompt.brief, wish.quality, lobby)
    return await _ordered(brief, prompt, request, lobby, requester, key)


@router.post("/videos/batch", status_code=202, responses=documented())
async def order_several(
    wish: BatchWish, request: Request, lobby: In, requester: Orderer, key: Key = None
) -> BatchAnswer:
    """Order up to ten videos. Each is made or refused by itself."""
    videos: list[VideoAnswer | None] = []
    refusals: list[str | None] = []
    for number, prompt_id in enumerate(wish.prompt_ids):
        try:
            prompt = await found_prompt(prompt_id, lobby, requester)
            brief = graded(prompt.brief, wish.quality, lobby)
            part = f"{key}#{number}" if key else None
            videos.append(await _ordered(brief, prompt, request, lobby, requester, part))
            refusals.append(None)
        except (Trouble, Refused, Unavailable) as refusal:
            videos.append(None)
            refusals.append(refusal.detail if isinstance(refusal, Trouble) else refusal.message)
    return batch_answer(videos, refusals)


@router.post("/videos/quote", responses=documented(404))
async def quote(wish: BatchWish, lobby: In, requester: Reader) -> QuoteAnswer:
    """What videos of these prompts cost at most, each and together. Nothing is ordered."""
    prompts = [await found_prompt(prompt_id, lobby, requester) for prompt_id in wish.prompt_ids]
    return quote_answer([lobby.studio.quote(graded(each.brief, wish.quality, lobby)) for each in prompts])


@router.get("/videos", responses=documented())
async def several(
    request: Request,
    lobby: In,
    requester: Reader,
    status: Annotated[Status | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    before: Annotated[Id | None, Query(description="what the page before gave")] = None,
) -> VideoList:
    """Your videos, the newest first, page by page."""
    stages = STAGES[status] if status else ()
    jobs = await lobby.shelf.page(requester.key, limit, stages, before or "")
    wanted = [job for job in jobs if status is None or job.status is status]
    more = jobs[-1].id if len(jobs) == limit else None
    return VideoList(videos=[video(job, request, lobby) for job in wanted], before=more)


@router.get("/videos/{video_id}", responses=documented(404))
async def one(video_id: Id, request: Request, lobby: In, requester: Reader) -> VideoAnswer:
    """How a video is doing."""
    job = await found(video_id, lobby, requester)
    return video(job, request, lobby, await lobby.studio.traffic.wait(job) if job.stage.is_open else None)


@router.get(
    "/videos/{video_id}/events",
    response_class=StreamingResponse,
    responses=documented(404) | {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def events(video_id: Id, request: Request, lobby: In, requester: Reader) -> StreamingResponse:
    """Server-sent events: the video whenever it changes, until it has ended."""
    await found(video_id, lobby, requester)
    seated(lobby, requester)
    return StreamingResponse(_told(video_id, request, lobby, requester), media_type="text/event-stream")


@router.post("/videos/{video_id}/retry", status_code=202, responses=documented(402, 404, 409))
async def retry(
    video_id: Id, request: Request, lobby: In, requester: Orderer, key: Key = None
) -> VideoAnswer:
    """Order a failed video once more; a new one, with an id of its own."""
    job = await found(video_id, lobby, requester)
    if job.status is not Status.FAILED:
        raise Trouble(HTTPStatus.CONFLICT, _NOT_FAILED)
    prompt_id = _prompt_id(job)
    prompt = await lobby.drafting.prompt(requester, prompt_id) if prompt_id else None
    brief = job.brief if prompt else await filmed_by(lobby.studio, requester, job.brief)
    return await _ordered(brief, prompt, request, lobby, requester, key)


@router.post("/videos/{video_id}/cancel", status_code=202, responses=documented(404))
async def cancel(video_id: Id, request: Request, lobby: In, requester: Orderer) -> VideoAnswer:
    """Ask for a video's end. Harmless when it has ended."""
    job = await found(video_id, lobby, requester)
    if job.stage.is_open:
        await lobby.studio.cancel(job)
    return video(job, request, lobby)


@router.post("/videos/{video_id}/approve", status_code=202, responses=documented(404, 409))
async def approve(video_id: Id, request: Request, lobby: In, requester: Orderer) -> VideoAnswer:
    """Agree to the price of a dear video, which waits for that in the stage `awaiting approval`."""
    job = await found(video_id, lobby, requester)
    if not may_approve(job):
        raise Trouble(HTTPStatus.CONFLICT, _NOT_ASKED)
    if not await lobby.studio.approve(job):
        raise Trouble(HTTPStatus.CONFLICT, _GIVEN_UP)
    return video(job, request, lobby)


@router.put("/videos/{video_id}/rating", status_code=204, responses=documented(404))
async def rate(video_id: Id, opinion: Opinion, lobby: In, requester: Orderer) -> None:
    """Say what you think of a video."""
    job = await found(video_id, lobby, requester)
    if opinion.reason is not None and not opinion.good:
        await lobby.studio.hear(requester, job, opinion.reason)
    else:
        await lobby.studio.rate(requester, job, opinion.good)


@router.delete("/videos/{video_id}", status_code=204, responses=documented(404, 409))
async def delete(video_id: Id, lobby: In, requester: Orderer) -> None:
    """Throw a video away, its file and its share page with it. The books keep what it cost."""
    job = await found(video_id, lobby, requester)
    if job.stage.is_open:
        raise Trouble(HTTPStatus.CONFLICT, _UNDER_WAY)
    await lobby.discard(job)


def may_approve(job: Job) -> bool:
    """Whether a job waits for its requester to agree to its price."""
    return job.stage is Stage.APPROVAL and job.approver is Approver.REQUESTER


def video(job: Job, request: Request, lobby: Lobby, wait: Wait | None = None) -> VideoAnswer:
    """A job as a program reads it, and how long it has to wait for us, if that was looked up."""
    files: tuple[str | None, str | None] = None, None
    if job.reel is not None:
        reel, cover = lobby.file(job), lobby.file(job, "cover.jpg")
        files = lobby.address(request, reel), lobby.address(request, cover)
    return video_answer(job, _prompt_id(job) or None, files, lobby.tidings.percent(job.id), wait)


async def _ordered(
    brief: Brief, prompt: Prompt | None, request: Request, lobby: Lobby, requester: Requester, key: str | None
) -> VideoAnswer:
    address = f"{_ADDRESS}{prompt.id if prompt else ''}"
    wish = Wish(requester, address, request_key(requester, "video", key), via=PLATFORM)
    opened = await lobby.studio.order(wish, brief, prompt)
    if opened.job is None:
        raise over_quota(opened)
    is_same = opened.job.brief.undirected == brief.undirected and opened.job.address == address
    if opened.is_repeat and not is_same:
        raise Trouble(HTTPStatus.UNPROCESSABLE_ENTITY, OTHER_USE)
    return video(opened.job, request, lobby, await lobby.studio.traffic.newcomers_wait())


def over_quota(opened: Opened) -> Trouble:
    """Why nothing was opened."""
    if opened.barred is not None:
        return Trouble(HTTPStatus.FORBIDDEN, closed(opened.barred))
    return Trouble(HTTPStatus.PAYMENT_REQUIRED, f"Your quota of {opened.limit} does not allow this video.")


async def _told(video_id: str, request: Request, lobby: Lobby, requester: Requester) -> AsyncIterator[str]:
    last = ""
    async for happened in lobby.tidings.listen(video_id, requester.key):
        job = await lobby.studio.job(requester, video_id)
        if job is None:
            return
        told = video(job, request, lobby).model_dump_json(exclude={"video_url", "poster_url"})
        if told != last:
            last = told
            yield f"event: {job.status.value}\ndata: {video(job, request, lobby).model_dump_json()}\n\n"
        elif not happened:
            yield ": still here\n\n"
        if not job.stage.is_open:
            return


async def found(video_id: str, lobby: Lobby, requester: Requester) -> Job:
    """A video of theirs. Raises Trouble."""
    job = await lobby.studio.job(requester, video_id)
    if job is None:
        raise Trouble(HTTPStatus.NOT_FOUND, _NO_VIDEO)
    return job


def _prompt_id(job: Job) -> str:
    return job.address.removeprefix(_ADDRESS) if job.address.startswith(_ADDRESS) else ""


def address_of_prompt(job: Job | None) -> str:
    """Where the answer goes to an order of the same prompt as this video's, or of none."""
    return f"{_ADDRESS}{_prompt_id(job) if job else ''}"
