"""/export and /forget: all that is kept of somebody is theirs."""

from bot.commands.office import Office
from bot.platform_names import CONSOLE, WEB
from bot.voice import privacy as voice
from core.errors import Refused
from core.people.privacy import Sweeper
from core.reel.job import new_id
from core.talk import Asked, Command, Kind, Option, Reply, Where

_EVERY_JOB = 10_000
_IN_BROWSER = "In the browser your reels can be saved one by one; /export works on Telegram and Discord."


def export(sweeper: Sweeper) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        platform = asked.said.platform
        if platform == WEB:
            raise Refused(_IN_BROWSER)
        file = sweeper.exports / f"{new_id()}.zip"
        left = await sweeper.export(asked.requester, file)
        return voice.exported(file, left, is_here=platform == CONSOLE)

    words = "All that I keep of you, as a file"
    return Command("export", words, run, where=Where.IN_PRIVATE)


def forget(office: Office, sweeper: Sweeper) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        if not asked.text("sure"):
            return voice.sure((await office.studio.usage(asked.requester)).bought)
        if asked.text("sure") == "no":
            return voice.kept()
        for job in await office.studio.jobs(asked.requester, _EVERY_JOB):
            if job.stage.is_open:
                await office.studio.cancel(job)
        return voice.forgotten(is_done=await sweeper.want_forgotten(asked.requester))

    sure = Option("sure", "yes or no", Kind.CHOICE, choices=(("yes", "yes"), ("no", "no")))
    return Command("forget", "Delete all that I keep of you", run, (sure,), where=Where.IN_PRIVATE)
