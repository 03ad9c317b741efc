"""What is said about keys of people's own."""

from collections.abc import Sequence

from bot.platform_names import CONSOLE
from bot.voice.rewording import reword
from bot.voice.tongue import both, mark, say
from core.talk import Reply

_STAYS = {
    CONSOLE: mark("What you typed stays on this screen and in its history; /key forget does not undo that.")
}
_USAGE = mark("Say /key fal followed by your key, or /key gemini; /key forget forgets all of them.")


def standing(vendors: Sequence[str]) -> Reply:
    """Which keys we have."""
    if not vendors:
        none, free = say("I have no key of yours."), say("Reels on your own key count for no quota here.")
        return Reply(f"{none} {say(_USAGE)} {free}")
    have = say("I have your key for {vendors}.", vendors=both(vendors))
    return Reply(f"{have} {say(_USAGE)}", ((say("Forget them"), "/key forget"),))


def not_understood() -> Reply:
    """Something else was said."""
    return Reply(say(_USAGE))


def kept(vendor: str, proof: str, platform: str) -> Reply:
    """A key was tried and kept."""
    what = (
        say("Your reels are filmed on it from now on, and count for no quota here. /key forget ends that.")
        if vendor == "fal"
        else say(
            "Your storyboards are written on it from now on, and count for no quota here. "
            "/key forget ends that."
        )
    )
    text = f"{reword(proof)} {what}"
    return Reply(f"{text}\n{say(_STAYS[platform])}" if platform in _STAYS else text)


def not_kept(why: str) -> Reply:
    """A key was tried in vain."""
    return Reply(f"{reword(why)} {say('Nothing was kept.')}")


def forgotten(*, were_some: bool) -> Reply:
    """All keys of an account are gone."""
    return Reply(say("Your keys are forgotten.") if were_some else say("I have no key of yours."))
