"""/learning: what was learned of somebody's taste, and its reset; /scores: what the lint is worth."""

from dataclasses import replace

from bot.commands.office import Office
from bot.voice import learning as voice
from core.books.account import Learns
from core.errors import Refused
from core.learning.arms import Trait
from core.learning.directing import beliefs, heeded
from core.learning.learner import Learner, niche_of
from core.store import Ruling
from core.talk import Asked, Command, Kind, Option, Reply, Where, Who

_NO_NICHE = "First tell me what your videos are about: /niche specialty coffee"
_SHOWN = (Trait.HOOK, Trait.LOOK, Trait.PACE)


def learning(office: Office, learner: Learner) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        account = asked.requester.account
        if told := asked.text("from"):
            learns = Learns(told)
            await _settle(office, asked, {"learns": learns})
            await learner.notebook.share(account, is_shared=learns is Learns.SHARED)
            return voice.settled(learns)
        if asked.text("reset") == _YES:
            await _settle(office, asked, {"learned_since": office.clock()})
            return voice.forgotten()
        return await _shown(office, learner, asked)

    words = "What I learned of your taste, and how to reset it"
    return Command("learning", words, run, _OPTIONS, where=Where.IN_PRIVATE)


def scores(learner: Learner) -> Command:
    """Declares the command that compares the lint's scores with later ratings."""

    async def run(asked: Asked) -> Reply:
        del asked
        return voice.scores(await learner.notebook.scored())

    return Command("scores", "How reels were liked, by their storyboards' scores", run, who=Who.OPERATORS)


_YES = "yes"
_OPTIONS = (
    Option("reset", "begin anew", Kind.CHOICE, choices=(("yes", _YES), ("no", "no"))),
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


async def _shown(office: Office, learner: Learner, asked: Asked) -> Reply:
    if asked.requester.niche is None:
        raise Refused(_NO_NICHE)
    standing = await office.studio.treasury.standing(asked.requester.account)
    digest = niche_of(asked.requester.niche)
    trials = await learner.trials(asked.requester, standing)
    # What people did with a reel directs the next ones a little, but is nothing that they said.
    said = [replace(trial, marks=frozenset(), views=0) for trial in trials]
    own = beliefs(said, digest)
    likes = {trait: own[trait] for trait in _SHOWN}
    return voice.learned(asked.requester.niche.subject, standing.learns, heeded(trials, digest), likes)
