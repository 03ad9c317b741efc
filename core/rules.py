"""What those who run a server have settled for it: where we are spoken to, by whom, and how."""

from pydantic import BaseModel, ConfigDict

from core.niche import Niche
from core.ports import Notes
from core.talk import Said


class Rules(BaseModel):
    """The rules of one server. Nothing named means that nothing is forbidden.

    `channels` are where the bot is spoken to, `roles` who may, `spenders` who may order what costs
    money, as the platform's own ids. `niche` is for those who have none of their own. `is_quiet`
    hides every answer from the others.
    """

    model_config = ConfigDict(frozen=True)

    channels: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    spenders: tuple[str, ...] = ()
    niche: Niche | None = None
    is_quiet: bool = False

    def allows_here(self, said: Said) -> bool:
        """Whether the bot is spoken to in this channel. Those who run the server speak everywhere."""
        return said.is_admin or not self.channels or said.channel in self.channels

    def allows(self, said: Said) -> bool:
        """Whether this person may use the bot here."""
        return said.is_admin or not self.roles or not set(self.roles).isdisjoint(said.roles)

    def lets_spend(self, said: Said) -> bool:
        """Whether this person may order what costs money here."""
        return said.is_admin or not self.spenders or not set(self.spenders).isdisjoint(said.roles)


NONE = Rules()


class Rulebook:
    """The rules of all servers, kept as notes; what was read once is at hand."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._known: dict[str, Rules] = {}

    async def rules(self, server: str) -> Rules:
        """The rules of a server, by `platform:id`; of no server there are none."""
        if not server:
            return NONE
        if server not in self._known:
            key = _key(server)
            kept = (await self._notes.noted(key)).get(key)
            self._known[server] = Rules.model_validate_json(kept) if kept else NONE
        return self._known[server]

    async def keep(self, server: str, rules: Rules) -> None:
        """Settle the rules of a server anew."""
        await self._notes.note(_key(server), rules.model_dump_json())
        self._known[server] = rules


def _key(server: str) -> str:
    return f"rules/{server}"
