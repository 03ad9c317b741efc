"""Writes down what Discord shows of us, from a run: `python -m tests.platforms.discord.transcript`.

The bot, its writer and its adapter are the real ones; Discord and the cutting room are stand-ins.
"""

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from adapters.vendors.house import HouseWriter
from bot.reporter import Reporter
from bot.voice.endings import LastWords
from core.work.crew import Crew
from tests.platforms.discord.club import ANN, BOB, GUILD, MANAGE_GUILD, MOD, Club
from tests.platforms.discord.picture import form, picture
from tests.players import FOOTAGE
from tests.wires.discord import DiscordServer
from tests.wires.discord_world import APP, Interaction, words

HEAD = """# A first conversation on Discord

Taken from a run by `python -m tests.platforms.discord.transcript`: the bot without any vendor's key, in
front of the fake Discord that the tests use; only the drawing is a stand-in, which takes 38 s here.

A bar at the left is a card, which Discord draws with a blurple edge; ├── is a line across it, and ╭ a form.
What stands in brackets is a grey button. ▶ plays in the message itself, ⬇ is a file to be fetched. Commands
in answers, such as /generate, can be pressed, too.

```"""
NAMES = {ANN: "Ann", BOB: "Bob", MOD: "Mod"}
BETWEEN = 5.0
"""Seconds that a person takes from one thing to the next."""

LASTS = 38.0
"""Seconds that a reel is drawn for, in this story."""


class House(Club):
    """The club, with the writer that we ship."""

    def _crew(self, reporter: Reporter) -> Crew:
        words = LastWords([], HouseWriter.name)
        return replace(super()._crew(reporter), writer=HouseWriter(), last_words=words)


class Talk:
    """What people do, what they see, and all of it written down."""

    def __init__(self, club: Club) -> None:
        self.club = club

    def pass_by(self, seconds: float) -> None:
        """Time goes by at Discord."""
        self.club.server.world.skew += seconds

    def tell(self, what: str) -> None:
        """Say what happens, in a paragraph of its own."""
        print(f"\n{what}")
        self.pass_by(BETWEEN)

    def show(self, message: dict[str, Any], until: str = "") -> None:
        """Draw a message as it stands now."""
        print(f"\n{until}:\n" if until else "")
        print(picture(self.club.server.world.messages[message["id"]], NAMES))

    async def slash(self, name: str, *, who: int = ANN, at: int = 0, place: str = "", **told: Any) -> Any:
        """Somebody says a command, and sees the answer."""
        options = "".join(f" {key}: {value}" for key, value in told.items() if key not in ("rights", "wears"))
        self.tell(f"{NAMES[who]}{place}: /{name}{options}")
        message = await self.club.slash(name, who=who, at=at, **told)
        self.show(message)
        return message

    async def press(self, message: dict[str, Any], label: str, who: int = ANN) -> dict[str, Any]:
        """Somebody presses a button, and sees the answer."""
        self.tell(f"{NAMES[who]} presses [{label}]:")
        answer = await self.club.answered(await self.club.press(message, label, who))
        self.show(answer)
        return answer

    async def open(self, message: dict[str, Any], label: str) -> Interaction:
        """Ann presses a button, and a form opens."""
        self.tell(f"Ann presses [{label}], and a form opens:")
        pressed = await self.club.press(message, label)
        print(f"\n{form(await self.club.opened(pressed))}")
        return pressed

    async def fill_in(self, opened: Interaction, typed: str) -> dict[str, Any]:
        """Ann writes into the form, and sends it."""
        self.tell(f"She writes: {typed}")
        answer = await self.club.answered(await self.club.server.fill_in(ANN, opened, typed))
        self.show(answer)
        return answer

    async def type_in(self, name: str, option: str, typed: str) -> None:
        """Ann types into an option, and is offered some values."""
        it = await self.club.server.type_in(ANN, self.club.channel, name, option, typed)
        await self.club.until(lambda: it.choices)
        offered = ", ".join(choice["name"] for choice in it.choices)
        self.tell(f"Ann types /{name} {option}: {typed}, and is offered: {offered}")

    async def says(self, message: dict[str, Any], what: str) -> None:
        """Wait until a message says this."""
        kept = self.club.server.world.messages
        await self.club.until(lambda: what in words(kept[message["id"]]))


async def a_newcomer(talk: Talk) -> None:
    """What the videos are about."""
    told = await talk.slash("niche")
    await talk.fill_in(await talk.open(told, "Answer"), "specialty coffee")
    await talk.type_in("generate", "model", "an")


async def a_reel(talk: Talk) -> None:
    """From the order to the reel, and every button under it."""
    club = talk.club
    club.bench.gate = asyncio.Event()
    message = await talk.slash("generate", idea="how monks invented espresso")
    await talk.says(message, "Drawing the reel")
    talk.show(message, "The same message, a little later")
    talk.pass_by(LASTS)
    club.bench.gate.set()
    await talk.says(message, "Animatic preview")
    talk.show(message, "The same message, when the reel is there")
    await club.closed()
    await club.until(lambda: len(club.server.world.posted(club.channel)) == 2)
    talk.show(club.server.world.posted(club.channel)[-1], "And below it, with a bell for Ann")

    await talk.press(message, "👍", BOB)
    for label in ("👍", "👎", "Variation", "Details", "As a file"):
        await talk.press(message, label)
    await talk.open(message, "Edit the idea")
    await talk.press(message, "Report")
    await another_reel(talk, message)


async def another_reel(talk: Talk, message: dict[str, Any]) -> None:
    """What was measured on the first reel is told of the next; it is given up."""
    talk.pass_by(120)
    talk.club.bench.gate = asyncio.Event()
    second = await talk.press(message, "Again")
    await talk.says(second, "to go")
    talk.show(second, "The same message, a little later; one reel has been measured by now")
    await talk.press(second, "Status")
    await talk.press(second, "Cancel")
    talk.club.bench.gate.set()
    await talk.club.closed()
    await talk.says(second, "Cancelled")
    talk.show(second, "The message about the reel, then")


async def elsewhere(talk: Talk) -> None:
    """Other places, other people."""
    world = talk.club.server.world
    await talk.type_in("generate", "niche", "co")
    await talk.type_in("niche", "language", "germ")
    abroad = world.guild(GUILD + 50, has_bot=False)
    place = ", in a server where only she has installed the bot"
    await talk.slash("generate", at=abroad, place=place, idea="monks")
    home = world.channel(ANN + 7, None, kind=1)
    await talk.slash("link", at=home, place=", in a direct message")
    place = ", in a channel that is not age-restricted"
    await talk.slash("generate", place=place, idea="an erotic dance")
    await talk.slash("group", who=MOD, rights=MANAGE_GUILD, niche="board games")
    await by_name(talk)


async def by_name(talk: Talk) -> None:
    """A request in plain words, and a flood of them."""
    club = talk.club
    before = len(club.server.world.posted(club.channel))
    talk.tell("Ann: @Nichereel a reel about nuns who invented tea")
    await club.server.say(ANN, club.channel, f"<@{APP}> a reel about nuns who invented tea")
    await club.until(lambda: len(club.server.world.posted(club.channel)) > before)
    talk.show(club.server.world.posted(club.channel)[-1])
    talk.tell("Ann asks a dozen things within seconds:")
    for _ in range(12):
        await club.slash("quota")
    talk.show(await club.slash("quota"))


async def main() -> None:
    """Print the page."""
    print(HEAD, end="")
    with tempfile.TemporaryDirectory() as folder:
        async with DiscordServer() as server:
            server.world.patience = 30.0
            club = House(Path(folder), server)
            club.bench.footage = replace(FOOTAGE, seconds=10.0)
            async with club.open():
                talk = Talk(club)
                for part in (a_newcomer, a_reel, elsewhere):
                    await part(talk)
    print("```")


if __name__ == "__main__":
    asyncio.run(main())
