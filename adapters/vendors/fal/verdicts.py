"""What FAL's answers mean, in the errors of the studio. Judged by status and type, never by wording."""

from collections.abc import Mapping
from typing import Any

import httpx

from core.errors import Failed, Misconfigured, Refused, StudioError, Unavailable, Unclear

BAD_KEY = "The video service does not accept our key. The operator has to check FAL_KEY."
LOCKED = "The video service has closed our account, most likely for want of credit. The operator has to look."
NO_MODEL = "The video service does not know this video model. The operator has to check FAL_QUEUE_URL."
MOVED = "The video service's address leads elsewhere. The operator has to check FAL_QUEUE_URL."
NO_ADDRESS = "The video service's address cannot be used. The operator has to check FAL_QUEUE_URL."
UNREACHABLE = "The video service cannot be reached just now."
BUSY = "The video service is busy and asks us to wait."
LOST_ANSWER = "The order was sent, but the video service's answer got lost."
UNREADABLE = "The video service's answer could not be understood."
TOO_LATE = "The video service no longer has this clip."
FLAGGED = "The video service's content check refused this reel. Choose another topic, or word it differently."
NOTHING_MADE = (
    "The video model made nothing of this, usually because its content check was unsure. "
    "Word the topic differently, or try once more."
)
BAD_ORDER = "The video service rejected the order as badly filled in."
BROKE_DOWN = "The video service broke down while filming."
CALLED_OFF = "The order was taken back before the clip was ready."
NO_CLIP = "The video service reports success but shows no clip."
REJECTED = "The video service could not make this clip."

_FORM_ERRORS = (
    "missing",
    "literal_error",
    "enum",
    "extra_forbidden",
    "string_",
    "int_",
    "float_",
    "bool_",
    "list_",
    "value_error",
    "type_error",
    "greater_than",
    "less_than",
    "multiple_of",
    "sequence_too_",
    "one_of",
    "feature_not_supported",
    "json_",
    "url_",
)
"""Beginnings of `detail[].type` that validation gives before a runner starts (FAL's error pages, 2026)."""


def unsent(error: httpx.HTTPError) -> StudioError | None:
    """The verdict on a failed call that surely never reached the vendor, None for all others."""
    match error:
        case httpx.UnsupportedProtocol() | httpx.LocalProtocolError():
            return Misconfigured(NO_ADDRESS)
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout() | httpx.ProxyError():
            return Unavailable(UNREACHABLE)
    return None


def at_the_door(reply: httpx.Response) -> StudioError | None:
    """The verdict on what every call may meet before it is looked at; None when it got further."""
    match reply.status_code:
        case 401:
            return Misconfigured(BAD_KEY)
        case 402 | 403:
            # The same status stands for an empty balance and for a key without the right (many
            # reports, 2026); either way nothing was done and an operator has to look.
            return Misconfigured(LOCKED)
        case 429:
            return Unavailable(BUSY, retry_in=retry_after(reply.headers))
        case code if 300 <= code < 400:
            return Misconfigured(MOVED)
    return None


def of_submit(reply: httpx.Response) -> StudioError | None:
    """Why an order was not taken, None when it was."""
    code = reply.status_code
    if 200 <= code < 300:
        return None
    if (verdict := at_the_door(reply)) is not None:
        return verdict
    if code == 404:
        return Misconfigured(NO_MODEL)
    if code == 422:
        return of_refusal(body(reply))
    if code >= 500 or code in (408, 409, 425, 499):
        return Unclear(LOST_ANSWER)
    return Failed(BAD_ORDER)


def of_status(reply: httpx.Response) -> StudioError | None:
    """Why the status could not be read, None when it could. Asking again is free."""
    code = reply.status_code
    if 200 <= code < 300:
        return None
    if (verdict := at_the_door(reply)) is not None:
        return verdict
    if code in (404, 410):
        # Only FAL's own NOT_FOUND means that the order is gone; any other 404 is a wrong address.
        gone = code == 410 or body(reply).get("status") == "NOT_FOUND"
        return Failed(TOO_LATE, billed=True) if gone else Misconfigured(NO_MODEL)
    return Unavailable(UNREACHABLE, retry_in=retry_after(reply.headers))


def of_result(reply: httpx.Response, status: Mapping[str, Any]) -> StudioError | None:
    """Why there is no clip although the order has ended, None when there is one.

    `status` is what the order's last status said; it tells a failed order from a failed call.
    """
    code, words = reply.status_code, body(reply)
    if 200 <= code < 300:
        return None
    if (verdict := at_the_door(reply)) is not None:
        return verdict
    if code in (404, 410):
        return Failed(TOO_LATE, billed=True)
    if code == 422:
        return of_refusal(words)
    if code == 499:
        return Failed(CALLED_OFF, billed=True)
    is_told = status.get("error") or status.get("error_type") or _types(words) or _infrastructure(reply)
    if not is_told or code in (408, 409, 425):
        return Unavailable(UNREADABLE, retry_in=retry_after(reply.headers))
    # FAL does not charge for a server's own failures (its pricing page, 2026).
    return Failed(BROKE_DOWN, billed=code < 500)


def of_refusal(words: Mapping[str, Any]) -> StudioError:
    """The verdict on a 422, by the types of its details."""
    types = _types(words)
    if "content_policy_violation" in types:
        return Refused(FLAGGED)
    if "no_media_generated" in types:
        return Refused(NOTHING_MADE)
    if types and all(kind.startswith(_FORM_ERRORS) for kind in types):
        return Failed(BAD_ORDER)
    # "May still be charged if a runner spent GPU time" (FAL's pricing page, 2026).
    return Failed(REJECTED, billed=True)


def body(reply: httpx.Response) -> dict[str, Any]:
    """The JSON object in an answer, empty when there is none."""
    try:
        found = reply.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def retry_after(headers: httpx.Headers) -> float | None:
    """The seconds that a vendor asks us to wait; its HTTP-date form is not worth the trouble."""
    try:
        return max(0.0, float(headers["retry-after"]))
    except (KeyError, ValueError):
        return None


def _types(words: Mapping[str, Any]) -> list[str]:
    detail = words.get("detail")
    if not isinstance(detail, list):
        return []
    return [str(item.get("type", "")) for item in detail if isinstance(item, dict)]


def _infrastructure(reply: httpx.Response) -> bool:
    """Whether FAL names a failure of its own, in the body or the header."""
    return bool(body(reply).get("error_type")) or "x-fal-error-type" in reply.headers
