"""What can go wrong at the fake Telegram, as python-telegram-bot sees it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from tests.wires.telegram import TelegramServer
from tests.wires.telegram_chats import Private
from tests.wires.telegram_faults import Fault, Limits, door_at
from tests.wires.telegram_world import TOKEN

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def chat(telegram: TelegramServer) -> Private:
    """A private chat that has begun."""
    chat = telegram.user("Ann").private()
    chat.say("/start")
    return chat


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.FLOOD, RetryAfter),
        (Fault.CRASHED, NetworkError),
        (Fault.BAD_GATEWAY, NetworkError),
        (Fault.UNAUTHORIZED, InvalidToken),
        (Fault.CONFLICT, Conflict),
        (Fault.TOO_LARGE, NetworkError),
        (Fault.FORBIDDEN, Forbidden),
        (Fault.TORN, NetworkError),
        (Fault.LOST, NetworkError),
        (Fault.STUCK, TimedOut),
    ],
)
async def test_nothing_was_done(
    telegram: TelegramServer, bot: Bot, chat: Private, fault: Fault, error: type[Exception]
) -> None:
    """The bot gets an error of the right kind, once, and the chat stays as it was."""
    telegram.next(fault, at="sendMessage")

    with pytest.raises(error):
        await bot.send_message(chat.id, "hello", read_timeout=0.2)

    assert chat.from_bot == []
    await bot.send_message(chat.id, "hello")


@pytest.mark.parametrize(("fault", "error"), [(Fault.CUT, NetworkError), (Fault.HANG, TimedOut)])
async def test_it_was_done_but_the_answer_is_lost(
    telegram: TelegramServer, bot: Bot, chat: Private, fault: Fault, error: type[Exception]
) -> None:
    """The message stands in the chat although the bot got an error."""
    telegram.next(fault, at="sendMessage")

    with pytest.raises(error):
        await bot.send_message(chat.id, "hello", read_timeout=0.2)

    assert [message.text for message in chat.from_bot] == ["hello"]


async def test_an_upload_can_succeed_after_the_bot_gave_up(
    telegram: TelegramServer, bot: Bot, chat: Private
) -> None:
    """The video is not there when the bot gives up waiting, and then it is."""
    telegram.next(Fault.LATE, at="sendVideo")

    with pytest.raises(TimedOut) as gave_up:
        await bot.send_video(chat.id, b"film" * 999, read_timeout=0.2)

    assert isinstance(gave_up.value.__cause__, httpx.ReadTimeout)
    await chat.until(lambda message: message.video)
    assert len(chat.videos) == 1


async def test_a_fault_can_wait_for_one_chat(telegram: TelegramServer, bot: Bot, chat: Private) -> None:
    """Trouble in one chat leaves the others alone."""
    other = telegram.user("Bob").private()
    other.say("/start")
    telegram.retry_after = 7
    telegram.next(Fault.FLOOD, at=door_at(chat.id))

    await bot.send_message(other.id, "hello")
    with pytest.raises(RetryAfter) as flood:
        await bot.send_message(chat.id, "hello")

    assert flood.value.retry_after == timedelta(seconds=7)


async def test_a_chat_takes_so_many_messages_and_no_more(telegram: TelegramServer, bot: Bot) -> None:
    """The limit of a chat holds for messages and edits, not for chat actions, and not for other chats."""
    telegram.limits = Limits(second=600)
    ann, bob = telegram.user("Ann").private(), telegram.user("Bob").private()
    for chat in (ann, bob):
        chat.say("/start")
    message = await bot.send_message(ann.id, "one")
    await message.edit_text("two")
    await message.edit_text("three")

    with pytest.raises(RetryAfter):
        await message.edit_text("four")
    await bot.send_chat_action(ann.id, "typing")
    await bot.send_message(bob.id, "one")

    assert telegram.meter.refused == 1
    assert ann.actions == ["typing"]


async def test_a_group_takes_twenty_messages_a_minute(telegram: TelegramServer, bot: Bot) -> None:
    """The twenty-first has to wait, whatever the chat's own pace allows."""
    telegram.limits = Limits(burst=99, per_second=99, minute=600)
    coffee = telegram.group("Coffee")
    for number in range(20):
        await bot.send_message(coffee.id, f"{number}")

    with pytest.raises(RetryAfter):
        await bot.send_message(coffee.id, "too much")

    assert len(coffee.from_bot) == 20


async def test_whoever_logged_out_is_out(bot: Bot) -> None:
    """After logOut this server knows the bot no more."""
    await bot.log_out()

    with pytest.raises(BadRequest, match="Logged out"):
        await bot.get_me()


@pytest.fixture
async def address() -> AsyncIterator[str]:
    """The address of a Telegram in a process of its own, which must end well when it is told to."""
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.wires.telegram", stdout=asyncio.subprocess.PIPE, cwd=HOUSE
    )
    assert server.stdout is not None
    yield (await server.stdout.readline()).decode().strip()
    server.terminate()
    assert await server.wait() == 0


async def test_it_runs_as_a_process_of_its_own(address: str) -> None:
    """Its remote control moves people, shows what stands in a chat, and lays out faults."""
    async with aiohttp.ClientSession(f"{address}/_control/") as remote:

        async def order(verb: str, /, **words: object) -> Any:
            async with remote.post(verb, json=words) as reply:
                assert reply.status == 200, await reply.text()
                return await reply.json()

        ann = await order("user", name="Ann", language="de")
        coffee = await order("group", title="Coffee", members=[ann["id"]], forum=True)
        topic = await order("topic", chat=coffee["id"], name="Reels")
        await order("say", who=ann["id"], chat=coffee["id"], topic=topic["id"], text="/start")
        await order("next", fault="cut", at="sendMessage")
        async with Bot(TOKEN, f"{address}/bot") as bot:
            heard = (await bot.get_updates())[-1].message
            assert heard is not None
            with pytest.raises(NetworkError):
                await heard.reply_text("hello")
        posted = (await order("messages", chat=coffee["id"]))[-1]

    assert (posted["text"], posted["by_bot"], posted["topic"]) == ("hello", True, topic["id"])
