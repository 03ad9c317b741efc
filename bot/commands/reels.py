"""/reels: the finished ones."""

from bot.commands.office import Office
from bot.voice import cards
from core.job import Job, Stage
from core.talk import Asked, Command, Reply

_SHOWN = 10


def reels(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        return cards.reels((await office.recent(asked.requester, _is_done))[:_SHOWN])

    return Command("reels", "Your finished reels", run)


def _is_done(job: Job) -> bool:
    return job.stage is Stage.DONE
