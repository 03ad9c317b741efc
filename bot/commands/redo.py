"""/redo: one scene of a filmed reel is filmed again."""

from dataclasses import replace

from bot.commands.office import Office
from bot.voice import cards
from core.learning.arms import Mark
from core.reel.storyboard import MOST_SCENES
from core.talk import Asked, Command, Kind, Option, Reply


def redo(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        typed, _, number = asked.text("job").partition(" ")
        job = await office.named(asked, typed)
        scene = asked.number("scene", int(number) if number.isdecimal() else -1)
        if scene < 0:
            return cards.which_scene(job)
        reply = await office.redo(asked, job, scene)
        if reply.job_id:
            await office.studio.hear(asked.requester, job, Mark.REDONE)
        return reply

    question = "A scene of which reel? /reels lists yours."
    which = office.job_option(
        "the reel, and the number of the scene", lambda job: job.is_filmed, question=question
    )
    return Command(
        "redo",
        "Film one scene of a reel again",
        run,
        (
            replace(which, kind=Kind.TEXT),
            Option("scene", "which scene, 0 for the hook", Kind.INTEGER, least=0, most=MOST_SCENES),
        ),
        example="/redo abc23 2",
        first=office.check_any,
    )
