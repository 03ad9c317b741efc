"""People come in: by a link that works once, from within Telegram, or, on a machine of one's own, just so."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import Response

from adapters.platforms.web.lobby import In
from adapters.platforms.web.pages import form, let_in, out, page, signed_form
from adapters.platforms.web.postman import PLATFORM
from adapters.platforms.web.problems import Trouble
from core.reel.job import new_id

router = APIRouter(include_in_schema=False)

_USED = "This link was used, or is too old. /gallery in the chat gives you a new one."
_FORGED = "Telegram did not say this. Please open the page from the chat again."
_STRANGER = "Please come in by a link: /gallery in the chat gives you one."
_FRESH = timedelta(hours=1)
_LONGEST = 4096


@router.get("/enter/{link}")
async def door(link: str, request: Request, lobby: In) -> Response:
    """Asks to press a button: programs that look at links for a preview must not use them up."""
    is_good = lobby.signer.invited(link) is not None
    return page("enter.html", request, lobby, 200 if is_good else HTTPStatus.GONE, link=link, is_good=is_good)


@router.post("/enter/{link}")
async def enter(link: str, lobby: In) -> Response:
    """Uses the link up, and begins a session."""
    invited = lobby.signer.invited(link)
    if invited is None or not await lobby.tokens.spend(invited.nonce, lobby.clock()):
        raise Trouble(HTTPStatus.GONE, _USED)
    return let_in(invited.requester, "/", lobby)


@router.post("/start")
async def start(request: Request, lobby: In) -> Response:
    """Somebody new at this machine."""
    is_own_page = request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    if not lobby.lets_in_anybody or not is_own_page:
        raise Trouble(HTTPStatus.FORBIDDEN, _STRANGER)
    return let_in(f"{PLATFORM}:{new_id()}", "/chat", lobby)


@router.get("/mini")
async def mini(request: Request, lobby: In) -> Response:
    """The page that Telegram opens; its script hands on what Telegram told it."""
    return page("mini.html", request, lobby)


@router.post("/mini")
async def mini_enter(request: Request, lobby: In) -> Response:
    """Lets in whom Telegram vouches for."""
    told = (await form(request)).get("init_data", "")
    user = telegram_user(told, lobby.telegram_token, lobby.clock())
    if user is None:
        raise Trouble(HTTPStatus.FORBIDDEN, _FORGED)
    return let_in(f"telegram:{user}", "/", lobby, framed=True)


@router.post("/leave")
async def leave(request: Request, lobby: In) -> Response:
    """Ends the session in this browser."""
    await signed_form(request, lobby)
    return out(lobby)


def telegram_user(init_data: str, bot_token: str, now: datetime) -> int | None:
    """The id of the user whom Telegram's initData names, None unless Telegram signed it within the last hour.

    The signature is HMAC-SHA256 over the sorted fields, keyed by the HMAC of the bot's token
    (Telegram's page on Mini Apps, 2026).
    """
    if not bot_token or len(init_data) > _LONGEST:
        return None
    fields = dict(parse_qsl(init_data, keep_blank_values=True))
    signed = fields.pop("hash", "")
    message = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    key = hmac.new(b"WebAppData", bot_token.encode(), hashlib.sha256).digest()
    wanted = hmac.new(key, message.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted.encode(), signed.encode()):
        return None
    try:
        at = datetime.fromtimestamp(int(fields["auth_date"]), UTC)
        user = json.loads(fields["user"])["id"]
    except (KeyError, ValueError, TypeError, OverflowError, OSError):
        return None
    return user if isinstance(user, int) and abs(now - at) <= _FRESH else None
