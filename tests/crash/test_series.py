"""A series whose process dies at every moment of a day orders its reel once, and tells of it once."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.reel.job import Stage
from tests.stories.parlour import ANN, Parlour

DUE = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


class Killed(BaseException):
    """The power goes."""


class Fuse:
    """Blows before or after the so-manieth thing that is written."""

    def __init__(self, number: int, *, is_after: bool) -> None:
        self.left = number
        self.is_after = is_after
        self.has_blown = False

    def guard(self, write: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """The same, with the fuse in between."""

        async def guarded(*told: Any, **more: Any) -> Any:
            self.left -= 1
            blows = self.left == 0
            self.has_blown = self.has_blown or blows
            if blows and not self.is_after:
                raise Killed
            done = await write(*told, **more)
            if blows:
                raise Killed
            return done

        return guarded


async def _begun(folder: Path, *, asks: bool) -> Parlour:
    bot = Parlour(folder)
    async with bot.open():
        await bot.say("/niche specialty coffee")
        await bot.say(f"/series days=daily time=18:00 zone=UTC first={'yes' if asks else 'no'}")
        await bot.showrunner.look()
    bot.clock.now = DUE
    return bot


async def _lived(bot: Parlour, fuse: Fuse) -> None:
    """A life that ends when the fuse blows: between any two things that are written or posted."""
    async with bot.open():
        with pytest.MonkeyPatch.context() as patch, suppress(Killed):
            for whose, name in ((bot.book, "change"), (bot.studio, "open"), (bot.letterbox, "deliver")):
                patch.setattr(whose, name, fuse.guard(getattr(whose, name)))
            for _ in range(3):
                await bot.showrunner.look()
                await bot.rest()


async def _ended(bot: Parlour) -> tuple[list[str], list[str]]:
    """A later life without trouble: the dates that were ordered, and what was told."""
    async with bot.open():
        for _ in range(3):
            bot.clock.move(minutes=3)
            await bot.showrunner.look()
            await bot.rest()
        mine = await bot.store.jobs_of(ANN, 100)
        for job in mine:
            if job.stage is not Stage.APPROVAL:
                await bot.ended(job.id)
        (series,) = await bot.book.of(ANN)
        assert (series.begun, series.news) == (None, None)
    keys = [job.request_key[-10:] for job in mine if job.request_key.startswith("series:")]
    told = [key for key in bot.letterbox.posted if key.startswith("series-")]
    return keys, told


@pytest.mark.parametrize("is_after", [False, True])
@pytest.mark.parametrize("asks", [False, True])
async def test_it_is_ordered_and_told_once(tmp_path: Path, *, asks: bool, is_after: bool) -> None:
    """Wherever it dies on a day after an outage, there is one reel of that day, and nothing is told twice."""
    number, has_blown = 0, True
    while has_blown:
        number += 1
        folder = tmp_path / str(number)
        folder.mkdir()
        bot = await _begun(folder, asks=asks)
        fuse = Fuse(number, is_after=is_after)
        await _lived(bot, fuse)
        has_blown = fuse.has_blown
        keys, told = await _ended(bot)

        assert keys == ["2026-11-24"], number
        assert len(told) == len(set(told)) <= 2, (number, told)
        assert bot.letterbox.posts == len(bot.letterbox.posted), number
    assert number > 5
