"""What is said when somebody wants all that is kept of them, or wants it forgotten."""

from collections.abc import Sequence
from pathlib import Path

from bot.voice.tongue import count, current, mark_count, say
from core.ports import Delivery
from core.talk import Reply

_NAME = "nichereel-export"


def sure(bought: int) -> Reply:
    """Everything is to be forgotten: is that meant? So many bought reels are left."""
    text = say(
        "I would stop what is under way and forget for good your reels, storyboards, niche, keys and "
        "all that you said. What was spent stays in the book, under a made-up name. "
        "/export gives you everything before."
    )
    if bought:
        lost = count(bought, "You would lose {number} bought reel.", "You would lose {number} bought reels.")
        text = f"{text} {lost}"
    return Reply(
        text, ((say("Yes, forget everything"), "/forget sure=yes"), (say("No, keep it"), "/forget sure=no"))
    )


def kept() -> Reply:
    """They would rather not."""
    return Reply(say("Nothing was forgotten."))


def forgotten(*, is_done: bool) -> Reply:
    """It is done, or will be."""
    if is_done:
        return Reply(say("Everything about you is forgotten. If you ever come back, we begin anew."))
    words = "What is under way is being stopped; as soon as it has ended, everything about you is forgotten."
    return Reply(say(words))


def exported(file: Path, left: Sequence[str], *, is_here: bool) -> Reply:
    """All that is kept, as a file; `is_here` when they sit at the machine where it lies."""
    text = say("All that I keep of you: everything.json, and your reels.")
    if left:
        one, many = mark_count("Of these, {number} found no room; /reels shows each as a file.")
        text = f"{text} {count(len(left), one, many)}"
    if is_here:
        return Reply(f"{text}\n▶ {file.resolve()}")
    return Reply(text, shows=Delivery(_NAME, text, file, language=current()), as_file=True)
