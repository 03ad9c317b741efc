"""Publishing: a reel goes out to a platform when somebody presses a button, as a draft, and never twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict

from core.clock import Clock
from core.errors import Failed, StudioError, Unclear
from core.reel.kit import Post

Ticket = dict[str, Any]
"""What a publisher gave us to go on with: JSON, opaque to all but the publisher's own adapter."""

LEASE = timedelta(minutes=15)
"""How long an upload counts as under way; whoever presses later finds out what became of it first."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A reel to be published. `key` is the same at every try, `at` the moment of the first press, UTC.

    `posts` are its words for each platform. `is_generated` says that a model filmed it. `language` is
    a BCP 47 tag.
    """

    key: str
    file: Path
    posts: tuple[Post, ...]
    is_generated: bool
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Published:
    """Where a reel is by now: the platform's own id, and an address for people, empty for none."""

    id: str
    url: str = ""


class Publisher(Protocol):
    """Takes reels out into the world, as drafts. `name` is how people know it, `key` how we do.

    Raises only the errors of `core.errors`.
    """

    key: str
    name: str

    async def begin(self, posting: Posting) -> Ticket:
        """Prepare it; nothing can be seen of that, and it may be repeated.

        Raises Unavailable, Failed, Misconfigured.
        """
        ...

    async def publish(self, posting: Posting, ticket: Ticket) -> Published:
        """Raises Unavailable (surely not published), Unclear (maybe published), Failed, Misconfigured."""
        ...

    async def find(self, posting: Posting, ticket: Ticket) -> Published | None:
        """What became of an attempt whose answer was lost; None when it surely was not published.

        Raises Unclear when nobody can tell, Unavailable, Misconfigured.
        """
        ...


class State(StrEnum):
    """How far a publication is."""

    UNDER_WAY = "under way"
    UNCLEAR = "unclear"
    NOT_DONE = "not done"
    DONE = "done"


class Publication(BaseModel):
    """One reel at one publisher; `at` is when it was pressed for first, `until` when a try is over, UTC.

    `is_sent` says that the reel may have been published, so that it has to be looked for.
    """

    model_config = ConfigDict(frozen=True)

    v: Literal[1] = 1
    job_id: str
    to: str
    requester: str
    state: State
    at: datetime
    until: datetime
    ticket: Ticket | None = None
    is_sent: bool = False
    id: str = ""
    url: str = ""

    def but(self, **changes: object) -> "Publication":
        """The same publication with some fields changed."""
        return self.model_copy(update=changes)


class Publications(Protocol):
    """Where publications are kept. Each method is one transaction. Raises Unavailable, Misconfigured."""

    async def claim(self, new: Publication, now: datetime) -> tuple[Publication, bool]:
        """Enter it, or take over an earlier one that is neither done nor under way.

        Returns what is kept, as it was before when it was taken over; the flag says whether it is ours.
        """
        ...

    async def save(self, publication: Publication) -> bool:
        """Keep it; False, and nothing is kept, when somebody else has taken it over meanwhile."""
        ...

    async def find(self, job_id: str, to: str) -> Publication | None: ...


class _Overtaken(Exception):
    """A try took longer than it may, and somebody else is at it."""


class Press:
    """Publishes when it is told to. That something is going to be sent is saved first."""

    def __init__(self, book: Publications, clock: Clock) -> None:
        self._book = book
        self._clock = clock

    @property
    def now(self) -> datetime:
        """The present moment, UTC."""
        return self._clock()

    async def known(self, job_id: str, to: str) -> Publication | None:
        """What became of a reel at a publisher so far."""
        return await self._book.find(job_id, to)

    async def publish(
        self, posting: Posting, publisher: Publisher, requester: str, *, even_if_unclear: bool = False
    ) -> Publication:
        """Publish a reel unless it is done or under way.

        After a try that nobody knows the end of it is looked for; where nobody can tell, nothing more is
        sent unless somebody insists. Raises Unavailable, Failed, Misconfigured.
        """
        now = self._clock()
        wanted = Publication(
            job_id=posting.key, to=publisher.key, requester=requester, state=State.UNDER_WAY,
            at=posting.at, until=now + LEASE,
        )  # fmt: skip
        known, is_ours = await self._book.claim(wanted, now)
        if not is_ours:
            return known
        posting = Posting(
            posting.key, posting.file, posting.posts, posting.is_generated, posting.language, known.at
        )
        mine = known.but(state=State.UNDER_WAY, until=now + LEASE)
        try:
            return await self._tried(mine, posting, publisher, insists=even_if_unclear)
        except _Overtaken:
            return await self._book.find(posting.key, publisher.key) or mine

    async def _tried(
        self, mine: Publication, posting: Posting, publisher: Publisher, *, insists: bool
    ) -> Publication:
        begun = mine
        try:
            if mine.is_sent and mine.ticket is not None:
                found = await self._found(posting, publisher, mine.ticket, insists=insists)
                if found is not None:
                    return await self._done(mine, found)
                mine = mine.but(is_sent=False, ticket=None if insists else mine.ticket)
            return await self._sent(mine, posting, publisher)
        except Unclear:
            mine = await self._left(begun)
            return await self._kept(mine.but(state=State.UNCLEAR, is_sent=True))
        except StudioError:
            mine = await self._left(begun)
            await self._kept(mine.but(state=State.UNCLEAR if mine.is_sent else State.NOT_DONE))
            raise

    async def _found(
        self, posting: Posting, publisher: Publisher, ticket: Ticket, *, insists: bool
    ) -> Published | None:
        try:
            return await publisher.find(posting, ticket)
        except Unclear:
            if insists:
                return None
            raise

    async def _sent(self, mine: Publication, posting: Posting, publisher: Publisher) -> Publication:
        ticket = mine.ticket or await publisher.begin(posting)
        # Intent before what everybody may see.
        mine = await self._kept(mine.but(ticket=ticket, is_sent=True))
        try:
            found = await publisher.publish(posting, ticket)
        except Unclear:
            raise
        except StudioError as trouble:
            # What is lost for good is begun anew the next time; the rest can be gone on with.
            left = None if isinstance(trouble, Failed) else ticket
            await self._kept(mine.but(is_sent=False, ticket=left))
            raise
        return await self._done(mine, found)

    async def _done(self, mine: Publication, found: Published) -> Publication:
        return await self._kept(mine.but(state=State.DONE, id=found.id, url=found.url))

    async def _left(self, begun: Publication) -> Publication:
        """How far this try came."""
        known = await self._book.find(begun.job_id, begun.to)
        if known is None or known.until != begun.until:
            raise _Overtaken
        return known

    async def _kept(self, publication: Publication) -> Publication:
        if not await self._book.save(publication):
            raise _Overtaken
        return publication
