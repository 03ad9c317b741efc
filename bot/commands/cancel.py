"""/cancel: stop a reel that is under way."""

from bot.commands.office import Office
from bot.voice import standing
from core.reel.job import Job, Stage
from core.talk import Asked, Command, Kind, Option, Reply


def cancel(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        if typed := asked.text("job"):
            job = await office.named(asked, typed)
            return await (_stop_all if asked.text("batch") else _stop)(office, job)
        jobs = await office.recent(asked.requester, _can_stop)
        if not jobs:
            return standing.nothing_open()
        return await _stop(office, jobs[0]) if len(jobs) == 1 else standing.which(jobs, "cancel")

    batch = Option("batch", "with all that were ordered as one", Kind.CHOICE, choices=(("all", "all"),))
    options = (office.job_option("which one", _can_stop), batch)
    return Command("cancel", "Stop a reel that is under way", run, options)


async def _stop(office: Office, job: Job) -> Reply:
    if not _can_stop(job):
        return standing.too_late(job)
    await office.studio.cancel(job)
    return standing.cancelling(job)


async def _stop_all(office: Office, job: Job) -> Reply:
    """Stop a job and the others of its batch."""
    for other in job.batch.jobs if job.batch else ():
        if other != job.id and (found := await office.studio.any_job(other)) is not None and _can_stop(found):
            await office.studio.cancel(found)
    return await _stop(office, job)


def _can_stop(job: Job) -> bool:
    return job.stage.is_open and job.stage is not Stage.DELIVERING
