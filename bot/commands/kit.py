"""/kit: everything needed to post a finished reel."""

from collections.abc import Callable

from bot.commands.office import Office
from bot.commands.publish import Gate
from bot.platform_names import CONSOLE, WEB
from bot.voice import kit as voice
from bot.voice.hours import hours
from bot.voice.publishing import offers
from core.errors import Refused
from core.reel.archive import Archive
from core.reel.job import Job
from core.reel.kit import kit_of, pack
from core.talk import Asked, Command, Kind, Option, Reply

_ZIP = "zip"


def kit(office: Office, archive: Archive, page: Callable[[str], str], gate: Gate | None = None) -> Command:
    """Declares the command; `page` gives the address of a path at the web door."""

    async def run(asked: Asked) -> Reply:
        job = await office.meant(asked, _is_there)
        board = job.storyboard
        if board is None or job.reel is None:
            raise Refused(voice.NO_REEL)
        told = hours(job.brief.niche, (await office.studio.treasury.standing(job.account)).zone)
        if asked.text("as") != _ZIP:
            is_open = gate is not None and gate.opens_for(asked)
            places = tuple(gate.publishers.values()) if gate is not None and is_open else ()
            return voice.kit(job, kit_of(job, board), told, offers(job, places))
        if asked.said.platform == WEB:
            return voice.in_browser(page(f"/reels/{job.id}/kit"))
        packed = await pack(job, board, archive, told)
        return voice.zipped(job, packed, is_here=asked.said.platform == CONSOLE)

    which = office.job_option("which reel; your last one unless told", _is_there)
    return Command("kit", "Caption, hashtags, cover and subtitles to post with a reel", run, (which, _AS))


_AS = Option("as", "how it is sent", Kind.CHOICE, choices=(("words", "words"), ("ZIP", _ZIP)))


def _is_there(job: Job) -> bool:
    """Its reel, which people may see a moment before its job is closed."""
    return job.reel is not None
