"""What FAL's answers mean, in the errors of the studio. Judged by status and type, never by wording."""

from collections.abc import Mapping
from typing import Any

import httpx

from adapters.wire.verdicts import (
    BAD_ORDER,
    BROKE_DOWN,
    CALLED_OFF,
    FLAGGED,
    LOST_ANSWER,
    TOO_LATE,
    UNREACHABLE,
    UNREADABLE,
    Words,
    at_the_door,
    body,
    retry_after,
)
from core.errors import Failed, Misconfigured, Refused, StudioError, Unavailable, Unclear

WORDS = Words("FAL_KEY", "FAL_QUEUE_URL")
NOTHING_MADE = (
    "The video model made nothing of this, usually because its content check was unsure. "
    "Word the topic differently, or try once more."
)
REJECTED = "The video service could not make this clip."

NOT_YET = (400, 408, 409, 425)
"""With these, and no reason told, a result is refused that is not ready."""

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


def of_submit(reply: httpx.Response) -> StudioError | None:
    """Why an order was not taken, None when it was."""
    code = reply.status_code
    if 200 <= code < 300:
        return None
    if (verdict := at_the_door(reply, WORDS)) is not None:
        return verdict
    if code == 404:
        return Misconfigured(WORDS.no_model)
    if code == 422:
        return of_refusal(body(reply), has_run=False)
    if _is_shut(reply):
        return Unavailable(UNREACHABLE, retry_in=retry_after(reply.headers))
    if code >= 500 or code in (408, 409, 425, 499):
        return Unclear(LOST_ANSWER)
    return Failed(BAD_ORDER)


def of_status(reply: httpx.Response) -> StudioError | None:
    """Why the status could not be read, None when it could. Asking again is free."""
    code = reply.status_code
    if 200 <= code < 300:
        return None
    if (verdict := at_the_door(reply, WORDS)) is not None:
        return verdict
    if code in (404, 410):
        # Only FAL's own NOT_FOUND means that the order is gone; any other 404 is a wrong address.
        gone = code == 410 or body(reply).get("status") == "NOT_FOUND"
        return Failed(TOO_LATE, billed=True) if gone else Misconfigured(WORDS.no_model)
    return Unavailable(UNREACHABLE, retry_in=retry_after(reply.headers))


def of_result(reply: httpx.Response, status: Mapping[str, Any]) -> StudioError | None:
    """Why there is no clip although the order has ended, None when there is one.

    `status` is what the order's last status said; it tells a failed order from a failed call.
    """
    code, words = reply.status_code, body(reply)
    if 200 <= code < 300:
        return None
    if (verdict := at_the_door(reply, WORDS)) is not None:
        return verdict
    if code in (404, 410):
        return Failed(TOO_LATE, billed=True)
    if code == 422:
        return of_refusal(words, has_run=True)
    if code == 499:
        return Failed(CALLED_OFF, billed=True)
    # That the order failed is no proof that this answer is its failure: a gateway on the way may be down.
    is_told = status.get("error_type") or _types(words) or _infrastructure(reply)
    is_told = is_told or (status.get("error") and "detail" in words)
    if not is_told or code in (408, 409, 425):
        return Unavailable(UNREADABLE, retry_in=retry_after(reply.headers))
    # FAL does not charge for a server's own failures (its pricing page, 2026).
    return Failed(BROKE_DOWN, billed=code < 500, may_repeat=_may_repeat(reply))


def of_refusal(words: Mapping[str, Any], *, has_run: bool) -> StudioError:
    """The verdict on a 422, by the types of its details; `has_run` unless it came in place of a ticket."""
    types = _types(words)
    # "May still be charged if a runner spent GPU time" (FAL's pricing page, 2026).
    if "content_policy_violation" in types:
        return Refused(FLAGGED, billed=has_run)
    if "no_media_generated" in types:
        return Refused(NOTHING_MADE, billed=has_run)
    if types and all(kind.startswith(_FORM_ERRORS) for kind in types):
        return Failed(BAD_ORDER, may_repeat=False)
    return Failed(REJECTED, billed=has_run)


def _types(words: Mapping[str, Any]) -> list[str]:
    detail = words.get("detail")
    if not isinstance(detail, list):
        return []
    return [str(item.get("type", "")) for item in detail if isinstance(item, dict)]


def _is_shut(reply: httpx.Response) -> bool:
    """Whether FAL's gate answered by itself, because nobody stood behind it: the order went no further.

    fal_client (1.0.3) tells its gate by these marks, and sends such an order again. With 502 and 504 somebody
    behind the gate may have had it.
    """
    return reply.status_code == 503 and "x-fal-request-id" not in reply.headers and "nginx" in reply.text


def _may_repeat(reply: httpx.Response) -> bool:
    """False when FAL says that the same again is in vain, under the older name or the newer (2026)."""
    said = (reply.headers.get(name, "") for name in ("x-fal-retryable", "x-fal-needs-retry"))
    return not any(word.lower() in ("false", "0") for word in said)


def _infrastructure(reply: httpx.Response) -> bool:
    """Whether FAL names a failure of its own, in the body or the header."""
    return bool(body(reply).get("error_type")) or "x-fal-error-type" in reply.headers
