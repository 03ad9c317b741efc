"""/storyboard: a reel on paper."""

from bot.commands.office import Office
from bot.voice import cards
from core.reel.job import Job
from core.talk import Asked, Command, Reply


def storyboard(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        job = await office.meant(asked, _is_written)
        return cards.storyboard(job, job.storyboard) if job.storyboard else cards.not_written_yet(job)

    option = office.job_option("which reel; your last one unless told", _is_written)
    return Command("storyboard", "A reel on paper: hook, scenes, look", run, (option,))


def _is_written(job: Job) -> bool:
    return job.storyboard is not None
