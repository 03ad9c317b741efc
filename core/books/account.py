"""Whose quota and money are used, and what was settled for them.

An account belongs to a person, to a group, or, as `ledger.BOT`, to the whole bot. Settled is only
what differs from the terms that hold for everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from core.books.money import MICROS_PER_DOLLAR
from core.books.quota import Quota

Overrides = Mapping[str, int | None]
"""Some fields of a quota; None is unlimited."""


class Tier(StrEnum):
    """How far somebody is trusted."""

    FREE = "free"
    TRUSTED = "trusted"
    ADMIN = "admin"


class Learns(StrEnum):
    """From whom reels are learned for an account: from everybody here, itself alone, or nobody."""

    SHARED = "shared"
    OWN = "own"
    OFF = "off"


class Block(BaseModel):
    """Nothing new is taken from an account: until when, UTC (None until it is lifted), and why."""

    model_config = ConfigDict(frozen=True)

    until: datetime | None = None
    reason: str = ""

    def holds(self, now: datetime) -> bool:
        """Whether it has not run out yet."""
        return self.until is None or now < self.until


class Standing(BaseModel):
    """What was settled for one account.

    `quota` overrides the rule. A group with overrides has a budget of its own: it pays for what its
    members order there, each of them within `share`. `zone` is where its days begin. A job dearer
    than `asks_above` micro-dollars is asked about before it is filmed; in a group, one dearer than
    `admins_above` is put to those who run it. `learns` is from whom its reels are learned, and
    `learned_since` when what was learned before was last forgotten, UTC.
    """

    model_config = ConfigDict(frozen=True)

    tier: Tier = Tier.FREE
    quota: Overrides = {}
    share: Overrides = {}
    zone: str = "UTC"
    asks_above: int | None = None
    admins_above: int | None = None
    block: Block | None = None
    learns: Learns = Learns.SHARED
    learned_since: datetime | None = None

    @property
    def pays(self) -> bool:
        """Whether, as a group's, it pays for its members."""
        return bool(self.quota)

    def day(self, at: datetime) -> str:
        """The account's own day of a moment, as YYYY-MM-DD."""
        return (at if self.zone == "UTC" else at.astimezone(ZoneInfo(self.zone))).date().isoformat()


PLAIN = Standing()
"""Nothing was settled."""


_UNLIMITED = Quota()


def _overridden(rule: Quota, parts: Overrides) -> Quota:
    return replace(rule, **parts) if parts else rule


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for everybody, unless something else is settled for their account.

    `share` is a member's part of a group that pays, `bot` the rule for all accounts together. `admins`
    are requesters who run the bot. A bought reel pays for one of up to `worth` micro-dollars.
    """

    free: Quota = field(default_factory=Quota)
    trusted: Quota = field(default_factory=Quota)
    share: Quota = field(default_factory=Quota)
    bot: Quota = field(default_factory=Quota)
    asks_above: int | None = None
    admins: frozenset[str] = frozenset()
    worth: int = MICROS_PER_DOLLAR

    def of_person(self, standing: Standing, requester: str) -> Quota:
        """The rule for a person's account; whoever runs the bot is held by none but the bot's own."""
        if standing.tier is Tier.ADMIN or requester in self.admins:
            return _overridden(_UNLIMITED, standing.quota)
        return _overridden(self.trusted if standing.tier is Tier.TRUSTED else self.free, standing.quota)

    def of_group(self, standing: Standing) -> Quota:
        """The rule for a group that pays."""
        return _overridden(_UNLIMITED, standing.quota)

    def of_share(self, standing: Standing) -> Quota:
        """The rule for each member of a group that pays."""
        return _overridden(self.share, standing.share)

    def of_bot(self, standing: Standing) -> Quota:
        """The rule for all together."""
        return _overridden(self.bot, standing.quota)
