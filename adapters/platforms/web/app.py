"""The web app: pages, API, files and webhooks behind one guard."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.platforms.web import (
    api,
    chat,
    entering,
    files,
    gallery,
    hooks,
    ops,
    prompts,
    sharing,
    takes,
)
from adapters.platforms.web.guard import Guard
from adapters.platforms.web.interpreter import Interpreter
from adapters.platforms.web.lobby import Lobby
from adapters.platforms.web.manual import explained
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
    for room in (prompts, api, takes, hooks, ops, files, entering, chat, gallery, sharing):
        app.include_router(room.router)
    for begun, take in lobby.callers.items():
        path = f"{begun}{{rest:path}}"
        app.add_api_route(path, hooks.called(take), methods=["POST"], include_in_schema=False)

    @app.get("/api/openapi.json", include_in_schema=False)
    async def description() -> dict[str, Any]:
        return _described(app)

    @app.get("/api/docs", include_in_schema=False)
    async def manual(request: Request) -> Response:
        return page(
            "manual.html", request, lobby, at=lobby.address(request, ""), **explained(_described(app))
        )

    media = lobby.elsewhere.origin if lobby.elsewhere is not None else ""
    name = urlsplit(lobby.public_url).hostname
    is_secure = lobby.public_url.startswith("https://")
    shared = _shared(app, lobby.origins) if lobby.origins else app
    spoken = Interpreter(shared, lobby)
    return Guard(spoken, [name] if name else [], tuple(lobby.callers), media, is_secure=is_secure)


def _shared(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    """The same, with an API that pages of these origins may use; by a token, as everybody."""
    api = CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key"],
        expose_headers=["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After"],
    )

    async def shared(scope: Scope, receive: Receive, send: Send) -> None:
        is_api = scope["type"] == "http" and scope["path"].startswith("/api/")
        await (api if is_api else app)(scope, receive, send)

    return shared


def _described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description, with the one form that errors have."""
    told = app.openapi()
    schemas = told.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    for left in ("HTTPValidationError", "ValidationError"):
        schemas.pop(left, None)
    return told
