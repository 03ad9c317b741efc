"""The fake Telegram, read by a second library: what it says is not just what its first reader expects."""

import asyncio
import stat
import subprocess
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot as Aiogram
from aiogram import methods
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile
from aiogram.types import Update as Read
from pydantic import TypeAdapter
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultCachedVideo,
    InputMediaVideo,
    ReplyParameters,
    Update,
)

from tests.wires.telegram import TelegramServer
from tests.wires.telegram_clients import client, picture
from tests.wires.telegram_recording import recorded

CHECK = Path(__file__).parents[2] / "scripts" / "conformance-telegram"
BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("👍", callback_data="like:1")]])
VERTICAL: dict[str, Any] = {"width": 1080, "height": 1920, "duration": timedelta(seconds=8)}


@pytest.fixture
async def day(request: pytest.FixtureRequest) -> AsyncIterator[TelegramServer]:
    """A Telegram after a day on which about everything happened."""
    async with recorded(request.node.name) as telegram, client(telegram) as bot:
        await _first_the_people(telegram, bot)
        await _then_the_bot(telegram, bot)
        await bot.get_updates(offset=telegram.updates.pending[-1]["update_id"] + 1)
        yield telegram


async def _first_the_people(telegram: TelegramServer, bot: Bot) -> None:
    """Everything that people and chats do."""
    ann, bob = telegram.user("Ann Lee", language="de", username="ann"), telegram.user("Bob")
    coffee = telegram.group("Coffee", members=[ann], admins=[bob], forum=True)
    tea, news = telegram.group("Tea", members=[ann]), telegram.channel("News", username="news")
    await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    first = ann.private().say("/start deep-link #coffee https://x.example")
    ann.private().say("/generate this", photo=picture(640, 480), reply_to=first)
    ann.private().say("my ideas", document=("ideas.txt", b"monks"))
    ann.edit(first, "/start again")
    ann.reacts(first, "👍")
    reels = coffee.topic("Reels")
    for speaker in (ann, coffee, news):
        reels.say(speaker, "/start@reel_test_bot")
    coffee.forward_from(news, "/start")
    news.post("/start")
    tea.makes_bot("administrator", ann)
    tea.migrate()
    bob.private().say("/start")
    bob.blocks_bot()
    await bot.get_updates()


async def _then_the_bot(telegram: TelegramServer, bot: Bot) -> None:
    """Everything that the bot does."""
    ann, coffee = next(iter(telegram.users.values())), next(c for c in telegram.chats.values() if c.id < 0)
    message = await bot.send_message(ann.id, "<b>0 %</b>", "HTML", reply_markup=BUTTONS)
    await bot.send_chat_action(ann.id, "upload_video")
    await message.edit_text("50 %", reply_markup=BUTTONS)
    film = InputMediaVideo(b"film", "Done", thumbnail=picture(180, 320), supports_streaming=True, **VERTICAL)
    await bot.edit_message_media(film, ann.id, message.message_id, reply_markup=BUTTONS)
    await message.edit_caption("<i>Done</i>", parse_mode="HTML", reply_markup=BUTTONS)
    await message.edit_reply_markup()
    video = await bot.send_video(
        ann.id,
        b"film",
        thumbnail=picture(180, 320),
        cover=picture(1080, 1920),
        supports_streaming=True,
        reply_parameters=ReplyParameters(message.message_id),
        reply_markup=BUTTONS,
        **VERTICAL,
    )
    assert video.video is not None
    await bot.send_video(coffee.id, video.video.file_id, message_thread_id=2)
    await bot.send_photo(coffee.id, picture(64, 64))
    await bot.send_document(ann.id, b"film", filename="reel.mp4")
    await bot.set_message_reaction(ann.id, message.message_id, "👀")
    await bot.answer_callback_query(telegram.press(ann, ann.private().from_bot[-2], "👍").id, "Thanks")
    asking = telegram.ask_inline(ann, "monks")
    results = [InlineQueryResultCachedVideo("1", video.video.file_id, "Monks")]
    await bot.answer_inline_query(asking.id, results)
    telegram.choose(asking, (await asking.results())[0])
    await bot.get_file(video.video.file_id)
    await bot.delete_message(ann.id, video.message_id)
    await bot.set_my_commands([BotCommand("start", "Start")], language_code="de")
    await bot.get_my_commands(language_code="de")
    await bot.set_my_description("Makes reels.")
    await bot.get_my_description()
    await bot.get_chat_menu_button()
    await bot.get_webhook_info()
    await bot.get_my_star_balance()
    for chat in (ann.id, coffee.id):
        await bot.get_chat(chat)
        await bot.get_chat_member(chat, ann.id)
    await bot.get_chat_administrators(coffee.id)


def newer(wire: Any) -> Any:
    """The same as this reader expects it, who knows three versions more of the Bot API: 10.3."""
    if isinstance(wire, list):
        return [newer(one) for one in wire]
    if not isinstance(wire, dict):
        return wire
    added = {"can_send_welcome_messages": False} if wire.get("status") == "administrator" else {}
    return {name: newer(value) for name, value in wire.items()} | added


async def test_every_update_can_be_read(day: TelegramServer) -> None:
    """Whatever people did, a second library finds it in the update of the right kind."""
    read = [Read.model_validate(newer(update)) for update in day.updates.sent]

    assert {update.event_type for update in read} == {
        "callback_query",
        "channel_post",
        "chosen_inline_result",
        "edited_message",
        "inline_query",
        "message",
        "message_reaction",
        "my_chat_member",
    }


async def test_every_answer_can_be_read(day: TelegramServer) -> None:
    """Whatever was called, a second library reads the answer as what the call returns."""
    granted = [call for call in day.calls if call.result is not None]
    assert granted == day.calls

    for call in granted:
        method = getattr(methods, call.method[0].upper() + call.method[1:])
        TypeAdapter(method.__returning__).validate_python(newer(call.result))


async def test_another_client_talks_to_it(telegram: TelegramServer) -> None:
    """Ten lines of another library: it polls, answers, and uploads."""
    chat = telegram.user("Ann").private()
    chat.say("/start")
    session = AiohttpSession(api=TelegramAPIServer.from_base(telegram.address))
    async with Aiogram(telegram.token, session=session) as bot:
        heard = (await bot.get_updates())[0].message
        assert heard is not None
        await heard.answer("hello", parse_mode="HTML").as_(bot)
        await bot.send_video(heard.chat.id, BufferedInputFile(b"film", "reel.mp4"), width=1080, height=1920)

    assert [message.text for message in chat.from_bot] == ["hello", ""]
    assert chat.videos[0].video is not None
    assert chat.videos[0].video.upload.filename == "reel.mp4"


def test_without_a_description_there_is_nothing_to_check(tmp_path: Path) -> None:
    """Where no description of the Bot API is at hand, the check succeeds and says that it did nothing."""
    run = subprocess.run([CHECK, tmp_path / "none", tmp_path], capture_output=True, text=True)

    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr.startswith("not checked: there is no ")


@pytest.mark.parametrize("verdict", [0, 1])
async def test_the_check_passes_on_the_verdict(day: TelegramServer, tmp_path: Path, verdict: int) -> None:
    """Calls and updates are both held against the description, and what is wrong with them is said."""
    checker = tmp_path / "checker" / "telegram" / "check_calls.py"
    checker.parent.mkdir(parents=True)
    checker.write_text(f"import sys\nprint(sys.argv[1:])\nsys.exit({verdict})\n")
    checker.chmod(stat.S_IRUSR)
    day.dump_calls(tmp_path / "day.calls.jsonl")
    day.dump_updates(tmp_path / "day.updates.jsonl")

    run = await asyncio.create_subprocess_exec(
        CHECK, tmp_path / "checker", tmp_path, stdout=asyncio.subprocess.PIPE
    )
    said = (await run.communicate())[0].decode().splitlines()

    assert run.returncode == verdict
    assert ["day.calls.jsonl" in line for line in said] == [True, False][: 2 * verdict]
    assert ["'--as', 'Update'" in line for line in said] == [False, True][: 2 * verdict]
