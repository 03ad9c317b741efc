"""/start: the first words between us."""

from bot.commands.niche import begin_niche
from bot.commands.office import Office
from bot.voice import cards
from core.talk import Asked, Command, Reply


def start(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        return cards.welcome(asked.requester.niche, office.studio.models, begin_niche(asked.said))

    return Command("start", "What I do, and how to begin", run)
