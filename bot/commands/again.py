"""/again: another take of an earlier reel."""

from bot.commands.generate import LOOK
from bot.commands.office import Office
from core.brief import Brief, Look
from core.catalogue import ANIMATIC
from core.job import Job
from core.talk import Asked, Command, Reply


def again(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        earlier = await office.meant(asked, _has_ended)
        look = Look(asked.text("look") or earlier.brief.look)
        brief = earlier.brief.model_copy(update={"model": _model(office, earlier.brief), "look": look})
        if not earlier.fallback:
            takes = await office.recent(asked.requester, lambda job: _same(job.brief, brief))
            newest = max((job.brief.take for job in takes), default=0)
            brief = brief.model_copy(update={"take": max(newest, earlier.brief.take) + 1})
        await office.dropped(earlier)
        return await office.order(asked, brief)

    option = office.job_option("the reel to make anew; your last one unless told", _has_ended)
    return Command("again", "Another take of an earlier reel", run, (option, LOOK), is_shared=True)


def _has_ended(job: Job) -> bool:
    return not job.stage.is_open


def _same(one: Brief, other: Brief) -> bool:
    """Whether two briefs differ in nothing but their take."""
    return one.model_copy(update={"take": other.take}) == other


def _model(office: Office, brief: Brief) -> str:
    """The model of the earlier reel, if it can still be ordered."""
    known = {ANIMATIC, *(model.id for model in office.studio.models)}
    return brief.model if brief.model in known else office.default_model
