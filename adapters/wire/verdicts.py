"""What an answer's status or a broken connection means, in the errors of the studio, at any vendor."""

from dataclasses import dataclass
from typing import Any

import httpx

from core.errors import Failed, Misconfigured, StudioError, Unavailable, Unclear

UNREACHABLE = "The video service cannot be reached just now."
BUSY = "The video service is busy and asks us to wait."
LOST_ANSWER = "The order was sent, but the video service's answer got lost."
UNREADABLE = "The video service's answer could not be understood."
TOO_LATE = "The video service no longer has this clip."
FLAGGED = "The video service's content check refused this reel. Choose another topic, or word it differently."
BAD_ORDER = "The video service rejected the order as badly filled in."
BROKE_DOWN = "The video service broke down while filming."
CALLED_OFF = "The order was taken back before the clip was ready."
NO_CLIP = "The video service reports success but shows no clip."
NOT_TOLD = "The video service cannot say whether it has the order."


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences that name settings: the one that holds the key, and the one with the address."""

    key: str
    address: str

    @property
    def bad_key(self) -> str:
        return f"The video service does not accept our key. The operator has to check {self.key}."

    @property
    def locked(self) -> str:
        return (
            "The video service has closed our account, most likely for want of credit. "
            f"The operator has to look, and to check {self.key}."
        )

    @property
    def no_model(self) -> str:
        return (
            "The video service does not know this video model. "
            f"The operator has to check {self.address} and the model's name."
        )

    @property
    def moved(self) -> str:
        return f"The video service's address leads elsewhere. The operator has to check {self.address}."

    @property
    def no_address(self) -> str:
        return f"The video service's address cannot be used. The operator has to check {self.address}."


def unsent(error: httpx.HTTPError, words: Words) -> StudioError | None:
    """The verdict on a failed call that surely never reached the vendor, None for all others."""
    match error:
        case httpx.UnsupportedProtocol() | httpx.LocalProtocolError():
            return Misconfigured(words.no_address)
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout() | httpx.ProxyError():
            return Unavailable(UNREACHABLE)
    return None


def at_the_door(reply: httpx.Response, words: Words) -> StudioError | None:
    """The verdict on what every call may meet before it is looked at; None when it got further."""
    match reply.status_code:
        case 401:
            return Misconfigured(words.bad_key)
        case 402 | 403:
            return Misconfigured(words.locked)
        case 429:
            return Unavailable(BUSY, retry_in=retry_after(reply.headers))
        case code if 300 <= code < 400:
            return Misconfigured(words.moved)
    return None


def of_order(reply: httpx.Response, words: Words) -> StudioError | None:
    """Why an order was not taken, None when it was. A server's own failure may have happened after it was."""
    code = reply.status_code
    if 200 <= code < 300:
        return None
    if (verdict := at_the_door(reply, words)) is not None:
        return verdict
    if code == 404:
        return Misconfigured(words.no_model)
    if code >= 500 or code in (408, 409, 425, 499):
        return Unclear(LOST_ANSWER)
    return Failed(BAD_ORDER)


def of_question(reply: httpx.Response, words: Words) -> StudioError | None:
    """Why a question about an order was not answered, None when it was. Asking again is free."""
    code = reply.status_code
    if 200 <= code < 300:
        return None
    if (verdict := at_the_door(reply, words)) is not None:
        return verdict
    if code in (404, 410):
        return Failed(TOO_LATE, billed=True)
    return Unavailable(UNREACHABLE, retry_in=retry_after(reply.headers))


def is_down(reply: httpx.Response) -> bool:
    """Whether nobody answers just now who could: the vendor is broken, or busy."""
    return reply.status_code == 429 or reply.status_code >= 500


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
