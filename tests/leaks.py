"""What nobody may ever read in a chat or a log: the fakes' keys and tokens, and their own wording."""

from tests.wires import fal, gemini
from tests.wires.discord_world import TOKEN as DISCORD
from tests.wires.telegram_world import TOKEN as TELEGRAM

SECRETS = (fal.KEY, fal.KEY.partition(":")[2], gemini.KEY, TELEGRAM, DISCORD)
WORDS = (
    "User is locked",
    "Exhausted balance",
    "content checker",
    "Runner disconnected",
    "No runner",
    "invalid key credentials",
    "RESOURCE_EXHAUSTED",
    "exceeded your current quota",
    "model is overloaded",
    "captive portal",
    "<center>nginx",
    "YouTube's own",
)
"""What vendors and publishers say when they fail."""

overheard: list[str] = []
"""What should not have been said in the chats of the running test."""


def leaks(text: str) -> list[str]:
    """Which of it stands in a text."""
    return [leak for leak in (*SECRETS, *WORDS) if leak in text]


def overhear(said: str) -> None:
    """This was said in a chat."""
    overheard.extend(f"{leak!r} in {said[:300]!r}" for leak in leaks(said))
