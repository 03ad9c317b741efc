"""The house with its platforms open to the public: `nichereel run`."""

from adapters.platforms.console import Screen
from bot.assembly import open_house
from bot.settings import Settings


async def serve(settings: Settings, screen: Screen) -> None:
    """Hear people on every platform that has a token, until told to stop."""
    async with open_house(settings, screen) as house:
        await house.platforms.listen(house.desk, house.studio)
