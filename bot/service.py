"""The house with its platforms open to the public: `nichereel run`."""

import asyncio

from adapters.platforms.console import Screen
from bot.assembly import open_house
from bot.settings import Settings
from bot.web import keep_open
from core.clock import system_clock


async def serve(settings: Settings, screen: Screen) -> None:
    """Hear people on every platform that has a token, and at the web door, until told to stop."""
    if not settings.web_door:
        async with open_house(settings, screen) as house:
            await house.platforms.listen(house.desk, house.studio)
        return
    from bot.figures import Figures, Metered

    figures = Figures(system_clock)
    async with (
        open_house(settings, screen, metered=lambda one: Metered(one, figures)) as house,
        asyncio.TaskGroup() as tasks,
    ):
        tasks.create_task(keep_open(settings, house, figures))
        if house.platforms.names:
            tasks.create_task(house.platforms.listen(house.desk, house.studio))
        else:
            screen.say(f"Open {house.entrance.access.address} and talk to the bot there.")
