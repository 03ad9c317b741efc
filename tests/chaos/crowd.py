"""The people in the storm: each orders reels in a chat, and orders again what could not be opened.

Whoever is told that the database does not answer has no reel, and asks again; whoever is told
nothing at all asks again, too, but that is a fault.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from tests.wires.telegram_world import World

_FIRST = 20_000
_RICH = 4
_APOLOGIES = ("The database does not answer", "The database is busy", "Very many ask at this moment")


@dataclass
class Crowd:
    """Who asked for what, by the key under which a job knows it; how often again, how often unheard."""

    world: World
    people: Sequence[int]
    asked: dict[str, tuple[int, str]] = field(default_factory=dict)
    again: int = 0
    unheard: int = 0

    def order(self, reels: int) -> None:
        """Everybody orders in turns, all at once."""
        for number in range(reels):
            who = self.people[number % len(self.people)]
            # Of two clips, spoken and with music: several orders of one job, saved at the same moment.
            how = "seconds=10 shots=2 voice=on" if number % _RICH == 0 else "seconds=5"
            # Among the smaller numbers is one that means something that is not made here.
            self._say(who, f"/generate how monks made tea number {_FIRST + number} {how} niche=tea")

    def order_again(self, opened: Collection[str]) -> bool:
        """Ask once more for whatever was not opened; whether there was any."""
        told = Counter({who: self._apologies(who) for who in self.people})
        unopened = [key for key in self.asked if key not in opened]
        for key in unopened:
            who, words = self.asked.pop(key)
            self.unheard += told[who] <= 0
            told[who] -= 1
            self.again += 1
            self._say(who, words)
        return bool(unopened)

    def _say(self, who: int, words: str) -> None:
        message = self.world.users[who].private().say(words)
        self.asked[f"telegram:{who}:{message.id}"] = who, words

    def _apologies(self, who: int) -> int:
        """How often the bot was sorry that it could not; what it says about a reel begins otherwise."""
        said = self.world.users[who].private().from_bot
        return sum(message.text.startswith(_APOLOGIES) for message in said)
