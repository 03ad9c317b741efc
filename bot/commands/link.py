"""/link and /unlink: one account on several platforms."""

from bot.commands.office import Office
from bot.voice import linking
from core.talk import Asked, Command, Kind, Option, Reply, Where

_LONGEST_CODE = 16


def link(office: Office) -> Command:
    """Declares the command that gives a code, or takes one."""

    async def run(asked: Asked) -> Reply:
        if not (told := asked.text("code")):
            return linking.code(await office.studio.linking.issue(asked.requester))
        other = await office.studio.linking.redeem(asked.requester, told)
        if not other:
            return linking.no_such_code()
        if office.studio.learner is not None:
            await office.studio.learner.joined(asked.requester.key)
        return linking.linked(other)

    code = Option(
        "code",
        "what /link said elsewhere; it says one unless told",
        Kind.WORD,
        is_rest=True,
        most=_LONGEST_CODE,
    )
    words = "Share one account on several platforms"
    return Command("link", words, run, (code,), where=Where.IN_PRIVATE)


def unlink(office: Office) -> Command:
    """Declares the command that parts what /link joined."""

    async def run(asked: Asked) -> Reply:
        return linking.unlinked(was_linked=await office.studio.linking.leave(asked.requester))

    return Command("unlink", "Have an account of your own again", run, where=Where.IN_PRIVATE)
