"""/quota: what may be used, and what was."""

from bot.commands.office import Office
from bot.voice import cards
from core.talk import Asked, Command, Reply


def quota(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        used = await office.studio.usage(asked.requester)
        return cards.quota(used, office.clock())

    return Command("quota", "What is left for today and this month", run)
