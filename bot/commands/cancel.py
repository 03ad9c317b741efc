"""/cancel: stop a reel that is under way."""

from bot.commands.office import Office
from bot.voice import standing
from core.job import Job, Stage
from core.talk import Asked, Command, Reply


def cancel(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        if typed := asked.text("job"):
            return await _stop(office, await office.named(asked, typed))
        jobs = await office.recent(asked.requester, _can_stop)
        if not jobs:
            return standing.nothing_open()
        return await _stop(office, jobs[0]) if len(jobs) == 1 else standing.which(jobs, "cancel")

    return Command(
        "cancel", "Stop a reel that is under way", run, (office.job_option("which one", _can_stop),)
    )


async def _stop(office: Office, job: Job) -> Reply:
    if not _can_stop(job):
        return standing.too_late(job)
    await office.studio.cancel(job)
    return standing.cancelling(job)


def _can_stop(job: Job) -> bool:
    return job.stage.is_open and job.stage is not Stage.DELIVERING
