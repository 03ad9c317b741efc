"""/status: how the reels under way are doing."""

from bot.commands.office import Office
from bot.voice import standing
from core.reel.job import Job
from core.talk import Asked, Command, Reply


def status(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        if typed := asked.text("job"):
            job = await office.named(asked, typed)
            reply = standing.one(job, office.clock())
            return await office.with_wait(reply, job) if job.stage.is_open else reply
        jobs = await office.recent(asked.requester, _is_open)
        reply = standing.several(jobs, office.clock()) if jobs else standing.nothing_open()
        return standing.with_troubles(reply, office.studio.passed_over)

    option = office.job_option("one job; all that are under way unless told", lambda _: True)
    return Command("status", "How your reels are doing", run, (option,))


def _is_open(job: Job) -> bool:
    return job.stage.is_open
