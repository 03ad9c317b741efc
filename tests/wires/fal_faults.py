"""Everything that can go wrong at FAL, by the door where it bites."""

from enum import StrEnum

SUBMIT, STATUS, RESULT, CANCEL = "submit", "status", "result", "cancel"
LISTING, MEDIA = "listing", "media"
FATE, HOOK = "fate", "hook"
"""Not real doors: what waits there befalls the next order, or its webhook."""


class Fault(StrEnum):
    """One thing going wrong, once."""

    # Answers in place of the right one; they wait at `submit` unless another door is named.
    LOCKED = "locked"
    BAD_KEY = "bad key"
    NO_APP = "no app"
    BUSY = "busy"
    INVALID = "invalid"
    CRASHED = "crashed"
    RUNNER_DOWN = "runner down"
    NGINX = "nginx"
    SHUT = "shut"
    TIMED_OUT = "timed out"
    MOVED = "moved"
    # At `submit` the order exists all the same, but for LOST; elsewhere nothing happens.
    GARBLED = "garbled"
    CUT = "cut"
    HANG = "hang"
    LOST = "lost"
    FOREIGN_URLS = "foreign urls"
    GATEWAY_URLS = "gateway urls"
    # At `status`.
    UNKNOWN_STATUS = "unknown status"
    # At `listing`.
    NO_PAYLOADS = "no payloads"
    # What becomes of the next order.
    CONTENT_REFUSED = "content refused"
    NO_MEDIA = "no media"
    BAD_AUDIO = "bad audio"
    RUNNER_LOST = "runner lost"
    GENERATION_TIMEOUT = "generation timeout"
    HOPELESS = "hopeless"
    EXPIRED = "expired"
    NO_VIDEO = "no video"
    LANDSCAPE = "landscape"
    TOO_EARLY = "too early"
    # What becomes of its webhook.
    HOOK_FIRST = "hook first"
    HOOK_TWICE = "hook twice"
    HOOK_FORGED = "hook forged"
    HOOK_STALE = "hook stale"
    HOOK_EMPTY = "hook empty"
    HOOK_LOST = "hook lost"
    # At `media`.
    MISSING = "missing"
    FORBIDDEN = "forbidden"
    GONE = "gone"
    TRUNCATED = "truncated"
    WRONG_TYPE = "wrong type"
    NOT_VIDEO = "not video"
    EMPTY = "empty"
    REDIRECT_AWAY = "redirect away"
    REDIRECT_HOME = "redirect home"


_DOORS = {
    STATUS: {Fault.UNKNOWN_STATUS},
    LISTING: {Fault.NO_PAYLOADS},
    FATE: {
        Fault.CONTENT_REFUSED,
        Fault.NO_MEDIA,
        Fault.BAD_AUDIO,
        Fault.RUNNER_LOST,
        Fault.GENERATION_TIMEOUT,
        Fault.HOPELESS,
        Fault.EXPIRED,
        Fault.NO_VIDEO,
        Fault.LANDSCAPE,
        Fault.TOO_EARLY,
    },
    HOOK: {fault for fault in Fault if fault.name.startswith("HOOK_")},
    MEDIA: {
        Fault.MISSING,
        Fault.FORBIDDEN,
        Fault.GONE,
        Fault.TRUNCATED,
        Fault.WRONG_TYPE,
        Fault.NOT_VIDEO,
        Fault.EMPTY,
        Fault.REDIRECT_AWAY,
        Fault.REDIRECT_HOME,
    },
}


def door_of(fault: Fault) -> str:
    """Where a fault waits when nobody says."""
    return next((door for door, faults in _DOORS.items() if fault in faults), SUBMIT)
