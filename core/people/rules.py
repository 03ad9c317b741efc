"""What those who run a group have settled for it: where we are spoken to, by whom, when, and how."""

from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from core.ports import Notes
from core.reel.brief import Look
from core.reel.niche import Habit, Niche
from core.talk import Said

ADMINS = "admins"
"""Stands for those who run the group, among roles and people."""

EVERYWHERE = "everywhere"
"""Stands for all channels, where naming none means none."""


class Rules(BaseModel):
    """The rules of one group or server. Nothing named means that nothing is forbidden.

    `channels` are the channels or topics where the bot is spoken to, `roles` who may, `makers` who may
    order reels and `spenders` who may order what costs money, as the platform's own ids of roles or
    people. `niche` is for those who have none of their own, `language` for all reels made here, and
    `looks` are those to choose from. In the hours from `quiet_from` to `quiet_until`, by the clock of
    `zone`, nothing is ordered. `is_quiet` hides every answer from the others. In the channels of
    `spoilers` a reel is shown only to whoever asks to see it. `drafts` is for those who have no such
    habit of their own.
    """

    model_config = ConfigDict(frozen=True)

    channels: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    makers: tuple[str, ...] = ()
    spenders: tuple[str, ...] = ()
    niche: Niche | None = None
    language: str = ""
    looks: tuple[Look, ...] = ()
    quiet_from: int | None = None
    quiet_until: int | None = None
    zone: str = "UTC"
    is_quiet: bool = False
    spoilers: tuple[str, ...] = ()
    drafts: Habit = Habit.USUAL

    def allows_here(self, said: Said) -> bool:
        """Whether the bot is spoken to in this channel. Those who run the group speak everywhere."""
        return said.is_admin or not self.channels or said.channel in self.channels

    def allows(self, said: Said) -> bool:
        """Whether this person may use the bot here."""
        return _is_among(self.roles, said)

    def lets_make(self, said: Said) -> bool:
        """Whether this person may order reels here."""
        return _is_among(self.makers, said)

    def lets_spend(self, said: Said) -> bool:
        """Whether this person may order what costs money here."""
        return _is_among(self.spenders, said)

    def veils(self, said: Said) -> bool:
        """Whether reels from this channel are spoilers."""
        return EVERYWHERE in self.spoilers or (bool(said.channel) and said.channel in self.spoilers)

    def sleeps(self, now: datetime) -> bool:
        """Whether it is a quiet hour."""
        if self.quiet_from is None or self.quiet_until is None:
            return False
        hour = now.astimezone(ZoneInfo(self.zone)).hour
        return (hour - self.quiet_from) % 24 < (self.quiet_until - self.quiet_from) % 24


def _is_among(names: tuple[str, ...], said: Said) -> bool:
    person = said.requester.partition(":")[2]
    return said.is_admin or not names or not {*said.roles, person}.isdisjoint(names)


NONE = Rules()


class Rulebook:
    """The rules of all groups, kept as notes; what was read once is at hand."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._known: dict[str, Rules] = {}

    async def rules(self, group: str) -> Rules:
        """The rules of a group, by `platform:id`; of no group there are none."""
        if not group:
            return NONE
        if group not in self._known:
            key = _key(group)
            kept = (await self._notes.noted(key)).get(key)
            self._known[group] = Rules.model_validate_json(kept) if kept else NONE
        return self._known[group]

    async def keep(self, group: str, rules: Rules) -> None:
        """Settle the rules of a group anew."""
        await self._notes.note(_key(group), rules.model_dump_json())
        self._known[group] = rules


def _key(group: str) -> str:
    return f"rules/{group}"
