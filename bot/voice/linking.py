"""Sharing one account over several platforms."""

from bot.platform_names import CONSOLE
from bot.voice.times import span
from bot.voice.tongue import mark, say
from core.people.linking import LINK_LIFE
from core.talk import Reply

_CALLED = {
    CONSOLE: mark("Linked: here and in the terminal you share one account and one quota. /unlink parts them.")
}


def code(code: str) -> Reply:
    """A code, and what to do with it."""
    life = span(LINK_LIFE.total_seconds())
    tell = say("Say this to me where else you talk to me, within {span}: /link {code}", span=life, code=code)
    then = say(
        "From then on both share one account and one quota. Tell it nobody: it works once, for anybody."
    )
    return Reply(f"{tell}\n{then}")


def linked(other: str) -> Reply:
    """Two requesters share an account from now on."""
    platform = other.partition(":")[0]
    on = mark("Linked: here and on {platform} you share one account and one quota. /unlink parts them.")
    words = say(_CALLED.get(platform, on), platform=platform.capitalize())
    return Reply(words, ((say("Quota"), "/quota"),))


def no_such_code() -> Reply:
    """A code that does not work."""
    words = say(
        "This code does not work: it was used already, is too old, or is your own from right here. "
        "Say /link where you want to link from; it gives you a new one."
    )
    return Reply(words)


def unlinked(*, was_linked: bool) -> Reply:
    """The account is shared no more."""
    if not was_linked:
        return Reply(say("Your account is linked with nobody. /link gives you a code for that."))
    words = "Unlinked: you have an account of your own here again. What is under way stays where it was."
    return Reply(say(words))
