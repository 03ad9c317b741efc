"""The process is killed at the worst moments; in the chat stands one reel all the same."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.wires.telegram import TelegramServer
from tests.wires.telegram_chats import Private
from tests.wires.telegram_faults import Fault
from tests.wires.telegram_recording import recorded

HOUSE = Path(__file__).parents[3]


@asynccontextmanager
async def life(folder: Path, telegram: TelegramServer) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """One life of a bot, a real process; what is given kills it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.platforms.telegram.life", folder, telegram.token, telegram.address,
        cwd=HOUSE,
    )  # fmt: skip

    async def kill() -> None:
        process.send_signal(signal.SIGKILL)
        await process.wait()

    try:
        yield kill
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


@pytest.fixture
async def telegram(request: pytest.FixtureRequest) -> AsyncIterator[TelegramServer]:
    """A Telegram that outlives the bot."""
    async with recorded(request.node.name) as server:
        yield server


async def order(chat: Private) -> None:
    chat.say("/niche coffee")
    await chat.until("Your niche: coffee", 30)
    chat.say("/generate monks")
    await chat.until("Job ", 30)


async def ended(chat: Private) -> None:
    """Ask until nothing is under way any more."""
    async with asyncio.timeout(60):
        while "Nothing is under way" not in chat.from_bot[-1].text:
            chat.say("/status")
            await asyncio.sleep(0.3)


async def test_killed_after_the_upload_before_we_wrote_it_down(
    tmp_path: Path, telegram: TelegramServer
) -> None:
    """Telegram has the reel and we are killed before its answer: one reel, after the restart too."""
    ann = telegram.user("Ann").private()
    telegram.next(Fault.HANG, at="editMessageMedia")
    async with life(tmp_path, telegram) as kill:
        await order(ann)
        await ann.until(lambda m: m.video is not None, 30)
        await kill()
    async with life(tmp_path, telegram):
        await ann.until("Your reel is ready", 30)
        await ended(ann)

    assert len(ann.videos) == 1
    assert len(telegram.calls_of("editMessageMedia")) == 2
    assert telegram.calls_of("sendVideo") == []


async def test_killed_after_sending_it_by_itself(tmp_path: Path, telegram: TelegramServer) -> None:
    """The same where the reel had to be sent as a message of its own: it is not sent again."""
    ann = telegram.user("Ann").private()
    telegram.next(Fault.HANG, at="sendVideo")
    telegram.next(Fault.STUCK, at="editMessageText", times=3)
    async with life(tmp_path, telegram) as kill:
        await order(ann)
        ann.user.deletes(await ann.until("Job "))
        await ann.until(lambda m: m.video is not None, 30)
        await kill()
    async with life(tmp_path, telegram):
        await ended(ann)
        ann.say("/reels")
        await ann.until("“Monks”", 30)

    assert len(ann.videos) == 1


async def test_killed_with_the_order_in_hand(tmp_path: Path, telegram: TelegramServer) -> None:
    """An order that was taken but not answered when we were killed is neither lost nor made twice."""
    ann = telegram.user("Ann").private()
    async with life(tmp_path, telegram) as kill:
        ann.say("/niche coffee")
        await ann.until("Your niche: coffee", 30)
        telegram.next(Fault.STUCK, at="sendMessage")
        ann.say("/generate monks")
        async with asyncio.timeout(30):
            while telegram.is_waiting_for("sendMessage"):
                await asyncio.sleep(0.01)
        await kill()
    async with life(tmp_path, telegram):
        await ann.until(lambda m: m.video is not None, 30)
        await ended(ann)

    assert len(ann.videos) == 1
