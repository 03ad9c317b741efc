"""For whoever runs the bot: is it alive, can it work, and its figures."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from adapters.platforms.web.lobby import In

router = APIRouter(include_in_schema=False)


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
async def figures(lobby: In) -> Response:
    """In the form that Prometheus reads."""
    return Response(await lobby.figures(), media_type="text/plain; version=0.0.4; charset=utf-8")
