"""/edit: an earlier reel with its idea changed."""

from bot.commands.office import Office
from bot.voice import asking, cards
from core.learning.casting import filmed_by
from core.series.cards import is_card
from core.talk import Asked, Command, Reply


def edit(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        job = await office.named(asked, asked.text("job"))
        idea = asked.text("job").partition(" ")[2]
        if office.showrunner is not None and is_card(job):
            line = f"/series for={job.id} idea="
            return asking.is_sure(idea, line) if idea else cards.edit(job, line)
        await office.dropped(job)
        if idea:
            brief = office.same_model(job.brief.undirected).model_copy(update={"topic": idea, "take": 0})
            return await office.order(asked, await filmed_by(office.studio, asked.requester, brief))
        return cards.edit(job, f"{office.wishes(job.brief)} idea=")

    option = office.job_option(
        "the reel to change", lambda _: True, question="The idea of which reel? /reels lists yours."
    )
    return Command("edit", "Change the idea of an earlier reel", run, (option,), first=office.check_any)
