"""For whoever runs the bot: is it alive, can it work, and its figures."""

import hmac
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from adapters.platforms.web.entrance import LOOPBACK
from adapters.platforms.web.lobby import In, pace, sender
from adapters.platforms.web.problems import Trouble

router = APIRouter(include_in_schema=False)

_NOT_FOR_YOU = "The figures are for whoever runs this: from this machine, or by METRICS_TOKEN."
_Shown = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


@router.get("/healthz")
async def alive() -> PlainTextResponse:
    """The loop turns."""
    return PlainTextResponse("alive\n")


@router.get("/readyz")
async def ready(lobby: In) -> PlainTextResponse:
    """Orders can be taken: the database answers, and there is room on the disk."""
    is_ready = await lobby.is_ready()
    return PlainTextResponse("ready\n" if is_ready else "not ready\n", 200 if is_ready else 503)


@router.get("/metrics")
async def figures(request: Request, lobby: In, shown: _Shown) -> Response:
    """In the form that Prometheus reads."""
    pace(request, lobby, f"figures/{sender(request)}")
    if lobby.metrics_token:
        brought = shown.credentials if shown is not None else ""
        if not hmac.compare_digest(brought.encode(), lobby.metrics_token.encode()):
            raise Trouble(HTTPStatus.UNAUTHORIZED, _NOT_FOR_YOU, {"WWW-Authenticate": "Bearer"})
    elif not (sender(request) in LOOPBACK and request.url.hostname in LOOPBACK):
        # A proxy on this machine calls us by the name that we have outside.
        raise Trouble(HTTPStatus.FORBIDDEN, _NOT_FOR_YOU)
    return Response(await lobby.figures(), media_type="text/plain; version=0.0.4; charset=utf-8")
