"""/words: which words a group does not want in its reels."""

from bot.voice.moderation import listed
from bot.voice.tongue import say
from core.errors import Refused
from core.people.moderation import Moderation
from core.talk import Asked, Command, Option, Reply, Who

_MOST_WORDS, _LONGEST_WORD, _LONGEST = 100, 60, 3000
_NONE = "none"
_OPTIONS = (
    Option("block", "what is not wanted, with commas between, or none", most=_LONGEST),
    Option("allow", "what is fine although one of those stands in it, or none", most=_LONGEST),
)


def words(moderation: Moderation) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        if not (group := asked.said.group):
            return Reply(say("Please say /words in the group that it is about."))
        lists = await moderation.lists(group)
        if asked.values:
            changes = {name: _several(str(told)) for name, told in asked.values.items()}
            lists = lists.model_copy(update=changes)
            await moderation.keep(group, lists)
        return listed(lists, is_new=bool(asked.values))

    about = "Words that this group does not want in its reels"
    return Command("words", about, run, _OPTIONS, example="/words block=casino, betting*", who=Who.ADMINS)


def _several(typed: str) -> tuple[str, ...]:
    """The words of a list. Raises Refused when there are too many, or one is too long."""
    if typed.strip().casefold() == _NONE:
        return ()
    found = tuple(dict.fromkeys(word.strip() for word in typed.split(",") if word.strip(" *_")))
    if len(found) > _MOST_WORDS or any(len(word) > _LONGEST_WORD for word in found):
        raise Refused(f"At most {_MOST_WORDS} words of at most {_LONGEST_WORD} letters, please.")
    return found
