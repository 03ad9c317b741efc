"""What the door keeps for other programs and for the public: tokens, prompts, shares, hooks, chats."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from core.reel.brief import Brief
from core.reel.job import Job, Stage
from core.reel.render import Render
from core.reel.storyboard import Storyboard
from core.talk import Choice


class Scope(StrEnum):
    """What a token allows: to look at one's reels, or also to order and change them."""

    READ = "read"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Token:
    """A right that a requester gave to a program. The secret itself is kept nowhere."""

    id: str
    requester: str
    scopes: tuple[Scope, ...]
    at: datetime


class Prompt(BaseModel):
    """A reel on paper that was ordered by itself; a video can be ordered of it. `micros` is what it cost."""

    model_config = ConfigDict(frozen=True)

    id: str
    requester: str
    brief: Brief
    storyboard: Storyboard
    writer: str
    note: str = ""
    micros: int = 0
    at: datetime


class Deed(StrEnum):
    """What a visitor of a share page did; each counts once for a visitor, views once a day."""

    VIEW = "view"
    LIKE = "like"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Share:
    """A reel that its requester shows to anybody who has the link."""

    id: str
    job_id: str


@dataclass(frozen=True, slots=True)
class Performance:
    """How a shared reel does."""

    views: int = 0
    likes: int = 0
    shares: int = 0


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that wants to be told when a requester's reels end; `secret` signs what it is told."""

    id: str
    requester: str
    url: str
    secret: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Call:
    """One thing to be told to one hook; `body` is JSON. `is_dead` says that it was given up."""

    id: int
    hook: Webhook
    body: str
    tries: int
    opened_at: datetime
    due_at: datetime | None
    is_dead: bool = False


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One line of a chat that we keep ourselves. `job_id` names the reel that it is about or shows.

    `picture` is a PNG, in base64.
    """

    id: int
    text: str
    is_mine: bool
    choices: tuple[Choice, ...] = ()
    asks: str = ""
    job_id: str = ""
    has_reel: bool = False
    key: str = ""
    picture: str = ""


class Tokens(Protocol):
    """Tokens by the digest of their secret."""

    async def keep(self, token: Token, digest: str) -> None: ...

    async def find(self, digest: str) -> Token | None: ...

    async def of(self, requester: str) -> Sequence[Token]:
        """The newest first."""
        ...

    async def revoke(self, requester: str, token_id: str) -> bool:
        """False when there was no such token of theirs."""
        ...

    async def spend(self, nonce: str, now: datetime) -> bool:
        """Use up what works once; False when it was used before."""
        ...

    async def is_spent(self, nonce: str) -> bool:
        """Whether it was used before."""
        ...


class Prompts(Protocol):
    """Prompts, entered in the book with what they cost."""

    async def begin(self, key: str, now: datetime) -> bool:
        """Intent before money: something is going to be written for a key.

        False when that was begun before, and neither kept nor given up.
        """
        ...

    async def give_up(self, key: str, micros: int, now: datetime) -> None:
        """Nothing was written for a key, at that cost to the house: it can be begun again."""
        ...

    async def keep(self, prompt: Prompt, key: str) -> Prompt:
        """The prompt as kept; the earlier one when the same key brought one before."""
        ...

    async def earlier(self, key: str) -> Prompt | None:
        """What the same key brought before."""
        ...

    async def find(self, requester: str, prompt_id: str) -> Prompt | None: ...


class Shelf(Protocol):
    """A requester's reels, page by page, and the performance of those that they share."""

    async def page(
        self, requester: str, limit: int, stages: Collection[Stage] = (), before: str = ""
    ) -> Sequence[Job]:
        """Those in these stages that were opened before the job `before`, the newest first.

        No stages mean all.
        """
        ...

    async def job(self, job_id: str) -> Job | None:
        """Anybody's job."""
        ...

    async def discard(self, job: Job) -> None:
        """A closed job belongs to nobody from now on; the books keep it."""
        ...

    async def share(self, job: Job, now: datetime) -> Share:
        """The share of a reel, a new one unless it has one."""
        ...

    async def unshare(self, job_id: str) -> None:
        """The link works no more; what was counted stays."""
        ...

    async def shared(self, share_id: str) -> Share | None: ...

    async def shares_of(self, job_ids: Collection[str]) -> Mapping[str, Share]:
        """By the job's id."""
        ...

    async def count(self, job_id: str, deed: Deed, visitor: str, now: datetime) -> None:
        """`visitor` is a digest that tells visitors apart and no more."""
        ...

    async def performance(self, job_ids: Collection[str]) -> Mapping[str, Performance]:
        """By the job's id; a reel that nobody saw has none."""
        ...

    async def daily(self, job_id: str, now: datetime) -> Mapping[Deed, Sequence[int]]:
        """How often each was done on each of the last days, the oldest first."""
        ...

    async def opinion(self, job_id: str, requester: str) -> bool | None:
        """What they said of a reel, good or not; None when they said nothing."""
        ...

    async def render(self, render_id: str) -> Render | None:
        """Anybody's render."""
        ...


class Hooks(Protocol):
    """Hooks, and what is still to be told to them. Telling is entered when a job closes, with that."""

    async def register(self, hook: Webhook) -> None: ...

    async def of(self, requester: str) -> Sequence[Webhook]: ...

    async def drop(self, requester: str, hook_id: str) -> bool: ...

    async def due(self, now: datetime, limit: int) -> Sequence[Call]:
        """The calls that are due, the longest waiting first; nobody else is given these for a minute."""
        ...

    async def next_due(self) -> datetime | None: ...

    async def told(self, call: Call) -> None:
        """It was taken: nothing is left to do."""
        ...

    async def later(self, call: Call, due_at: datetime | None) -> None:
        """It was not taken: again at that moment, or never when there is none."""
        ...

    async def calls(self, hook_id: str, limit: int) -> Sequence[Call]:
        """What waits or was given up, the newest first."""
        ...


class Pulse(Protocol):
    """How the house is doing as a whole."""

    async def stages(self) -> Mapping[Stage, int]:
        """How many jobs stand in each stage."""
        ...

    async def overdue(self, now: datetime) -> float:
        """How many seconds the job that has waited longest is overdue, 0 when nobody waits."""
        ...


class Chats(Protocol):
    """Chats that have no other memory than ours, by their address."""

    async def say(self, address: str, line: ChatLine, now: datetime) -> int:
        """Keep a line; its number. The same `key` in the same chat is kept once."""
        ...

    async def find(self, address: str, key: str) -> ChatLine | None: ...

    async def since(self, address: str, after: int, limit: int) -> Sequence[ChatLine]:
        """The newest lines after that number, in their order."""
        ...
