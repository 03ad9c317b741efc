"""Signs under reels: of people by name, which are opinions, and of nameless crowds, which are counted."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from telegram import (
    Chat,
    MessageReactionCountUpdated,
    MessageReactionUpdated,
    ReactionType,
    ReactionTypeEmoji,
)

from adapters.platforms.telegram.admins import Admins
from adapters.platforms.telegram.hearing import GENERAL, PLATFORM, requester
from adapters.platforms.telegram.memory import Memory
from adapters.platforms.telegram.place import Place
from core.learning.signs import is_liking
from core.talk import Reply, Said

Count = Callable[[str, str, int, int], Awaitable[None]]
"""Keeps how many nameless signs for and against a job's reel stand in a place by now."""


class Signs:
    """Hears of them from Telegram, which tells of each under its name or in a count, never both."""

    def __init__(
        self, memory: Memory, answer: Callable[[Said], Awaitable[Reply]], admins: Admins, count: Count | None
    ) -> None:
        self._memory = memory
        self._admins = admins
        self._answer = answer
        self._count = count

    async def change(self, change: MessageReactionUpdated, number: int) -> None:
        """What somebody took away is taken back, what they put there is their opinion."""
        job_id = await self._memory.shown(change.chat.id, change.message_id)
        who = change.user or change.actor_chat
        if not job_id or who is None or (change.user is not None and change.user.is_bot):
            return
        before, now = _telling(change.old_reaction), _telling(change.new_reaction)
        is_private = change.chat.type == Chat.PRIVATE
        group = "" if is_private else requester(await self._memory.first(change.chat.id))
        topic = "" if is_private else await self._topic(job_id, change)
        gone: dict[str, str] = {sign: "" for sign in before if sign not in now}
        new = {sign: "good" if is_good else "bad" for sign, is_good in now.items() if sign not in before}
        for sign, opinion in (gone | new).items():
            said = Said(
                requester(who.id),
                Place(change.chat.id, None, change.message_id).address,
                f"{PLATFORM}:reaction:{number}:{sign}",
                command="rate",
                options={"job": job_id, **({"opinion": opinion} if opinion else {})},
                is_private=is_private,
                is_admin=is_private or who.id == change.chat.id,
                group=group,
                channel=topic,
                runs=partial(self._admins.is_admin, change.chat.id, who.id),
                sign=sign,
            )
            await self._answer(said)

    async def _topic(self, job_id: str, change: MessageReactionUpdated) -> str:
        """The topic that the reel stands in; Telegram does not tell."""
        film, thread = await self._memory.film(job_id), None
        if film is not None and (film.chat, film.message) == (change.chat.id, change.message_id):
            thread = film.thread
        return str(thread or GENERAL)

    async def crowd(self, change: MessageReactionCountUpdated) -> None:
        """How many signs nobody put their name to, as in channels."""
        job_id = await self._memory.shown(change.chat.id, change.message_id)
        if not job_id or self._count is None:
            return
        counts = {True: 0, False: 0}
        for each in change.reactions:
            for is_good in _telling([each.type]).values():
                counts[is_good] += each.total_count
        place = f"{PLATFORM}:{change.chat.id}/{change.message_id}"
        await self._count(job_id, place, counts[True], counts[False])


def _telling(signs: Iterable[ReactionType]) -> dict[str, bool]:
    """Those that say whether somebody likes it, and what they say."""
    told = {each.emoji: is_liking(each.emoji) for each in signs if isinstance(each, ReactionTypeEmoji)}
    return {sign: is_good for sign, is_good in told.items() if is_good is not None}
