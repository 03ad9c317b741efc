"""/vary: an earlier reel in another look, or several further takes of it at once."""

from dataclasses import replace

from bot.commands.office import Office
from bot.voice import takes
from core.learning.casting import filmed_by
from core.talk import Asked, Command, Kind, Option, Reply

_LEAST, _MOST = 2, 4


def vary(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        typed, _, number = asked.text("job").partition(" ")
        job = await office.named(asked, typed)
        count = asked.number("count", int(number) if number.isdecimal() else 0)
        brief = office.same_model(job.brief.undirected)
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
        ),
        example="/vary abc23 count=3",
        is_shared=True,
    )
