"""/rate: what somebody thinks of a reel, and why they do not like it."""

from bot.commands.office import Office
from bot.voice import learning
from core.errors import Refused
from core.learning.arms import Reason
from core.reel.job import Job, Stage
from core.talk import SILENCE, Asked, Command, Kind, Option, Reply

_GOOD, _BAD = "good", "bad"


def rate(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        job, reason = await _job(office, asked), asked.text("reason")
        if reason:
            await office.studio.hear(asked.requester, job, Reason(reason))
            return learning.heard(job, Reason(reason))
        is_good = asked.text("opinion") == _GOOD
        if "opinion" not in asked.values:
            if not asked.said.sign:
                return learning.which_opinion(job)
            await office.studio.rate(asked.requester, job, None, asked.said.sign)
            return SILENCE
        await office.studio.rate(asked.requester, job, is_good, asked.said.sign)
        return learning.thanks(job, is_good=is_good)

    async def theirs(asked: Asked) -> None:
        """Whose reel it is comes before what they think of it."""
        if asked.text("job"):
            await _job(office, asked)

    job = office.job_option("which reel; your last one unless told", _is_done)
    options = (job, _OPINION, _REASON)
    return Command("rate", "Say what you think of a reel", run, options, first=theirs)


async def _job(office: Office, asked: Asked) -> Job:
    """The reel that is meant, else their last one; anybody who sees one may react to it."""
    if not asked.said.sign:
        return await office.meant(asked, _is_done)
    job = await office.studio.any_job(asked.text("job"))
    if job is None or job.reel is None:
        raise Refused(learning.NO_REEL)
    return job


_OPINION = Option(
    "opinion",
    "what you think of it",
    Kind.CHOICE,
    choices=(("good", _GOOD), ("bad", _BAD)),
)
_REASON = Option(
    "reason",
    "what is wrong with it",
    Kind.CHOICE,
    choices=tuple((words, reason.value) for reason, words in learning.REASONS.items()),
)


def _is_done(job: Job) -> bool:
    return job.stage is Stage.DONE
