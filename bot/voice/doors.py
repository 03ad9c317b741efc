"""What is said about the web door: tokens for programs, links for people."""

from collections.abc import Sequence

from bot.platform_names import TELEGRAM
from bot.voice.times import when
from bot.voice.tongue import mark, say
from core.door import Scope, Token
from core.talk import Choice, Reply

_KINDS = (
    (mark("A token that may order"), "/token scope=order"),
    (mark("A token that only looks"), "/token scope=read"),
)


_DELETES = frozenset({TELEGRAM})
"""Where people can delete what the bot has said to them."""


def token(secret: str, made: Token, address: str, platform: str) -> Reply:
    """A new token, shown this once."""
    keep = (
        say("I show it only now: keep it like a password, and delete this message once you have it.")
        if platform in _DELETES
        else say("I show it only now: keep it like a password.")
    )
    lines = [
        say("Your token, which may look and order:")
        if _may_order(made)
        else say("Your token, which may only look:"),
        secret,
        keep,
        say("The API describes itself at {address}.", address=f"{address}/api/docs"),
    ]
    return Reply("\n".join(lines), ((say("Take it back"), f"/token revoke={made.id}"),))


def tokens(known: Sequence[Token]) -> Reply:
    """The tokens of somebody."""
    if not known:
        return Reply(
            say("You have no tokens yet. With a token, a program of yours can use the API:"), _kinds()
        )
    lines = [_line(one) for one in known]
    back = tuple((say("Take {token} back", token=one.id), f"/token revoke={one.id}") for one in known)
    return Reply("\n".join([say("Your tokens:"), *lines]), (*_kinds(), *back))


def revoked(told: str, *, was_there: bool) -> Reply:
    """A token was taken back, or there was none."""
    if not was_there:
        return Reply(say("You have no token {token}. /token lists yours.", token=told))
    return Reply(say("Taken back: {token} lets nobody in any more.", token=told))


def gallery(link: str) -> Reply:
    """The way to one's reels in the browser."""
    once = say("The link works once, within a quarter of an hour, for whoever opens it: tell it nobody.")
    return Reply(f"{say('Your reels on a page: {link}', link=link)}\n{once}")


def gallery_here() -> Reply:
    """The same for somebody who is in the browser already; the button leads to a path."""
    return Reply(say("Your reels are on a page beside this chat."), ((say("Open the gallery"), "/"),))


def _kinds() -> tuple[Choice, ...]:
    return tuple((say(label), line) for label, line in _KINDS)


def _line(one: Token) -> str:
    words = (
        mark("{token} · may look and order · since {day} UTC")
        if _may_order(one)
        else mark("{token} · may only look · since {day} UTC")
    )
    return say(words, token=one.id, day=when(one.at))


def _may_order(one: Token) -> bool:
    return Scope.ORDER in one.scopes
