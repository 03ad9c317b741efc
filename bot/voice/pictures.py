"""What becomes of a picture that came with an idea."""

from collections.abc import Sequence
from dataclasses import replace

from bot.voice.asking import listed
from core.catalogue import Model
from core.talk import Reply

GONE = "The picture that this reel should begin with is no longer there. Please send it along again."
_NAMED = 5


def told(reply: Reply, model: Model | None, able: Sequence[Model], *, is_taken: bool) -> Reply:
    """The answer to an order, and whether the reel begins with the picture; `able` are who could do that."""
    return replace(reply, text=f"{reply.text}\n{_sentence(model, able, is_taken=is_taken)}")


def _sentence(model: Model | None, able: Sequence[Model], *, is_taken: bool) -> str:
    if is_taken:
        return "It begins with your picture, cut upright."
    if not able:
        return "Nobody here films from a picture: I go by your words."
    if model is not None and model.takes_picture:
        return "I cannot fetch pictures here: I go by your words."
    who = "An animatic is drawn" if model is None else f"{model.label} films"
    names = listed([one.label for one in able[:_NAMED]])
    return f"{who} from your words alone; with a picture can begin: {names}."
