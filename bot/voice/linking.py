"""Sharing one account over several platforms."""

from bot.voice.times import span
from core.linking import LINK_LIFE
from core.talk import Reply

_CALLED = {"console": "in the terminal"}


def code(code: str) -> Reply:
    """A code, and what to do with it."""
    life = span(LINK_LIFE.total_seconds())
    return Reply(
        f"Say this to me where else you talk to me, within {life}: /link {code}\n"
        "From then on both share one account and one quota. Tell it nobody: it works once, for anybody."
    )


def linked(other: str) -> Reply:
    """Two requesters share an account from now on."""
    platform = other.partition(":")[0]
    where = _CALLED.get(platform, f"on {platform.capitalize()}")
    return Reply(
        f"Linked: here and {where} you share one account and one quota. /unlink parts them.",
        (("Quota", "/quota"),),
    )


def no_such_code() -> Reply:
    """A code that does not work."""
    return Reply(
        "This code does not work: it was used already, is too old, or is your own from right here. "
        "Say /link where you want to link from; it gives you a new one."
    )


def unlinked(*, was_linked: bool) -> Reply:
    """The account is shared no more."""
    if not was_linked:
        return Reply("Your account is linked with nobody. /link gives you a code for that.")
    return Reply(
        "Unlinked: you have an account of your own here again. What is under way stays where it was."
    )
