"""Yes, no and stop, said in a word or two."""

import re
from enum import StrEnum


class Nod(StrEnum):
    """Words that answer something, and are no idea for a reel."""

    YES = "yes"
    NO = "no"
    STOP = "stop"


_NODS = {
    Nod.STOP: frozenset(["stop", "wait", "halt", "abort", "cancel"]),
    Nod.NO: frozenset(["no", "nope", "nah", "nevermind", "dont", "don't"]),
    Nod.YES: frozenset(["yes", "yeah", "yep", "yup", "ok", "okay", "sure"]),
}
_BESIDE = frozenset(
    [
        "please",
        "now",
        "it",
        "that",
        "this",
        "the",
        "reel",
        "video",
        "oh",
        "i",
        "do",
        "go",
        "ahead",
        "on",
        "not",
        "thanks",
        "thank",
        "you",
    ]
)


def nod(line: str) -> Nod | None:
    """What `no wait, stop`, `yes please` and the like say; None for anything that says more."""
    words = set(re.findall(r"[\w']+", line.casefold().replace("’", "'")))
    said = [one for one, signs in _NODS.items() if words & signs]
    return said[0] if said and words <= _BESIDE.union(*_NODS.values()) else None
