"""The chat in the browser: the same commands, kept by us since a browser keeps nothing."""

import json
import re
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from adapters.platforms.web.lobby import In, Lobby, seated
from adapters.platforms.web.pages import fragment, known, page, session, signed_form
from adapters.platforms.web.postman import PLATFORM
from core.door import ChatLine
from core.reel.job import Job
from core.store import Requester
from core.talk import Reply, Said

router = APIRouter(include_in_schema=False)

_SHOWN = 100
_LOOKED_BACK = 20
_LONGEST = 10_000
_ANSWER = ":answer"
_SECRET = re.compile(r"nr_[\w-]{40,}")


def address_of(requester: str) -> str:
    """Where somebody's chat in the browser is."""
    return f"chat/{requester}"


@router.get("/chat")
async def chat(request: Request, lobby: In) -> Response:
    """What was said so far, and a line to say more."""
    requester = await session(request, lobby)
    if requester is None:
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    lines = await lobby.chats.since(address_of(requester.key), 0, _SHOWN)
    if not lines:
        await _answer("/start", requester, lobby, is_kept=False)
        lines = await lobby.chats.since(address_of(requester.key), 0, _SHOWN)
    shown = [(line, await _reel(line, requester, lobby)) for line in lines]
    names = [command.name for command in lobby.commands]
    return page("chat.html", request, lobby, lines=shown, names=names)


@router.post("/chat")
async def say(request: Request, lobby: In) -> Response:
    """Something is said. What is answered is in the chat, and the secret of a token only in this answer."""
    fields = await signed_form(request, lobby)
    requester = await known(request, lobby)
    text = fields.get("text", "").strip()[: _LONGEST + 1]
    secret = await _answer(text, requester, lobby) if text else ""
    if secret:
        return page("secret.html", request, lobby, secret=secret)
    return RedirectResponse("/chat", HTTPStatus.SEE_OTHER)


@router.get("/chat/news")
async def news(
    request: Request, lobby: In, after: Annotated[int, Query(ge=0, le=1 << 53)] = 0
) -> StreamingResponse:
    """New lines, and how reels are doing, as they come."""
    requester = await known(request, lobby)
    seated(lobby, requester)
    return StreamingResponse(_news(requester, after, lobby), media_type="text/event-stream")


async def _answer(text: str, requester: Requester, lobby: Lobby, *, is_kept: bool = True) -> str:
    """Have it answered; gives the secret that the answer holds, which is not kept."""
    address, key = address_of(requester.key), f"{PLATFORM}:{requester.key}:{uuid4().hex}"
    before = await lobby.chats.since(address, 0, _LOOKED_BACK)
    if is_kept:
        await lobby.chats.say(address, ChatLine(0, text, is_mine=True, key=f"{key}:said"), lobby.clock())
    said = Said(
        requester.key,
        address,
        key,
        text=text,
        answers=_asked(before),
        language=requester.language,
        via=PLATFORM,
    )
    reply = await lobby.answer(said)
    picture = await reply.picture() if reply.picture is not None else b""
    line = replace(_line(reply, f"{key}{_ANSWER}"), picture=b64encode(picture).decode())
    found = _SECRET.search(line.text)
    await lobby.chats.say(address, replace(line, text=_SECRET.sub("…", line.text)), lobby.clock())
    lobby.tidings.ring(address)
    return found.group() if found else ""


def _asked(lines: Sequence[ChatLine]) -> str:
    """What the last answer asked for; reels that came since do not count."""
    return next((line.asks for line in reversed(lines) if line.key.endswith(_ANSWER)), "")


def _line(reply: Reply, key: str) -> ChatLine:
    shows = reply.shows
    return ChatLine(
        0,
        shows.text if shows else reply.text,
        is_mine=False,
        choices=reply.choices or (shows.choices if shows else ()),
        asks=reply.asks,
        job_id=shows.key if shows else reply.job_id,
        has_reel=shows is not None,
        key=key,
    )


async def _reel(line: ChatLine, requester: Requester, lobby: Lobby) -> Job | None:
    """The reel that a line shows."""
    job = await lobby.studio.job(requester, line.job_id) if line.has_reel else None
    return job if job is not None and job.reel is not None else None


async def _news(requester: Requester, after: int, lobby: Lobby) -> AsyncIterator[str]:
    address, told = address_of(requester.key), ""
    async for happened in lobby.tidings.listen(address, requester.key):
        for line in await lobby.chats.since(address, after, _SHOWN):
            after = line.id
            html = fragment("line.html", lobby, line=line, job=await _reel(line, requester, lobby))
            yield f"id: {after}\nevent: line\ndata: {json.dumps(html)}\n\n"
        words = lobby.tidings.latest(address)
        if words != told:
            told = words
            yield f"event: progress\ndata: {json.dumps(words)}\n\n"
        elif not happened:
            yield ": still here\n\n"
