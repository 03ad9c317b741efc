"""/approve and /preview: a dear reel is agreed to, or looked at first."""

from bot.commands.office import Office, request_of
from bot.voice import approval, orders, standing
from core.reel.job import Approver, Job, Stage
from core.takes import Takes
from core.talk import Asked, Command, Reply


def approve(office: Office) -> Command:
    """Declares the command that agrees to a price."""

    async def run(asked: Asked) -> Reply:
        job = await office.named(asked, asked.text("job"))
        if job.stage is not Stage.APPROVAL:
            return standing.one(job, office.clock())
        if job.approver is Approver.ADMINS and not office.runs(asked, job.group):
            return approval.for_admins(job)
        is_taken = await office.studio.approve(job)
        return approval.approved(job) if is_taken else approval.given_up(job)

    option = office.job_option(
        "the reel to film", _waits, question="Which reel shall I film? /status lists yours."
    )
    words = "Agree to the price of a reel"
    return Command("approve", words, run, (option,), is_shared=True, minds_admins=True)


def preview(office: Office) -> Command:
    """Declares the command that draws a storyboard."""

    async def run(asked: Asked) -> Reply:
        job = await office.named(asked, asked.text("job"))
        opened = await Takes(office.studio).preview(request_of(asked), job)
        if opened.job is None:
            return office.refused(job.brief, 0, opened)
        return orders.repeated(opened.job, office.clock()) if opened.is_repeat else approval.previewed(job)

    question = "The storyboard of which reel? /status lists yours."
    option = office.job_option("the reel to draw", lambda job: job.storyboard is not None, question=question)
    return Command("preview", "A storyboard as an animatic, free", run, (option,), is_shared=True)


def _waits(job: Job) -> bool:
    return job.stage is Stage.APPROVAL
