"""/reels: the finished ones, and each of them again."""

from bot.commands.office import Office, is_done
from bot.voice import cards
from core.learning.arms import Mark
from core.talk import Asked, Command, Kind, Option, Reply

_SHOWN = 10
_FILE = "file"


def reels(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        if not (typed := asked.text("job")):
            return cards.reels((await office.recent(asked.requester, is_done))[:_SHOWN])
        job = await office.named(asked, typed)
        if asked.text("as") == _FILE:
            await office.studio.hear(asked.requester, job, Mark.KEPT)
        return cards.reel(
            job, await office.studio.shown(job, asked.requester.language), as_file=asked.text("as") == _FILE
        )

    job = office.job_option("one to be shown again; a list of all unless told", is_done)
    return Command("reels", "Your finished reels", run, (job, _AS))


_AS = Option(
    "as",
    "how it is sent",
    Kind.CHOICE,
    choices=(("video", "video"), ("file, untouched", _FILE)),
)
