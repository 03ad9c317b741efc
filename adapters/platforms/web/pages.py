"""Pages are filled in here: the templates, what all of them know, and who looks at them."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from adapters.platforms.web.lobby import Lobby, pace, sender
from adapters.platforms.web.problems import Trouble
from adapters.platforms.web.signing import SESSION_LIFE
from core.books.money import dollars
from core.store import Requester

_COMMAND = re.compile(r"(?<![\w/.:])/[a-z]+\b")
_COMMAND_LINE = re.compile(
    r"(<[^>]*>)|(?<![^\s\u200e\u200f\u2068(])(/[a-z]+(?: [!-%'-;=?-~]*[A-Za-z0-9_=…])*)"
)
"""A tag, which is left alone, or a command with what is told it, as far as that is written from the left.

`&` begins what HTML escapes.
"""
_HERE = Path(__file__).parent
_STALE = "This form is not of your session, or too old. Please go back, load the page again and repeat it."
_NOT_IN = "Please come in first: /gallery in the chat gives you a link."


@lru_cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(dollars=dollars, static=_static)
    made.filters.update(commands=_commands, apart=_apart, isolated=_isolated)
    return made


def _commands(words: str) -> Markup:
    """Words whose commands stand out, and keep their slash before them in a language from the right."""
    return Markup(_COMMAND.sub(r'<code dir="ltr">\g<0></code>', str(escape(words))))


def _apart(html: Markup) -> Markup:
    """HTML whose command lines are set apart from a sentence that is written from the right."""
    return Markup(_COMMAND_LINE.sub(lambda it: it[1] or f'<bdi dir="ltr">{it[2]}</bdi>', str(html)))


def _isolated(words: str) -> str:
    """Words whose commands keep their direction, where there can be no elements: in an attribute."""
    return _COMMAND.sub("\u2066\\g<0>\u2069", words)


@lru_cache
def _static(name: str) -> str:
    digest = hashlib.sha256((_HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def fragment(name: str, lobby: Lobby, **told: Any) -> str:
    """A filled-in template as text, in the language that is being spoken."""
    tongue = lobby.tongue
    said = {"say": tongue.say, "count": tongue.count, "reword": tongue.reword, "number": tongue.number}
    return _environment().get_template(name).render({"lobby": lobby, "tongue": tongue} | said | told)


def page(name: str, request: Request, lobby: Lobby, status: int = 200, **told: Any) -> HTMLResponse:
    """A filled-in page."""
    who = lobby.signer.who(request.cookies.get(cookie_name(lobby), ""))
    key = form_key(request, lobby) if who else ""
    common = {"who": who, "form_key": key, "path": request.url.path}
    return HTMLResponse(fragment(name, lobby, **common | told), status)


def form_key(request: Request, lobby: Lobby) -> str:
    """What the forms on a page of this session bring with them."""
    return lobby.signer.form_key(request.cookies.get(cookie_name(lobby), ""))


def cookie_name(lobby: Lobby) -> str:
    """With https, a name that browsers keep for our host alone."""
    return "__Host-nichereel" if lobby.public_url.startswith("https://") else "nichereel"


def let_in(requester: str, to: str, lobby: Lobby, *, framed: bool = False) -> Response:
    """Begin a session. `framed` is for pages that Telegram shows within its own."""
    answer = RedirectResponse(to, HTTPStatus.SEE_OTHER)
    is_secure = lobby.public_url.startswith("https://")
    parts = [
        f"{cookie_name(lobby)}={lobby.signer.session(requester)}",
        "Path=/",
        "HttpOnly",
        f"Max-Age={int(SESSION_LIFE.total_seconds())}",
        "SameSite=None" if framed and is_secure else "SameSite=Lax",
        *(["Secure"] if is_secure else []),
        *(["Partitioned"] if framed and is_secure else []),
    ]
    answer.headers["Set-Cookie"] = "; ".join(parts)
    return answer


def out(lobby: Lobby) -> Response:
    """End a session."""
    answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    answer.delete_cookie(
        cookie_name(lobby), secure=lobby.public_url.startswith("https://"), httponly=True, samesite="lax"
    )
    return answer


async def session(request: Request, lobby: Lobby) -> Requester | None:
    """Who looks, with the language they are spoken to in; None for anybody."""
    who = lobby.signer.who(request.cookies.get(cookie_name(lobby), ""))
    pace(request, lobby, f"page/{who or sender(request)}")
    return replace(await lobby.studio.requester(who), language=lobby.tongue.current()) if who else None


async def known(request: Request, lobby: Lobby) -> Requester:
    """Who looks. Raises Trouble for those without a session."""
    if (found := await session(request, lobby)) is None:
        raise Trouble(HTTPStatus.UNAUTHORIZED, _NOT_IN)
    return found


async def form(request: Request) -> Mapping[str, str]:
    """What a form was filled in with."""
    content = (await request.body()).decode("utf-8", errors="replace")
    fields: Mapping[str, Sequence[str]] = parse_qs(content, max_num_fields=20)
    return {name: values[0] for name, values in fields.items()}


async def signed_form(request: Request, lobby: Lobby) -> Mapping[str, str]:
    """The same for a form of this very session. Raises Trouble for any other."""
    fields = await form(request)
    cookie = request.cookies.get(cookie_name(lobby), "")
    if not cookie or not lobby.signer.is_form_key(cookie, fields.get("form_key", "")):
        raise Trouble(HTTPStatus.FORBIDDEN, _STALE)
    return fields
