"""What FAL says, word for word as far as it is known: outcomes of orders and errors at the door."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.wires.fal_faults import Fault
from tests.wires.fal_forms import complaints
from tests.wires.fal_orders import QUEUED, Ordered
from tests.wires.fal_sounds import SOUNDS

_DOCS = "https://docs.fal.ai/errors/#"
SHUT_PAGE = "<html><head><title>503 Unavailable</title></head><body><center>nginx</center></body></html>"
NGINX_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>"
LOCKED = "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What fetching the result gives, and what the status says about a failure."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    error: str | None = None
    error_type: str | None = None


def outcome(order: Ordered, video: dict[str, Any]) -> Outcome:
    """What became of an order; `video` is the file it made, if it made one; a sound may be one."""
    if order.cancelled == QUEUED:
        return _infrastructure(499, "Request cancelled by the client", "client_cancelled")
    found = complaints(order.app, order.arguments)
    if found:
        return _refusal(422, found)
    match order.fate:
        case Fault.CONTENT_REFUSED:
            words = "The content contained material flagged by a content checker."
            return _model_error(422, "content_policy_violation", words)
        case Fault.NO_MEDIA:
            return _model_error(422, "no_media_generated", "No media was generated.")
        case Fault.BAD_AUDIO:
            return _model_error(422, "audio_duration_too_long", "The audio is too long.")
        case Fault.GENERATION_TIMEOUT:
            return _model_error(504, "generation_timeout", "Generation timed out.", again=True)
        case Fault.HOPELESS:
            return _model_error(500, "internal_server_error", "The model crashed on this input.")
        case Fault.RUNNER_LOST:
            return _infrastructure(503, "Runner disconnected", "runner_disconnected")
        case Fault.NO_VIDEO:
            return Outcome(200, {"seed": 1})
        case Fault.EXPIRED:
            return Outcome(404, {"status": "NOT_FOUND"})
        case Fault.TOO_EARLY:
            return Outcome(400, {"detail": "Request is still in progress"})
    asked = order.arguments
    if order.app in SOUNDS:
        return Outcome(200, {"audio": video})
    made = {"video": video, "seed": asked.get("seed", 1), "actual_prompt": asked["prompt"]}
    return Outcome(200, made, {"X-Fal-Billable-Units": str(asked.get("duration", "5"))})


def _model_error(status: int, kind: str, words: str, *, again: bool = False) -> Outcome:
    detail = {"loc": ["body", "prompt"], "msg": words, "type": kind, "url": _DOCS + kind}
    return _refusal(status, [detail], again=again)


def _refusal(status: int, detail: list[dict[str, Any]], *, again: bool = False) -> Outcome:
    error = f"Invalid status code: {status}"
    return Outcome(status, {"detail": detail}, {"X-Fal-Retryable": str(again).lower()}, error)


def _infrastructure(status: int, words: str, kind: str) -> Outcome:
    return Outcome(status, {"detail": words, "error_type": kind}, {"X-Fal-Error-Type": kind}, words, kind)


def said(status: int, body: Any, request_id: str = "gateway", **headers: str) -> web.Response:
    """An answer as FAL's own servers give it: JSON, with a request id."""
    return web.Response(
        status=status,
        body=json.dumps(body).encode(),
        content_type="application/json",
        headers={"x-fal-request-id": request_id, **headers},
    )


def trouble(fault: str | None) -> web.Response | None:
    """The answer that comes in place of the right one, for the faults that are answers."""
    match fault:
        case Fault.LOCKED:
            return said(403, {"detail": LOCKED})
        case Fault.BAD_KEY:
            return said(401, {"detail": "invalid key credentials"})
        case Fault.NO_APP:
            return said(404, {"detail": 'Application "x" not found'})
        case Fault.BUSY:
            return said(429, {"detail": "Too many requests"}, **{"Retry-After": "7"})
        case Fault.INVALID:
            detail = {"loc": ["body", "duration"], "msg": "Input should be '5'", "type": "literal_error"}
            return said(422, {"detail": [detail]})
        case Fault.CRASHED:
            return said(500, {"detail": "Internal Server Error", "error_type": "internal_error"})
        case Fault.RUNNER_DOWN:
            kind = "runner_scheduling_failure"
            return said(503, {"detail": "No runner", "error_type": kind}, **{"X-Fal-Error-Type": kind})
        case Fault.NGINX:
            return web.Response(status=502, text=NGINX_PAGE, content_type="text/html")
        case Fault.SHUT:
            return web.Response(status=503, text=SHUT_PAGE, content_type="text/html")
        case Fault.TIMED_OUT:
            words = {"detail": "Request timed out", "error_type": "request_timeout"}
            return said(504, words, **{"X-Fal-Request-Timeout-Type": "user"})
        case Fault.MOVED:
            return web.Response(status=307, headers={"Location": "https://elsewhere.example/"})
        case Fault.GARBLED:
            return web.Response(status=200, text="<html>captive portal</html>", content_type="text/html")
    return None
