"""/vary: an earlier reel in another look, or several further takes of it at once."""

from dataclasses import replace

from bot.commands.again import anew
from bot.commands.generate import LOOK, look_called
from bot.commands.office import Office
from bot.voice import takes
from core.learning.casting import filmed_by
from core.reel.brief import Look
from core.talk import Asked, Command, Kind, Option, Reply

_LEAST, _MOST = 2, 4


def vary(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        typed, _, words = asked.text("job").partition(" ")
        job = await office.named(asked, typed)
        number, named = _told(words)
        count, look = asked.number("count", number), asked.text("look") or named
        if look and not count:
            return await anew(office, asked, job, look)
        brief = office.same_model(job.brief.undirected)
        brief = brief.model_copy(update={"look": Look(look or brief.look)})
        brief = await filmed_by(office.studio, asked.requester, brief)
        if not _LEAST <= count <= _MOST:
            prices = {some: some * office.studio.quote(brief) for some in range(_LEAST, _MOST + 1)}
            return takes.vary(job, prices)
        return await office.vary(asked, brief, count)

    question = "A variation of which reel? /reels lists yours."
    which = office.job_option("the reel to vary", lambda _: True, question=question)
    return Command(
        "vary",
        "An earlier reel in another look, or several takes",
        run,
        (
            replace(which, kind=Kind.TEXT),
            Option("count", "how many takes at once, at one price", Kind.INTEGER, least=_LEAST, most=_MOST),
            LOOK,
        ),
        example="/vary abc23 look=noir",
        first=office.check_any,
        is_shared=True,
    )


def _told(words: str) -> tuple[int, str]:
    """How many takes, 0 for none told, and the look: `3 noir`. Raises Refused for other words."""
    count, look = 0, ""
    for word in words.split():
        if word.isdecimal():
            count = int(word)
        else:
            look = look_called(word)
    return count, look
