"""/rate: what somebody thinks of a reel, and why they do not like it."""

from dataclasses import replace

from bot.commands.office import Office, is_done
from bot.understanding.grammar import plain
from bot.voice import asking, learning
from core.errors import Refused
from core.learning.arms import Reason
from core.reel.job import Job
from core.talk import SILENCE, Asked, Command, Kind, Option, Reply

_GOOD, _BAD = "good", "bad"


def rate(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        asked = _told(asked)
        job, reason, unsaid = await _job(office, asked), asked.text("reason"), asked.text("unsay")
        if unsaid:
            await office.studio.unsay(asked.requester, job, Reason(unsaid))
        elif reason:
            await office.studio.hear(asked.requester, job, Reason(reason))
        elif "opinion" in asked.values or asked.said.sign:
            return await opinion(asked, job)
        said = await office.studio.reasons(asked.requester, job)
        if unsaid:
            return learning.unsaid(job, Reason(unsaid), said)
        if reason:
            return learning.heard(job, {Reason(reason), *said})
        return learning.which_opinion(job, said)

    async def opinion(asked: Asked, job: Job) -> Reply:
        """A thumb, or a sign, which is gone when it says nothing."""
        is_good = asked.text("opinion") == _GOOD if "opinion" in asked.values else None
        await office.studio.rate(asked.requester, job, is_good, asked.said.sign)
        if is_good is None:
            return SILENCE
        if is_good:
            return learning.thanks()
        return learning.what_was_wrong(job, await office.studio.reasons(asked.requester, job))

    async def theirs(asked: Asked) -> None:
        """Whose reel it is comes before what they think of it."""
        named = _told(asked)
        if named.text("job"):
            await _job(office, named)

    job = office.job_option("which reel; your last one unless told", is_done)
    options = (job, _OPINION, _REASON, _UNSAY)
    return Command("rate", "Say what you think of a reel", run, options, first=theirs)


def _told(asked: Asked) -> Asked:
    """The same with what is said behind the reel, or of the last one: `abc23 bad hook weak`."""
    first, _, words = asked.text("job").partition(" ")
    if own := _opinion(asked.text("job")):
        return replace(asked, values={**asked.values, "job": "", **own})
    return replace(asked, values={**asked.values, "job": first, **_opinion(words)})


def _opinion(words: str) -> dict[str, str]:
    """The opinion and the reason that words tell, nothing where they tell something else, too."""
    head, _, tail = words.partition(" ")
    thumb = _THUMBS.get(head[:1], "") or _value(_OPINION, head)
    reason = _value(_REASON, tail if thumb else words)
    if not reason and (tail if thumb else words):
        return {}
    return {name: told for name, told in (("opinion", thumb), ("reason", reason)) if told}


def _value(option: Option, words: str) -> str:
    """The choice that is called like that, here or in English; empty when none is."""
    called = {plain(label): value for label, value in (*option.choices, *asking.labelled(option))}
    return called.get(plain(words), "")


async def _job(office: Office, asked: Asked) -> Job:
    """The reel that is meant, else their last one; anybody who sees one may react to it."""
    if not asked.said.sign:
        return await office.meant(asked, is_done)
    job = await office.studio.any_job(asked.text("job"))
    if job is None or job.reel is None:
        raise Refused(learning.NO_REEL)
    return job


_THUMBS = {"👍": _GOOD, "👎": _BAD}
_OPINION = Option(
    "opinion",
    "what you think of it",
    Kind.CHOICE,
    choices=(("good", _GOOD), ("bad", _BAD)),
)
_REASONS = tuple((words, reason.value) for reason, words in learning.REASONS.items())
_REASON = Option("reason", "what is wrong with it", Kind.CHOICE, choices=_REASONS)
_UNSAY = Option("unsay", "what is not wrong with it after all", Kind.CHOICE, choices=_REASONS)
