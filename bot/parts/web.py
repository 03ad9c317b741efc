"""The web door of this house, opened by `nichereel run`."""

import asyncio
import shutil
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from logging import getLogger
from typing import TYPE_CHECKING

from adapters.platforms.web.entrance import Entrance
from adapters.platforms.web.tongue import Tongue
from bot.settings import Settings
from bot.voice import learning, standing, tongue
from bot.voice.hours import hours
from bot.voice.rewording import reword
from bot.voice.times import day_and_month, stamp
from core.drafting import Drafting
from core.errors import Misconfigured, StudioError

if TYPE_CHECKING:
    from adapters.platforms.web.lobby import Caller
    from bot.assembly import House
    from bot.upkeep.figures import Figures

log = getLogger(__name__)

_ROOM_NEEDED = 500_000_000


def _said(words: str, **values: object) -> str:
    return tongue.facing(tongue.say(words, **values))


def _reworded(english: str) -> str:
    return tongue.facing(reword(english))


TONGUE = Tongue(
    knows=tongue.is_spoken,
    speaking=tongue.speaking,
    current=tongue.current,
    is_leftward=tongue.is_leftward,
    say=_said,
    count=tongue.count,
    reword=_reworded,
    number=tongue.number,
    day=day_and_month,
    stamp=stamp,
)
"""How people at the door are spoken to."""


async def keep_open(
    settings: Settings, house: "House", figures: "Figures", opened: Callable[[], None]
) -> None:
    """Serve until cancelled; `opened` is called once we can be reached.

    A door that cannot be opened is said, and stops nobody else.
    """
    from adapters.platforms.web.web import Staff, open_door

    entrance = house.entrance
    entrance.tidings.follow(figures.watch)

    async def is_ready() -> bool:
        try:
            await entrance.drawers.pulse.overdue(entrance.clock())
        except StudioError:
            return False
        usage = await asyncio.to_thread(shutil.disk_usage, settings.data_dir)
        return usage.free > _ROOM_NEEDED

    staff = Staff(
        studio=house.studio,
        drafting=Drafting(house.writer, entrance.drawers.prompts, entrance.clock, house.studio),
        answer=house.desk.answer,
        commands=house.desk.commands,
        default_model=house.default_model,
        archive=house.archive,
        doing=standing.progress,
        figures=lambda: figures.page(entrance.drawers.pulse, house.studio.readings),
        is_ready=is_ready,
        tongue=TONGUE,
        elsewhere=house.bucket,
        reasons=learning.REASONS,
        changed=learning.changed,
        hours=hours,
    )
    try:
        async with AsyncExitStack() as stack:
            await _telling(entrance, stack)
            staff = replace(staff, callers=_callers(settings, house, stack))
            await open_door(entrance, staff, opened)
    except Misconfigured as trouble:
        others = f"; {' and '.join(house.platforms.names)} listen on" if house.platforms.names else ""
        log.error("%s The web door stays closed%s.", trouble.message, others)


async def _telling(entrance: Entrance, stack: AsyncExitStack) -> None:
    """Tell hooks of what ends, for as long as the door is open."""
    from adapters.platforms.web.telling import Teller

    teller = Teller(entrance.drawers.hooks, entrance.clock)
    entrance.tidings.follow(teller.watch)
    task = asyncio.create_task(teller.run())

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(end)


def _callers(settings: Settings, house: "House", stack: AsyncExitStack) -> "Mapping[str, Caller]":
    """Who may call, by the beginning of the path that they come to."""
    from adapters.vendors.fal import FalRenderer

    renderer = house.vendors.get("fal")
    if not isinstance(renderer, FalRenderer):
        return house.platforms.callers
    from bot.parts.callers import FalCaller

    drawers, clock = house.entrance.drawers, house.entrance.clock
    caller = FalCaller(
        renderer, house.studio, drawers.shelf, drawers.tokens, clock, user_id=settings.fal_user_id
    )
    stack.push_async_callback(caller.aclose)
    return {"/hooks/fal/": caller, **house.platforms.callers}
