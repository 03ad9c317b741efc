"""What is said about keys of people's own."""

from collections.abc import Sequence

from core.talk import Reply

_STAYS = {
    "console": "What you typed stays on this screen and in its history; /key forget does not undo that."
}
_USAGE = "Say /key fal followed by your key, or /key gemini; /key forget forgets all of them."


def standing(vendors: Sequence[str]) -> Reply:
    """Which keys we have."""
    if not vendors:
        return Reply(f"I have no key of yours. {_USAGE} Reels on your own key count for no quota here.")
    return Reply(f"I have your key for {' and '.join(vendors)}. {_USAGE}", (("Forget them", "/key forget"),))


def not_understood() -> Reply:
    """Something else was said."""
    return Reply(_USAGE)


def kept(vendor: str, proof: str, platform: str) -> Reply:
    """A key was tried and kept."""
    what = "Your reels are filmed on it" if vendor == "fal" else "Your storyboards are written on it"
    text = f"{proof} {what} from now on, and count for no quota here. /key forget ends that."
    return Reply(f"{text}\n{_STAYS[platform]}" if platform in _STAYS else text)


def not_kept(why: str) -> Reply:
    """A key was tried in vain."""
    return Reply(f"{why} Nothing was kept.")


def forgotten(*, were_some: bool) -> Reply:
    """All keys of an account are gone."""
    return Reply("Your keys are forgotten." if were_some else "I have no key of yours.")
