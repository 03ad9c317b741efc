"""What is said about the web door: tokens for programs, links for people."""

from collections.abc import Sequence

from bot.voice.times import when
from core.door import Scope, Token
from core.talk import Reply

_KINDS = (
    ("A token that may order", "/token scope=order"),
    ("A token that only looks", "/token scope=read"),
)


_DELETES = frozenset({"telegram"})
"""Where people can delete what the bot has said to them."""


def token(secret: str, made: Token, address: str, platform: str) -> Reply:
    """A new token, shown this once."""
    delete = ", and delete this message once you have it" if platform in _DELETES else ""
    return Reply(
        f"Your token, which may {_may(made)}:\n{secret}\n"
        f"I show it only now: keep it like a password{delete}.\n"
        f"The API describes itself at {address}/api/openapi.json.",
        (("Take it back", f"/token revoke={made.id}"),),
    )


def tokens(known: Sequence[Token]) -> Reply:
    """The tokens of somebody."""
    if not known:
        return Reply("No program of yours may come in. A token lets one in, by the API:", _KINDS)
    lines = [f"{one.id} · may {_may(one)} · since {when(one.at)} UTC" for one in known]
    back = tuple((f"Take {one.id} back", f"/token revoke={one.id}") for one in known)
    return Reply("\n".join(["Your tokens:", *lines]), (*_KINDS, *back))


def revoked(told: str, *, was_there: bool) -> Reply:
    """A token was taken back, or there was none."""
    if not was_there:
        return Reply(f"You have no token {told}. /token lists yours.")
    return Reply(f"Taken back: {told} lets nobody in any more.")


def gallery(link: str) -> Reply:
    """The way to one's reels in the browser."""
    return Reply(
        f"Your reels on a page: {link}\n"
        "The link works once, within a quarter of an hour, for whoever opens it: tell it nobody."
    )


def gallery_here() -> Reply:
    """The same for somebody who is in the browser already; the button leads to a path."""
    return Reply("Your reels are on a page beside this chat.", (("Open the gallery", "/"),))


def _may(one: Token) -> str:
    return "look and order" if Scope.ORDER in one.scopes else "only look"
