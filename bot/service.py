"""The house with its platforms open to the public: `nichereel run`."""

import asyncio
from asyncio import TaskGroup
from logging import getLogger

from adapters.platforms.console import Screen
from bot.assembly import open_house
from bot.calling import called
from bot.parts.web import keep_open
from bot.settings import Settings
from bot.team.roles import Role
from core.clock import system_clock
from core.errors import Misconfigured

log = getLogger(__name__)

_ONLY_HERE = """No platform is configured: there is no token for Telegram or Discord.
Open {address} and talk to the bot there; or stop this, and talk to it in the terminal: {chat}"""
_ONLY_THE_DOOR = "No platform is left to listen on. The web door is still open: %s"
_NOBODY = (
    "Nobody can reach the bot, so it stops; the log says why. What is under way goes on at the next start."
)


async def work(settings: Settings, screen: Screen) -> None:
    """Take the steps of jobs beside other processes, and hear nobody, until told to stop."""
    async with open_house(settings, screen, role=Role.WORKER):
        log.info("This worker takes steps")
        await asyncio.Event().wait()


async def serve(settings: Settings, screen: Screen, role: Role = Role.RUN) -> None:
    """Hear people on every platform that has a token, and at the web door, until told to stop.

    Raises Misconfigured when neither a platform nor the door is left.
    """
    if settings.web_door:
        await _with_door(settings, screen, role)
    else:
        async with open_house(settings, screen, role=role) as house:
            await house.platforms.listen(house.desk, house.studio, house.holder)
    raise Misconfigured(_NOBODY)


async def _with_door(settings: Settings, screen: Screen, role: Role) -> None:
    from bot.upkeep.figures import Figures, Metered, MeteredWriter

    figures = Figures(system_clock)
    async with (
        open_house(
            settings,
            screen,
            metered=lambda one: Metered(one, figures),
            metered_writer=lambda one: MeteredWriter(one, figures),
            role=role,
        ) as house,
        TaskGroup() as tasks,
    ):
        address = house.entrance.access.address

        def invite() -> None:
            if not house.platforms.names:
                screen.say(_ONLY_HERE.format(address=address, chat=called("chat")))

        door = tasks.create_task(keep_open(settings, house, figures, invite))
        if house.platforms.names:
            await house.platforms.listen(house.desk, house.studio, house.holder)
            if not door.done():
                log.error(_ONLY_THE_DOOR, address)
