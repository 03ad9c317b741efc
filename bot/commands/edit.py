"""/edit: an earlier reel with its idea changed."""

from bot.commands.office import Office
from bot.voice import cards
from core.series.cards import is_card
from core.talk import Asked, Command, Reply


def edit(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        job = await office.named(asked, asked.text("job"))
        if office.showrunner is not None and is_card(job):
            return cards.edit(job, f"/series for={job.id} idea=")
        await office.dropped(job)
        return cards.edit(job, f"{office.wishes(job.brief)} idea=")

    option = office.job_option(
        "the reel to change", lambda _: True, question="The idea of which reel? /reels lists yours."
    )
    return Command("edit", "Change the idea of an earlier reel", run, (option,))
