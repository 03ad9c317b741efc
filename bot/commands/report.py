"""/report: something is wrong with a reel."""

from collections.abc import Awaitable, Callable
from logging import getLogger

from bot.commands.office import Office
from bot.voice import standing
from bot.voice.moderation import for_admins, reported
from core.errors import Refused
from core.people.moderation import Moderation, Report
from core.talk import Asked, Command, Kind, Option, Reply

Tell = Callable[[str], Awaitable[None]]
"""Brings words to those who run the bot."""

log = getLogger(__name__)

_LONGEST = 300
_WHICH = "Which reel? Its id is below it."
_OPTIONS = (
    Option("job", "which reel", Kind.WORD, is_required=True, is_rest=True, question=_WHICH, most=16),
    Option("reason", "what is wrong with it", most=_LONGEST),
)


async def nobody(words: str) -> None:
    """Where those who run the bot have no chat, the log hears of it."""
    log.warning("%s", words)


def report(office: Office, moderation: Moderation, tell: Tell) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        typed, why = asked.text("job"), asked.text("reason")
        job = await office.studio.any_job(typed.lstrip("#").lower())
        if job is None or job.reel is None:
            raise Refused(standing.no_such_job(typed).text)
        by = asked.requester.key
        is_new = await moderation.report(Report(job.id, by, why, office.clock()))
        if is_new:
            await tell(for_admins(job, by, why))
        return reported(is_new=is_new)

    return Command("report", "Say that something is wrong with a reel", run, _OPTIONS)
