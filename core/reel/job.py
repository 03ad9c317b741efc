"""One reel from accepted brief to delivery."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from core.books.ledger import Bill, Entry, bought_by, hold
from core.ports import Footage, Order
from core.reel.brief import Brief
from core.reel.catalogue import ANIMATIC
from core.reel.storyboard import Storyboard

_ID_LETTERS = b"23456789abcdefghjkmnpqrstuvwxyz"
_ID_LENGTH = 10
_LETTER_OF = bytes(_ID_LETTERS[byte % len(_ID_LETTERS)] for byte in range(256))
_UNEVEN = bytes(range(256 - 256 % len(_ID_LETTERS), 256))
"""With these bytes too some letters would come up more often than others."""


class Stage(StrEnum):
    """What has to happen next."""

    PLANNING = "planning"
    APPROVAL = "awaiting approval"
    RENDERING = "rendering"
    CUTTING = "cutting"
    DELIVERING = "delivering"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        return self not in (Stage.DONE, Stage.FAILED, Stage.CANCELLED)

    @property
    def is_moving(self) -> bool:
        """Whether it goes on by itself: it has not ended, and waits for nobody's yes."""
        return self.is_open and self is not Stage.APPROVAL


class Approver(StrEnum):
    """Who has to say yes before a dear reel is filmed."""

    NOBODY = ""
    REQUESTER = "requester"
    ADMINS = "admins"


class Status(StrEnum):
    """The same for outsiders, in the four words that the API and the chats share."""

    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


class Shot(BaseModel):
    """One clip of the reel, or one of its sounds: how it is ordered. `label` is its model's for people."""

    model_config = ConfigDict(frozen=True)

    vendor: str
    order: Order
    order_key: str
    price: int
    label: str = ""


class Batch(BaseModel):
    """Jobs that were ordered as one: their ids, and what they cost together at most."""

    model_config = ConfigDict(frozen=True)

    jobs: tuple[str, ...]
    quote: int


class Reel(BaseModel):
    """The finished video. `file` is its name in the archive.

    `is_animatic` says that we drew it; `is_copy` that all its clips were there already.
    """

    model_config = ConfigDict(frozen=True)

    file: str
    footage: Footage
    is_animatic: bool
    is_copy: bool = False


class Job(BaseModel):
    """One reel on its way; a row of the storage, a document of version `v`.

    `via` names the platform that was asked when it is not the requester's own, as by a program of
    theirs. `outcome` is the stage it will close with; it is set when the job goes to delivery, and says
    then what there is to deliver: the reel, or why there is none. `fallback` is the reason why a
    reel was drawn although a real one was ordered. `words` is what the person should know about the
    present state, `note` what the writer has to say about the brief. `tries` counts the tries of
    the present stage, `held_since` is when its words began to tell of trouble.
    `position` is where its first waiting shot stands in the vendor's queue,
    `filming` and `ready` count shots. `drawn` numbers the shots that no vendor could make and that
    we draw, `lack` says why. `doom` says why no clip is wanted any more while the last orders are cleared
    up, `is_refused` that there will be no reel at all then. `is_missed` says that a clip of it may still turn
    up, for whoever asks for the same again. `group` is where it was ordered, empty in
    private; `language` is what its requester is spoken to in; `account` pays for it, `share` is the
    member's part of that account, and `day` the account's own day that it counts for.
    `approver` has to say yes before it is filmed, with `asks_first` also before it is drawn; `key_of` is
    the account on whose own key it is, and then it costs us nothing and counts for nothing. A preview
    counts for nothing. `voices` are the spoken lines, by the number of their moment, none for a reel
    that nobody speaks in; `music` is a composed bed;
    `unheard` says which of both there should have been and why there is not. `batch` is what it was
    ordered together with: a yes to the price is a yes to all. `score` is what the lint gave its storyboard,
    of 100, and `flaws` what it found wanting. `bought` is how many bought reels it takes, 0 for one of the
    day's; with `is_within_quota` it never takes any. `is_veiled` says that its reel is a spoiler where it
    was ordered. Times are UTC.
    """

    model_config = ConfigDict(frozen=True)

    v: Literal[1] = 1
    id: str
    account: str
    requester: str
    language: str = ""
    address: str
    request_key: str
    group: str = ""
    share: str = ""
    day: str = ""
    approver: Approver = Approver.NOBODY
    asks_first: bool = False
    key_of: str = ""
    brief: Brief
    quote: int
    via: str = ""
    opened_at: datetime
    stage: Stage = Stage.PLANNING
    stage_at: datetime
    tries: int = 0
    words: str = ""
    held_since: datetime | None = None
    writer: str = ""
    writer_micros: int = 0
    note: str = ""
    storyboard: Storyboard | None = None
    score: int | None = None
    flaws: tuple[str, ...] = ()
    shots: tuple[Shot, ...] = ()
    drawn: tuple[int, ...] = ()
    voices: tuple[Shot, ...] = ()
    music: Shot | None = None
    unheard: str = ""
    batch: Batch | None = None
    bought: int = 0
    is_within_quota: bool = False
    position: int | None = None
    filming: int = 0
    ready: int = 0
    fallback: str = ""
    lack: str = ""
    doom: str = ""
    is_refused: bool = False
    is_missed: bool = False
    reel: Reel | None = None
    outcome: Stage | None = None
    bill: Bill | None = None
    is_preview: bool = False
    is_veiled: bool = False
    deliveries: int = 0
    receipt: str | None = None
    closed_at: datetime | None = None

    def but(self, **changes: object) -> "Job":
        """The same job with some fields changed."""
        return self.model_copy(update=changes)

    def go(self, stage: Stage, at: datetime, **changes: object) -> "Job":
        """The same job in another stage, which begins now with no tries."""
        return self.but(stage=stage, stage_at=at, tries=0, words="", held_since=None, **changes)

    @property
    def status(self) -> Status:
        if self.stage is Stage.PLANNING and not self.tries:
            return Status.QUEUED
        closing = self.outcome or self.stage
        if closing in (Stage.FAILED, Stage.CANCELLED):
            return Status.FAILED
        return Status.COMPLETED if self.stage is Stage.DONE else Status.PROCESSING

    @property
    def platform(self) -> str:
        """Where it was asked for, and where its last word goes."""
        return self.via or self.requester.partition(":")[0]

    @property
    def title(self) -> str:
        """What it is called: by its storyboard, by its idea until there is one."""
        return self.storyboard.title if self.storyboard else self.brief.topic

    @property
    def reels(self) -> int:
        """How many reels it counts for."""
        return 0 if self.is_preview or self.key_of else self.bought or 1

    @property
    def sounds(self) -> tuple[Shot, ...]:
        """What is ordered beside the clips: equal lines once, and none of which nothing can be said."""
        lines = (shot for shot in self.voices if shot.order.prompt)
        found = {shot.order_key: shot for shot in (*lines, *([self.music] if self.music else []))}
        return tuple(found.values())

    @property
    def is_drawn(self) -> bool:
        """Whether its reel is drawn by us: asked for so, or as a fallback."""
        return self.brief.model == ANIMATIC or bool(self.fallback)

    @property
    def is_filmed(self) -> bool:
        """Whether it has a reel that a vendor filmed."""
        return bool(self.shots) and self.reel is not None and not self.is_drawn

    @property
    def hold(self) -> Entry:
        """The entry that opened it."""
        payer, share = (bought_by(self.account), "") if self.bought else (self.account, self.share)
        return hold(payer, self.id, self.quote, self.opened_at, self.day, share, self.reels)


def new_id() -> str:
    """A name for a job or a render that can be typed: 10 letters and digits, 49 bits of chance."""
    letters = b""
    while len(letters) < _ID_LENGTH:
        letters += secrets.token_bytes(2 * _ID_LENGTH).translate(_LETTER_OF, _UNEVEN)
    return letters[:_ID_LENGTH].decode()
