"""/vary: an earlier reel in another look."""

from bot.commands.office import Office
from bot.voice import cards
from core.talk import Asked, Command, Reply


def vary(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        return cards.vary(await office.named(asked, asked.text("job")))

    option = office.job_option(
        "the reel to vary", lambda _: True, question="A variation of which reel? /reels lists yours."
    )
    return Command("vary", "An earlier reel in another look", run, (option,))
