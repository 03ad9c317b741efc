"""How long people wait on Telegram when two hundred ask within a second, in fifty groups.

Everybody has the same desk and storage behind them, and works on no reels meanwhile. The plain way is
python-telegram-bot as it comes: one update after the other. Rate limits are left out on both sides.
"""

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NoReturn

from telegram import Update
from telegram.ext import ApplicationBuilder, CommandHandler, ContextTypes

from adapters.platforms.telegram import Access, Hands, Telegram, Tempo
from benchmarks.contest import Contest, Contestant, Figure, Reading
from benchmarks.gauges import megabytes, percentile
from benchmarks.studio import Place, introduce, open_place
from benchmarks.telegram_crowd import PEOPLE
from core.reel.job import Job
from core.talk import Said

_UNLIMITED = Tempo(((10**6, 1),), ((10**6, 1),), ((10**6, 1),))
_TICK = 0.005

CONTEST = Contest(
    name="telegram",
    module=__name__,
    figures=(
        Figure("p50", "`/generate` by 200 people in 50 groups within 1 s, acknowledged, p50", "ms"),
        Figure("p99", "the same, p99", "ms", aim=150),
        Figure("lost", "the same, never answered", "people", aim=0),
        Figure("lag", "the same, loop lag p99", "ms"),
        Figure("memory", "the same, memory afterwards", "MB"),
    ),
    contestants=(
        Contestant("ours", "Nichereel"),
        Contestant("sequential", "python-telegram-bot, as it comes"),
        Contestant("concurrent", "python-telegram-bot, `concurrent_updates`, chats out of order"),
    ),
    rounds=3,
)


async def ours(folder: Path, is_quick: bool) -> Reading:
    """Our own platform."""
    del is_quick
    async with _crowd() as crowd, open_place(folder, is_working=False) as place:
        await introduce(place, crowd.people)
        access = Access(crowd.token, crowd.address, tempo=_UNLIMITED)
        # Nothing is delivered here, so nobody needs the cutting room.
        telegram = Telegram(access, place.store, Hands(_nothing, _nothing), folder / "telegram")

        async def jobs_of(key: str, limit: int) -> Sequence[Job]:
            return await place.studio.jobs(await place.studio.requester(key), limit)

        listening = asyncio.create_task(telegram.run(place.desk.answer, place.desk.commands, jobs_of, {}))
        try:
            return await crowd.reading()
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            await telegram.close()


async def sequential(folder: Path, is_quick: bool) -> Reading:
    """The library's defaults."""
    del is_quick
    return await _plain(folder, is_concurrent=False)


async def concurrent(folder: Path, is_quick: bool) -> Reading:
    """The library with all updates at once."""
    del is_quick
    return await _plain(folder, is_concurrent=True)


async def _plain(folder: Path, *, is_concurrent: bool) -> Reading:
    async with _crowd() as crowd, open_place(folder, is_working=False) as place:
        await introduce(place, crowd.people)
        app = (
            ApplicationBuilder()
            .token(crowd.token)
            .base_url(f"{crowd.address}/bot")
            .concurrent_updates(is_concurrent)
            .job_queue(None)
            .build()
        )
        app.add_handler(CommandHandler("generate", _handler(place)))
        async with app:
            await app.start()
            assert app.updater is not None
            await app.updater.start_polling()
            try:
                return await crowd.reading()
            finally:
                await app.updater.stop()
                await app.stop()


def _handler(place: Place) -> Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[None, None, None]]:
    async def generate(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        del context
        message, user = update.effective_message, update.effective_user
        assert message is not None
        assert user is not None
        key = f"telegram:{message.chat.id}:{message.message_id}"
        reply = await place.desk.answer(Said(f"telegram:{user.id}", "here", key, text=message.text or ""))
        await message.reply_text(reply.text)

    return generate


async def _nothing(*_: object) -> NoReturn:
    raise AssertionError("nothing is delivered here")


class Crowd:
    """The other process, and what is measured here meanwhile."""

    def __init__(self, process: Process, address: str, token: str, ids: Sequence[int]) -> None:
        self._process = process
        self.address, self.token = address, token
        self.people = [f"telegram:{id}" for id in ids]

    async def reading(self) -> Reading:
        """Let everybody ask, once the bot listens."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        await asyncio.sleep(1)
        lags: list[float] = []
        gauge = asyncio.create_task(_gauge(lags))
        self._process.stdin.write(b"go\n")
        waits = json.loads(await self._process.stdout.readline())
        gauge.cancel()
        return {
            "p50": percentile(waits, 50),
            "p99": percentile(waits, 99),
            "lost": PEOPLE - len(waits),
            "lag": percentile(lags, 99),
            "memory": megabytes(),
        }


async def _gauge(lags: list[float]) -> None:
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(_TICK)
        lags.append(1000 * (time.perf_counter() - begun - _TICK))


@asynccontextmanager
async def _crowd() -> AsyncIterator[Crowd]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.telegram_crowd", stdin=PIPE, stdout=PIPE
    )
    assert process.stdout is not None
    try:
        yield Crowd(process, *json.loads(await process.stdout.readline()))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
