"""/start: the first words between us."""

from bot.commands.office import Office
from bot.voice import cards
from core.talk import Asked, Command, Reply


def start(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        return cards.welcome(asked.requester.niche, office.studio.models)

    return Command("start", "What I do, and how to begin", run)
