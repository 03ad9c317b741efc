"""Moderation before money: what is not made here is refused at once, and who keeps asking is given a pause.

Three things can stand in the way of an idea: the house's own tact, the words that whoever runs the
bot has listed, and those that a group's admins have. Each refusal is a strike, which counts for a
day; from the third on nothing is taken from the account for a while.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from core.books.account import Block
from core.clock import Clock
from core.errors import Refused
from core.ports import Notes
from core.reel.brief import Brief
from core.store import Requester
from core.wording import Words, words_of

STRIKE_LIFE = timedelta(days=1)
"""How long a strike counts."""

_PAUSES = {3: timedelta(minutes=10), 4: timedelta(hours=1)}
_LONGEST_PAUSE = timedelta(days=1)
_REASON = "several ideas in a row that are not made here"
_FEWEST_WORDS = 3
_FOR_ADULTS = (
    "That is for adults only, and this place is not. Please ask in a channel that is age-restricted, "
    "or tell me another idea."
)


class Declined(Refused):
    """An idea that is not made here; `instead` is the brief of a harmless one, None where there is none."""

    def __init__(self, message: str, instead: Brief | None = None) -> None:
        super().__init__(message)
        self.instead = instead


class Lists(BaseModel):
    """Words and phrases that are not wanted, and those that are fine although one of them stands in them.

    A star ends the beginning of a word.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    block: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()

    def blocked(self, text: str) -> str:
        """The first of a text's words that is not wanted; empty when all are fine."""
        if not self.block:
            return ""
        words = self._weighed(text)
        spans = _listed(self.block).spans(words)
        return " ".join(words[slice(*min(spans))]) if spans else ""

    def cleaned(self, text: str) -> str:
        """The text without what is not wanted."""
        unwanted = {at for span in _listed(self.block).spans(self._weighed(text)) for at in range(*span)}
        return " ".join(word for at, word in enumerate(words_of(text)) if at not in unwanted)

    def _weighed(self, text: str) -> list[str]:
        return _listed(self.allow).without(words_of(text))


NOTHING = Lists()


class House(Protocol):
    """Our own sense of what is not made, whoever asks."""

    def refusal(self, brief: Brief) -> str:
        """Why this cannot be made, in one sentence; empty when it can."""
        ...

    def is_for_adults(self, brief: Brief) -> bool:
        """Whether only grown-ups should see it."""
        ...

    def instead(self, brief: Brief) -> str:
        """A harmless idea near one that is refused; empty where there is none to be offered."""
        ...


@dataclass(frozen=True, slots=True)
class Strike:
    """An account asked for what is not made here. `key` names the message: it counts once. UTC."""

    key: str
    account: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody found something wrong with a reel. UTC."""

    job_id: str
    requester: str
    why: str
    at: datetime


class Record(Protocol):
    """What is kept of misdeeds. Raises Unavailable, Misconfigured."""

    async def strike(
        self, strike: Strike, since: datetime, pause: Callable[[int], Block | None]
    ) -> Block | None:
        """Enter a strike, count those since then, and enter the block that `pause` makes of their number.

        Nothing is entered while the account is blocked anyway; a block and its reason go into the rulings.
        """
        ...

    async def strikes(self, account: str, since: datetime) -> int:
        """How many strikes an account was given since then."""
        ...

    async def report(self, report: Report) -> bool:
        """Enter a report; False when the same person has reported that reel before."""
        ...


class Moderation:
    """Judges ideas before anything is opened for them."""

    def __init__(
        self,
        record: Record,
        notes: Notes,
        clock: Clock,
        house: House,
        lists: Lists = NOTHING,
        exempt: frozenset[str] = frozenset(),
    ) -> None:
        self._record = record
        self._notes = notes
        self._clock = clock
        self._house = house
        self._lists = lists
        self._exempt = exempt
        self._known: dict[str, Lists] = {}

    async def admit(self, requester: Requester, group: str, brief: Brief, key: str) -> None:
        """Let an idea pass. Raises Declined, at the price of a strike; `key` names the message."""
        why, idea = await self._objection(group, brief)
        if why:
            await self._decline(requester, brief, key, why, idea)

    async def objection(self, group: str, brief: Brief) -> str:
        """What stands in the way of an idea that nobody has asked for yet; empty when nothing does."""
        return (await self._objection(group, brief))[0]

    async def _objection(self, group: str, brief: Brief) -> tuple[str, str]:
        """What stands in the way of an idea, and what might be made instead."""
        if why := self._house.refusal(brief):
            return why, self._house.instead(brief)
        for lists, where in ((self._lists, "here"), (await self.lists(group), "in this group")):
            for text in (brief.topic, brief.niche.subject, brief.niche.ideas):
                if word := lists.blocked(text):
                    return f"Reels about “{word}” are not made {where}.", lists.cleaned(brief.topic)
        return "", ""

    def check_place(self, brief: Brief, *, is_among_adults: bool) -> None:
        """Keep what is for adults where only they are; that is no strike. Raises Refused."""
        if not is_among_adults and self._house.is_for_adults(brief):
            raise Refused(_FOR_ADULTS)

    async def lists(self, group: str) -> Lists:
        """What a group's admins have listed, by `platform:id`."""
        if not group:
            return NOTHING
        if group not in self._known:
            kept = (await self._notes.noted(_key(group))).get(_key(group))
            self._known[group] = Lists.model_validate_json(kept) if kept else NOTHING
        return self._known[group]

    async def keep(self, group: str, lists: Lists) -> None:
        """List words for a group anew."""
        await self._notes.note(_key(group), lists.model_dump_json())
        self._known[group] = lists

    async def is_minded(self, account: str) -> bool:
        """Whether a strike of this account still counts."""
        return await self._record.strikes(account, self._clock() - STRIKE_LIFE) > 0

    async def report(self, report: Report) -> bool:
        """Enter that somebody found something wrong with a reel; False when they said so before."""
        return await self._record.report(report)

    async def _decline(self, requester: Requester, brief: Brief, key: str, why: str, idea: str) -> None:
        block = None
        if requester.key not in self._exempt:
            strike = Strike(key, requester.account, why, self._clock())
            block = await self._record.strike(strike, strike.at - STRIKE_LIFE, self._pause)
        if block is not None:
            why = f"{why} That was one too many: I take nothing new from you for a while."
        raise Declined(why, None if block else self._harmless(brief, idea))

    def _pause(self, strikes: int) -> Block | None:
        if strikes < min(_PAUSES):
            return None
        until = self._clock() + _PAUSES.get(strikes, _LONGEST_PAUSE)
        return Block(until=until, reason=_REASON)

    def _harmless(self, brief: Brief, idea: str) -> Brief | None:
        """The brief with another idea, if that would pass and is one at all."""
        known = brief.topic.casefold()
        if len(words_of(idea)) < _FEWEST_WORDS or idea == known:
            return None
        other = brief.model_copy(update={"topic": idea})
        texts = (idea, brief.niche.subject, brief.niche.ideas)
        is_fine = not self._house.refusal(other) and not any(map(self._lists.blocked, texts))
        return other if is_fine else None


@lru_cache(maxsize=256)
def _listed(phrases: tuple[str, ...]) -> Words:
    return Words("_".join(unicodedata.normalize("NFKC", phrase).split()) for phrase in phrases)


def _key(group: str) -> str:
    return f"words/{group}"
