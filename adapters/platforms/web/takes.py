"""The API's further takes of a video: its draft in full, or several variations of it at one price."""

from http import HTTPStatus

from fastapi import APIRouter, Request

from adapters.platforms.web.api import OTHER_USE, address_of_prompt, found, over_quota, video
from adapters.platforms.web.forms import BatchAnswer, Id, TakesWish, VideoAnswer, batch_answer
from adapters.platforms.web.lobby import In, Orderer
from adapters.platforms.web.postman import PLATFORM
from adapters.platforms.web.problems import Trouble, documented
from adapters.platforms.web.prompts import Key, graded, request_key
from core.learning.casting import filmed_by
from core.request import Request as Wish
from core.takes import Takes, is_same_idea

router = APIRouter(prefix="/api", tags=["videos"])


@router.post("/videos/{video_id}/final", status_code=202, responses=documented(402, 404))
async def final(
    video_id: Id, request: Request, lobby: In, requester: Orderer, key: Key = None
) -> VideoAnswer:
    """Film a draft in full resolution: the same storyboard, prompts and seeds; a video of its own."""
    draft = await found(video_id, lobby, requester)
    wish = Wish(requester, address_of_prompt(draft), request_key(requester, "final", key), via=PLATFORM)
    opened = await Takes(lobby.studio).final(wish, draft)
    if opened.job is None:
        raise over_quota(opened)
    if opened.is_repeat and not is_same_idea(opened.job, draft):
        raise Trouble(HTTPStatus.UNPROCESSABLE_ENTITY, OTHER_USE)
    return video(opened.job, request, lobby)


@router.post("/videos/{video_id}/vary", status_code=202, responses=documented(402, 404))
async def vary(
    video_id: Id, wanted: TakesWish, request: Request, lobby: In, requester: Orderer, key: Key = None
) -> BatchAnswer:
    """Order several further takes of a video's idea: all of them at one price, or none."""
    earlier, takes = await found(video_id, lobby, requester), Takes(lobby.studio)
    brief = await filmed_by(lobby.studio, requester, graded(earlier.brief.undirected, None, lobby))
    first = await takes.next_take(requester, brief)
    briefs = [brief.model_copy(update={"take": first + number}) for number in range(wanted.count)]
    wish = Wish(requester, address_of_prompt(None), request_key(requester, "vary", key), via=PLATFORM)
    opened = await takes.vary(wish, briefs)
    if opened.job is None:
        raise over_quota(opened)
    number = len(opened.job.batch.jobs) if opened.job.batch else 1
    if opened.is_repeat and (number != wanted.count or not is_same_idea(opened.job, earlier)):
        raise Trouble(HTTPStatus.UNPROCESSABLE_ENTITY, OTHER_USE)
    ids = opened.job.batch.jobs if opened.job.batch else (opened.job.id,)
    videos = [video(await found(each, lobby, requester), request, lobby) for each in ids]
    return batch_answer([*videos], [None] * len(videos))
