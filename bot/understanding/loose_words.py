"""A length, a shape, a platform and a request that people say around an idea, which are no part of it."""

import re
from collections.abc import Mapping

from bot.voice import asking
from core.errors import Refused
from core.request_words import is_request, without_request
from core.talk import Option

_FOR = "for|in|within|für|en|por|durante|em|pendant|за|на|протягом|dalam|selama|في|لمدة"
_TAIL = re.compile(
    r"(?P<before>[^\s,;]+)[\s,;]+"
    rf"(?:(?:(?P<wish>{_FOR})\s+)?(?P<number>\d{{1,3}})\s?(?P<unit>[^\s\d.,;!]+)|9:16)[.!]?$",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"(?P<asks>(?:(?:please|can|could|would|you|i|we|want|need|like|to|make|create|generate|produce|do|film"
    r"|shoot|give|show|me|us)[\s,]+)*)(?:an?\s+)?(?P<number>\d{1,3})[\s-]?(?P<unit>[a-z]+)[\s-]+(?:long\s+)?"
    r"(?=(?:reel|video|clip|short|film)\s+(?:about|on|of|explaining|showing)\s)",
    re.IGNORECASE,
)
_SHORTEST_WORD = 3
"""`in 20 s` may belong to the idea; `in 20 sec` says a length."""

_SHAPE = re.compile(
    r"(?<!\S)(?:format|(?:aspect_?)?ratio|aspect|shape|orientation|size)="
    r"(?:(?:9:16|vertical|upright|portrait)|"
    r"(?P<other>16:9|1:1|4:3|4:5|square|landscape|horizontal|wide))[,;]?(?!\S)",
    re.IGNORECASE,
)
_OTHER_SHAPE = re.compile(r"(?<=[\s,;])(?:16:9|1:1|4:3|4:5)$")
_COUNTING = frozenset(
    [
        "a",
        "about",
        "after",
        "and",
        "at",
        "before",
        "by",
        "every",
        "first",
        "for",
        "from",
        "in",
        "is",
        "just",
        "last",
        "lasts",
        "next",
        "of",
        "only",
        "or",
        "over",
        "per",
        "takes",
        "than",
        "the",
        "to",
        "under",
        "with",
        "within",
    ]
)


_NETWORK = re.compile(
    r"\b(?:tik ?tok|insta(?:gram)?|you ?tube|facebook|snap(?:chat)?|twitter|threads|discord|telegram|twitch"
    r"|pinterest|linkedin|reddit|whatsapp|bluesky|mastodon|social media)\b",
    re.IGNORECASE,
)
"""Beside another network, one behind a comma is the next of a list."""


def told_around(
    text: str, units: Mapping[str, Option], behind: Mapping[str, str], values: dict[str, str | int]
) -> str:
    """The idea alone; what is said around it goes to the values. Raises Refused for another shape than ours.

    `behind` has the options that are told by a word alone behind a comma, by that word.
    """
    if other := next((found["other"] for found in _SHAPE.finditer(text) if found["other"]), None):
        raise Refused(asking.only_upright(other))
    text = " ".join(_SHAPE.sub("", text).split())
    if (head := _HEAD.match(text)) and _takes(head, units, values):
        text = f"{head['asks']}a {text[head.end() :]}"
    text = _without_tail(_without_place(text, units, behind, values), units, values)
    return without_request(text) if is_request(text) else text


def _without_place(
    text: str, units: Mapping[str, Option], behind: Mapping[str, str], values: dict[str, str | int]
) -> str:
    """The words without the place to post behind them, on either side of a length: `bees, 15s, tiktok`."""
    tried: dict[str, str | int] = {}
    whole = _without_tail(text, units, tried)
    idea, comma, word = (part.strip(" .!") for part in whole.rpartition(","))
    name = behind.get("".join(word.casefold().split()), "")
    if not comma or not name or name in values or _NETWORK.search(idea):
        return text
    told = {**values, **tried}
    rest = _without_tail(idea, units, told)
    # The last of several things behind commas is one of them, unless a length is there, too.
    if not rest or ("," in rest and len(told) == len(values)):
        return text
    values[name] = word
    return f"{idea}{text[len(whole) :]}"


def _without_tail(text: str, units: Mapping[str, Option], values: dict[str, str | int]) -> str:
    """The words without a length and a shape behind them: `espresso monks, 20 s, 9:16`."""
    while tail := _TAIL.search(text):
        # `the first 60 seconds` are what the idea is about.
        is_meant = tail["before"].lower() not in _COUNTING and (
            not tail["wish"] or len(tail["unit"]) >= _SHORTEST_WORD
        )
        if tail["unit"] and not (is_meant and _takes(tail, units, values)):
            return text
        text = f"{text[: tail.start()]}{tail['before']}".rstrip(" ,;")
    if other := _OTHER_SHAPE.search(text):
        raise Refused(asking.only_upright(other[0].strip()))
    return text


def _takes(found: re.Match[str], units: Mapping[str, Option], values: dict[str, str | int]) -> bool:
    """Whether an option counts in that unit, has not been told, and can be that number; it is told then."""
    option, number = units.get(found["unit"].lower()), int(found["number"])
    if option is None or option.name in values:
        return False
    if not (option.least or 0) <= number <= (option.most or number):
        return False
    values[option.name] = str(number)
    return True
