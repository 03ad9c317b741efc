"""/rate: what somebody thinks of a reel."""

from bot.commands.office import Office
from bot.voice import cards
from core.job import Job, Stage
from core.talk import Asked, Command, Kind, Option, Reply

_GOOD = "good"


def rate(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        job = await office.named(asked, asked.text("job"))
        is_good = asked.text("opinion") == _GOOD
        await office.studio.rate(asked.requester, job, is_good)
        return cards.thanks(is_good=is_good)

    async def theirs(asked: Asked) -> None:
        """Whose reel it is comes before what they think of it."""
        if typed := asked.text("job"):
            await office.named(asked, typed)

    job = office.job_option("which reel", _is_done, question="Which reel? /reels lists yours.")
    return Command("rate", "Say what you think of a reel", run, (job, _OPINION), first=theirs)


_OPINION = Option(
    "opinion",
    "what you think of it",
    Kind.CHOICE,
    is_required=True,
    question="Was it good or bad?",
    choices=(("good", _GOOD), ("bad", "bad")),
    aliases={"👍": _GOOD, "👎": "bad"},
)


def _is_done(job: Job) -> bool:
    return job.stage is Stage.DONE
