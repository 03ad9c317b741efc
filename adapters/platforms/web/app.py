"""The web app: pages, API, files and webhooks behind one guard."""

from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.types import ASGIApp

from adapters.platforms.web import api, chat, entering, files, gallery, hooks, ops, sharing
from adapters.platforms.web.guard import Guard
from adapters.platforms.web.lobby import Lobby
from adapters.platforms.web.pages import page
from adapters.platforms.web.problems import Problem, translate

_DESCRIPTION = (
    "Reels from one sentence: prompts, videos, and how they are doing. /token in the chat lets you in."
)


def make_app(lobby: Lobby) -> ASGIApp:
    """The door's app around this lobby."""
    app = FastAPI(
        title="Nichereel",
        description=_DESCRIPTION,
        version="1",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    app.state.lobby = lobby

    def shown(request: Request, status: int, words: str) -> Response:
        return page("problem.html", request, lobby, status, code=status, words=words)

    translate(app, shown)
    for room in (api, hooks, ops, files, entering, chat, gallery, sharing):
        app.include_router(room.router)
    for begun, take in lobby.callers.items():
        path = f"{begun}{{rest:path}}"
        app.add_api_route(path, hooks.called(take), methods=["POST"], include_in_schema=False)

    @app.get("/api/openapi.json", include_in_schema=False)
    async def description() -> dict[str, Any]:
        return _described(app)

    media = lobby.elsewhere.origin if lobby.elsewhere is not None else ""
    name = urlsplit(lobby.public_url).hostname
    is_secure = lobby.public_url.startswith("https://")
    return Guard(app, [name] if name else [], tuple(lobby.callers), media, is_secure=is_secure)


def _described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description, with the one form that errors have."""
    told = app.openapi()
    schemas = told.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    for left in ("HTTPValidationError", "ValidationError"):
        schemas.pop(left, None)
    return told
