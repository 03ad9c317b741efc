"""What becomes of a picture that came with an idea."""

from collections.abc import Sequence
from dataclasses import replace

from bot.voice.tongue import either, mark, say
from core.reel.catalogue import Model
from core.talk import Reply

GONE = mark("The picture that this reel should begin with is no longer there. Please send it along again.")
_NAMED = 5


def told(reply: Reply, model: Model | None, able: Sequence[Model], *, is_taken: bool) -> Reply:
    """The answer to an order, and whether the reel begins with the picture; `able` are who could do that."""
    return replace(reply, text=f"{reply.text}\n{_sentence(model, able, is_taken=is_taken)}")


def _sentence(model: Model | None, able: Sequence[Model], *, is_taken: bool) -> str:
    if is_taken:
        return say("It begins with your picture, cut upright.")
    if not able:
        return say("Nobody here films from a picture: I go by your words.")
    if model is not None and model.takes_picture:
        return say("I cannot fetch pictures here: I go by your words.")
    names = either([one.label for one in able[:_NAMED]])
    if model is None:
        words = "An animatic is drawn from your words alone; with a picture can begin: {models}."
        return say(words, models=names)
    words = "{model} films from your words alone; with a picture can begin: {models}."
    return say(words, model=model.label, models=names)
