"""/again: another take of an earlier reel."""

from bot.commands.generate import LOOK, look_called
from bot.commands.office import Office
from bot.voice import series
from core.learning.arms import Mark
from core.learning.casting import filmed_by
from core.reel.brief import Look
from core.reel.job import Job
from core.takes import Takes
from core.talk import Asked, Command, Reply


def again(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        earlier = await office.meant(asked, _has_ended)
        named = asked.text("job").partition(" ")[2]
        look = asked.text("look") or (look_called(named) if named else "")
        return await anew(office, asked, earlier, look)

    option = office.job_option("the reel to make anew; your last one unless told", _has_ended)
    return Command("again", "Another take of an earlier reel", run, (option, LOOK), is_shared=True)


async def anew(office: Office, asked: Asked, earlier: Job, look: str) -> Reply:
    """Order another take of an earlier reel, in another look if one is told."""
    if office.showrunner is not None and await office.showrunner.another(earlier):
        return series.another()
    brief = office.same_model(earlier.brief.undirected)
    brief = brief.model_copy(update={"look": Look(look or brief.look)})
    if not earlier.fallback:
        take = await Takes(office.studio).next_take(asked.requester, brief)
        brief = brief.model_copy(update={"take": take})
    await office.dropped(earlier)
    brief = await filmed_by(office.studio, asked.requester, brief)
    reply = await office.order(asked, brief)
    # Who wants the real one instead of a drawn one says nothing against how it was told.
    if reply.job_id and not earlier.fallback:
        await office.studio.hear(asked.requester, earlier, Mark.REMADE)
    return reply


def _has_ended(job: Job) -> bool:
    return not job.stage.is_open
