"""Webhooks: where programs register to be told, and the door for those who tell us."""

import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from adapters.platforms.web.forms import (
    CallAnswer,
    HookAnswer,
    HookWish,
    Id,
    call_answer,
    hook_answer,
)
from adapters.platforms.web.lobby import Caller, In, Orderer, Reader
from adapters.platforms.web.problems import Trouble, documented, of_studio
from adapters.platforms.web.telling import is_hook_url, leads_inside
from core.door import Webhook
from core.errors import StudioError
from core.reel.job import new_id

router = APIRouter()

_MOST_HOOKS = 10
_LISTED = 50
_NO_HOOK = "You have no hook of this id."
_BAD_URL = "The address must begin with https:// and name a host, without a user name in it."
_INSIDE = "This address is a private one, which is never called; give one that everybody can reach."
_TOO_MANY = "You have ten hooks; take one away first."


@router.post("/api/hooks", status_code=201, responses=documented(409), tags=["hooks"])
async def register(wish: HookWish, lobby: In, requester: Orderer) -> HookAnswer:
    """Have an https address told when your videos end. Only this answer holds the secret that signs it."""
    if not is_hook_url(wish.url):
        raise Trouble(HTTPStatus.UNPROCESSABLE_ENTITY, _BAD_URL)
    if leads_inside(wish.url):
        raise Trouble(HTTPStatus.UNPROCESSABLE_ENTITY, _INSIDE)
    if len(await lobby.hooks.of(requester.key)) >= _MOST_HOOKS:
        raise Trouble(HTTPStatus.CONFLICT, _TOO_MANY)
    hook = Webhook(new_id(), requester.key, wish.url, secrets.token_urlsafe(32), lobby.clock())
    await lobby.hooks.register(hook)
    return hook_answer(hook, is_new=True)


@router.get("/api/hooks", responses=documented(), tags=["hooks"])
async def registered(lobby: In, requester: Reader) -> list[HookAnswer]:
    """Your hooks, the newest first."""
    return [hook_answer(hook) for hook in await lobby.hooks.of(requester.key)]


@router.get("/api/hooks/{hook_id}/calls", responses=documented(404), tags=["hooks"])
async def calls(hook_id: Id, lobby: In, requester: Reader) -> list[CallAnswer]:
    """What one of your hooks was not told yet, or never will be."""
    if hook_id not in [hook.id for hook in await lobby.hooks.of(requester.key)]:
        raise Trouble(HTTPStatus.NOT_FOUND, _NO_HOOK)
    return [call_answer(call) for call in await lobby.hooks.calls(hook_id, _LISTED)]


@router.delete("/api/hooks/{hook_id}", status_code=204, responses=documented(404), tags=["hooks"])
async def drop(hook_id: Id, lobby: In, requester: Orderer) -> None:
    """Tell an address no more."""
    if not await lobby.hooks.drop(requester.key, hook_id):
        raise Trouble(HTTPStatus.NOT_FOUND, _NO_HOOK)


def called(take: Caller) -> Callable[[str, Request], Awaitable[Response]]:
    """The page where somebody who works with us brings news; whether it is really them is theirs to say."""

    async def page(rest: str, request: Request) -> Response:
        try:
            return Response(status_code=await take(rest, request.headers, await request.body()))
        except StudioError as trouble:
            return of_studio(trouble)

    return page
