"""Stands before every page: whoever looks is spoken to in their own language until they have been served."""

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.platforms.web.lobby import Lobby
from adapters.platforms.web.pages import cookie_name
from core.errors import StudioError

_UNREAD = ("/api/", "/files/", "/static/", "/hooks/")
"""How paths begin that programs alone read, in English."""
_MANUAL = "/api/docs"


class Interpreter:
    """Speaks the language that somebody keeps, else one that their browser names, else English."""

    def __init__(self, app: ASGIApp, lobby: Lobby) -> None:
        self._app = app
        self._lobby = lobby

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (scope["path"].startswith(_UNREAD) and scope["path"] != _MANUAL):
            await self._app(scope, receive, send)
            return
        with self._lobby.tongue.speaking(await self._language(Request(scope))):
            await self._app(scope, receive, send)

    async def _language(self, request: Request) -> str:
        who = self._lobby.signer.who(request.cookies.get(cookie_name(self._lobby), ""))
        try:
            kept = (await self._lobby.studio.requester(who)).language if who else ""
        except StudioError:
            # Whoever is served says so; a page about it needs a language, too.
            kept = ""
        return kept or self._lobby.tongue.preferred(request.headers.get("accept-language", ""))
