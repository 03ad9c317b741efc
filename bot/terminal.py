"""The house with a terminal in front of it: the chat, and the demo that makes one reel."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from uuid import uuid4

from adapters.platforms.console import ADDRESS, REQUESTER, Chat, Screen
from bot.assembly import House, open_house
from bot.settings import Settings
from bot.voice.tongue import mark, say, speaking
from core.reel.job import Job, Stage
from core.reel.niche import NICHE_LIMIT
from core.talk import Said

_NICHE = "specialty coffee"
_TOPIC = "how monks invented espresso"
_LOOKED_AT = 100
_IN_BROWSER = mark(
    "The same in a browser, where reels play: {address}. /gallery has the link to what is made here."
)
_WAITS = mark("{job} waits for your yes to its price: nichereel chat, and there /approve {job}.")


async def chat(settings: Settings, screen: Screen, *, shows_browser: bool = False) -> None:
    """Talk until the end of input. From a pipe, wait for the reels; in a terminal, say what goes on later.

    Nobody at the other end of a pipe can say yes to a price any more, so that is not waited for.

    `shows_browser` opens the web door meanwhile, and says where it is.
    """
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_house(settings, screen))
        talk = _chat(house, screen, settings.data_dir)
        await talk.say("/start")
        if shows_browser and settings.web_door:
            await stack.enter_async_context(_door(settings, house, screen))
        await talk.talk()
        if not (screen.is_terminal and sys.stdin.isatty()):
            await house.reporter.at_rest(lambda: _is_any_moving(house))
            await _say_what_waits(await _jobs(house), house, screen)
        else:
            is_open = any(job.stage.is_open for job in await _jobs(house))
            with speaking(await _language(house)):
                later = say("What is under way goes on when you come back. Until then!")
                screen.say(later if is_open else say("Until next time!"))


async def demo(settings: Settings, screen: Screen, topic: str) -> bool:
    """Make one reel and show the whole conversation; False when there was none.

    A topic is its own niche: whoever names one wants a reel about that, whatever was kept before.
    """
    async with open_house(settings, screen) as house:
        talk = _chat(house, screen, settings.data_dir)
        requester = await house.studio.requester(REQUESTER)
        options = {"idea": topic or _TOPIC}
        if topic:
            options["niche"] = topic[:NICHE_LIMIT]
        else:
            # Who has talked here before is shown the niche that the reel will be about.
            about = f"/niche {_NICHE}" if requester.niche is None else "/niche"
            screen.murmur(f"› {about}")
            await talk.say(about)
        screen.murmur(f"› /generate {options['idea']}")
        order = Said(REQUESTER, ADDRESS, uuid4().hex, command="generate", options=options)
        reply = await talk.tell(order)

        async def ordered() -> Sequence[Job]:
            job = await house.studio.job(requester, reply.job_id)
            return (job,) if job else ()

        async def is_moving() -> bool:
            return any(job.stage.is_moving for job in await ordered())

        await house.reporter.at_rest(is_moving)
        await _say_what_waits(await ordered(), house, screen)
        return any(job.stage is Stage.DONE for job in await ordered())


def _chat(house: House, screen: Screen, folder: Path) -> Chat:
    return Chat(house.desk.answer, house.desk.commands, screen, folder / "console", _told())


def _told() -> str:
    # The order is that of POSIX; what a language is called there is cut down to its tag.
    told = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return told.partition(".")[0]


async def _language(house: House) -> str:
    """The language of whoever is at the terminal: what they keep, else what their system speaks."""
    return (await house.studio.requester(REQUESTER)).language or _told()


@asynccontextmanager
async def _door(settings: Settings, house: House, screen: Screen) -> AsyncIterator[None]:
    """The web door beside the terminal, for as long as that is there."""
    from bot.parts.web import keep_open
    from bot.upkeep.figures import Figures

    language = await _language(house)

    def invite() -> None:
        with speaking(language):
            screen.say(say(_IN_BROWSER, address=house.entrance.access.address))

    figures = Figures(house.entrance.clock)
    door = asyncio.create_task(keep_open(settings, house, figures, invite))
    try:
        yield
    finally:
        door.cancel()
        await asyncio.gather(door, return_exceptions=True)


async def _jobs(house: House) -> Sequence[Job]:
    return await house.studio.jobs(await house.studio.requester(REQUESTER), _LOOKED_AT)


async def _is_any_moving(house: House) -> bool:
    return any(job.stage.is_moving for job in await _jobs(house))


async def _say_what_waits(jobs: Sequence[Job], house: House, screen: Screen) -> None:
    """How to say yes later to what is dear enough to be asked about."""
    with speaking(await _language(house)):
        for job in jobs:
            if job.stage is Stage.APPROVAL:
                screen.say(say(_WAITS, job=job.id))
