"""/learning: what was learned of somebody's taste, and its reset; /scores: what the lint is worth."""

from dataclasses import replace

from bot.commands.office import Office
from bot.voice import learning as voice
from core.books.account import Learns
from core.errors import Refused
from core.learning.arms import Reason, Trait
from core.learning.directing import beliefs, heeded
from core.learning.learner import Learner, niche_of
from core.reel.job import Job
from core.reel.niche import Niche
from core.store import Ruling
from core.talk import Asked, Command, Kind, Option, Reply, Who

_NO_NICHE = "First tell me what your videos are about: /niche specialty coffee"
_SHOWN = (Trait.HOOK, Trait.LOOK, Trait.PACE)


def learning(office: Office, learner: Learner) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        account = asked.requester.account
        job = await _meant(office, asked)
        if told := asked.text("from"):
            learns = Learns(told)
            await _settle(office, asked, {"learns": learns})
            await learner.notebook.share(account, is_shared=learns is Learns.SHARED)
            return voice.settled(learns)
        if asked.text("reset") == _ASK:
            return voice.sure(job)
        if asked.text("reset") == _YES:
            await _settle(office, asked, {"learned_since": office.clock()})
            return voice.forgotten(job)
        niche = asked.requester.niche if job is None else job.brief.niche
        if niche is None:
            raise Refused(_NO_NICHE)
        if unsaid := asked.text("unsay"):
            accounts = {account, asked.requester.key}
            await learner.notebook.unsay_all(accounts, niche_of(niche), Reason(unsaid))
            return voice.unsaid_all(Reason(unsaid), job)
        return await _shown(learner, asked, niche, job)

    which = office.job_option("the reel whose changes you want to know", _is_directed)
    words = "What I learned of your taste, and how to reset it"
    return Command("learning", words, run, (which, *_OPTIONS))


async def _meant(office: Office, asked: Asked) -> Job | None:
    """The reel that is asked about, if one is. Raises Refused for somebody else's: so is what was learned."""
    if not asked.text("job"):
        return None
    job = await office.named(asked, asked.text("job"))
    if job.requester != asked.requester.key:
        raise Refused(voice.NOT_YOURS)
    return job


def _is_directed(job: Job) -> bool:
    return bool(job.brief.direction.because)


def scores(learner: Learner) -> Command:
    """Declares the command that compares the lint's scores with later ratings."""

    async def run(asked: Asked) -> Reply:
        del asked
        return voice.scores(await learner.notebook.scored())

    return Command("scores", "How reels were liked, by their storyboards' scores", run, who=Who.OPERATORS)


_YES, _ASK = "yes", "ask"
_OPTIONS = (
    Option("reset", "begin anew", Kind.CHOICE, choices=(("yes", _YES), ("ask first", _ASK))),
    Option(
        "unsay",
        "what you said that is not to count any more",
        Kind.CHOICE,
        choices=tuple((words, reason.value) for reason, words in voice.REASONS.items()),
    ),
    Option(
        "from",
        "from whom I learn for you",
        Kind.CHOICE,
        choices=(("everybody", Learns.SHARED), ("me alone", Learns.OWN), ("nobody", Learns.OFF)),
    ),
)


async def _settle(office: Office, asked: Asked, changes: dict[str, object]) -> None:
    account = asked.requester.account
    words = " ".join(f"{name}={value}" for name, value in asked.values.items())
    told = Ruling(asked.requester.key, "learning", account, words, office.clock())
    await office.studio.treasury.settle(account, changes, told)


async def _shown(learner: Learner, asked: Asked, niche: Niche, job: Job | None) -> Reply:
    standing = await learner.standing(asked.requester)
    digest = niche_of(niche)
    trials = await learner.trials(asked.requester, standing)
    # What people did with a reel directs the next ones a little, but is nothing that they said.
    said = [replace(trial, marks=frozenset(), views=0) for trial in trials]
    own = beliefs(said, digest)
    likes = {trait: own[trait] for trait in _SHOWN}
    return voice.learned(niche.subject, standing.learns, heeded(trials, digest), likes, job)
