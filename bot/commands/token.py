"""/token: lets a program of one's own in; /gallery: lets oneself in at the web door."""

from typing import TYPE_CHECKING

from bot.platform_names import WEB
from bot.voice import doors
from core.talk import Asked, Command, Kind, Option, Reply, Where

if TYPE_CHECKING:
    from adapters.platforms.web.keys import Keys

_ORDER = "order"
_LONGEST_ID = 16


def token(keys: "Keys") -> Command:
    """Declares the command that gives, lists and takes back tokens."""

    async def run(asked: Asked) -> Reply:
        key = asked.requester.key
        if told := asked.text("revoke"):
            return doors.revoked(told, was_there=await keys.revoke(key, told))
        if "scope" not in asked.values:
            return doors.tokens(await keys.tokens(key))
        secret, made = await keys.token(key, may_order=asked.text("scope") == _ORDER)
        return doors.token(secret, made, keys.address, asked.said.platform)

    words = "Let a program of yours order and look, by the API"
    return Command("token", words, run, _OPTIONS, example="/token scope=order", where=Where.IN_PRIVATE)


_OPTIONS = (
    Option(
        "scope",
        "what it may do",
        Kind.CHOICE,
        choices=(("look and order", _ORDER), ("only look", "read")),
    ),
    Option("revoke", "the token to take back", Kind.WORD, most=_LONGEST_ID),
)


def gallery(keys: "Keys") -> Command:
    """Declares the command that gives a link to one's reels in the browser."""

    async def run(asked: Asked) -> Reply:
        if asked.said.platform == WEB:
            return doors.gallery_here()
        return doors.gallery(keys.invitation(asked.requester.key))

    return Command("gallery", "Your reels on a page, in the browser", run, where=Where.IN_PRIVATE)
