"""/storyboard: a reel on paper."""

from bot.commands.office import Office
from bot.voice import cards
from core.talk import Asked, Command, Reply


def storyboard(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        job = await office.named(asked, asked.text("job"))
        return cards.storyboard(job, job.storyboard) if job.storyboard else cards.not_written_yet(job)

    option = office.job_option(
        "which reel",
        lambda job: job.storyboard is not None,
        question="The storyboard of which reel? /reels lists yours.",
    )
    return Command("storyboard", "A reel on paper: hook, scenes, look", run, (option,))
