"""A series lived through in simulated time: who has ideas, how time passes, and what is found then."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from core.errors import StudioError
from core.ports import Delivery, Plan
from core.reel.job import Job, Stage
from core.reel.niche import Niche
from core.series.series import Series
from tests.stories.parlour import ANN, Parlour


@dataclass
class Muse:
    """Has numbered ideas, in other words each time, or `always` the same; `troubles` are raised first."""

    troubles: list[StudioError] = field(default_factory=list)
    told: list[Sequence[str]] = field(default_factory=list)
    micros: int = 900
    always: tuple[str, ...] | None = None

    async def ideas(self, niche: Niche, count: int, told: Sequence[str]) -> Plan:
        """The next numbers."""
        if self.troubles:
            raise self.troubles.pop(0)
        self.told.append(told)
        if self.always is not None:
            return Plan(self.always, self.micros)
        first = len(told)
        return Plan(
            tuple(f"a{n} b{n} c{n} of {niche.subject}" for n in range(first, first + count)), self.micros
        )


async def series(bot: Parlour) -> Series:
    """Ann's series."""
    return (await bot.book.of(ANN))[0]


async def calm(bot: Parlour) -> None:
    """All that can be done now is done: series are looked after until nothing changes any more."""
    while True:
        before = await _stands(bot)
        await bot.showrunner.look()
        await bot.rest()
        if await _stands(bot) == before:
            return


async def _stands(bot: Parlour) -> list[str]:
    """How Ann's series and their jobs stand."""
    kept = [one.model_dump_json() for one in await bot.book.of(ANN)]
    return [*kept, *(f"{job.id} {job.stage}" for job in await jobs(bot))]


async def until(bot: Parlour, moment: datetime, *, says_yes: bool = True) -> None:
    """Let time pass hour by hour; whoever is asked says yes."""
    while bot.clock.now < moment:
        bot.clock.now = min(bot.clock.now + timedelta(hours=1), moment)
        await calm(bot)
        for job in await jobs(bot):
            if says_yes and job.stage is Stage.APPROVAL:
                await bot.say(f"/approve {job.id}")
                await bot.ended(job.id)


async def jobs(bot: Parlour) -> list[Job]:
    """All jobs of the series, the earliest first."""
    mine = await bot.store.jobs_of(ANN, 1000)
    return [job for job in reversed(mine) if job.request_key.startswith("series:")]


def letters(bot: Parlour) -> list[Delivery]:
    """What was posted about the series, in order."""
    return [delivery for key, delivery in bot.letterbox.posted.items() if key.startswith("series-")]


def at(*parts: int) -> datetime:
    """A moment, UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]
