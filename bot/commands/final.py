"""/final: a draft is filmed in full resolution, with the same storyboard, prompts and seeds."""

from bot.commands.office import Office
from bot.voice import standing
from core.takes import is_draft
from core.talk import Asked, Command, Reply


def final(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        return await office.final(asked, await office.meant(asked, is_draft, standing.NO_DRAFT))

    option = office.job_option("the draft; your last one unless told", is_draft)
    return Command("final", "A draft in full resolution", run, (option,), is_shared=True)
