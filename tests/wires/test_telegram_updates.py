"""How the fake Telegram brings updates: nothing is lost until it is confirmed, and nobody else may listen."""

import asyncio

import pytest
from aiohttp import web
from telegram import Bot, Message, Update
from telegram.error import Conflict, InvalidToken, NetworkError
from telegram.ext import CommandHandler, ContextTypes, MessageHandler, filters

from tests.wires.telegram import TelegramServer
from tests.wires.telegram_clients import application, client
from tests.wires.telegram_faults import UPDATES, Fault
from tests.wires.telegram_messages import Message as Posted


def said(update: Update) -> str:
    assert update.message is not None
    return update.message.text or ""


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """What every handler here does."""
    assert isinstance(update.message, Message)
    await update.message.reply_text(f"echo {' '.join(context.args or [])}")


async def test_their_application_polls_and_answers(telegram: TelegramServer) -> None:
    """A command that somebody types reaches a handler, and its answer reaches the chat."""
    app = application(telegram)
    app.add_handler(CommandHandler("generate", echo))
    chat = telegram.user("Ann").private()
    async with app:
        await app.start()
        assert app.updater is not None
        await app.updater.start_polling(timeout=5)

        chat.say("/generate how monks invented espresso")
        answer = await chat.next_message()

        await app.updater.stop()
        await app.stop()
    assert answer.text == "echo how monks invented espresso"


async def test_their_application_survives_a_restart_without_loss(telegram: TelegramServer, bot: Bot) -> None:
    """What was not confirmed is told again, to whoever asks next."""
    chat = telegram.user("Ann").private()
    chat.say("one")
    chat.say("two")

    first = await bot.get_updates()
    again = await bot.get_updates(offset=first[1].update_id)
    rest = await bot.get_updates(offset=first[1].update_id + 1)

    assert [[said(update) for update in batch] for batch in (first, again, rest)] == [
        ["one", "two"],
        ["two"],
        [],
    ]


async def test_a_poll_waits_for_news(telegram: TelegramServer, bot: Bot) -> None:
    """Somebody who asks before anything happened is answered when it happens."""
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    while not telegram.updates.polls:
        await asyncio.sleep(0)

    telegram.user("Ann").private().say("hello")

    assert [said(update) for update in await poll] == ["hello"]


async def test_a_second_poller_turns_the_first_one_out(telegram: TelegramServer, bot: Bot) -> None:
    """Two instances on one token: the one that came first is told of a conflict."""
    async with client(telegram) as twin:
        first = asyncio.create_task(bot.get_updates(timeout=30))
        while not telegram.updates.polls:
            await asyncio.sleep(0)
        await twin.get_updates()

        with pytest.raises(Conflict):
            await first


async def test_only_the_kinds_that_were_asked_for_arrive(telegram: TelegramServer, bot: Bot) -> None:
    """The list of kinds holds from the call that names it, until another one does."""
    ann = telegram.user("Ann")
    await bot.get_updates(allowed_updates=["edited_message"])
    message = ann.private().say("first")
    ann.edit(message, "second")

    updates = await bot.get_updates()

    assert [update.edited_message.text for update in updates if update.edited_message] == ["second"]
    assert len(updates) == 1


async def test_an_update_may_come_twice(telegram: TelegramServer, bot: Bot) -> None:
    """Telegram may repeat what was confirmed; the number is the same."""
    telegram.repeat_updates()
    telegram.user("Ann").private().say("hello")

    first = await bot.get_updates()
    second = await bot.get_updates(offset=first[0].update_id + 1)

    assert [update.update_id for update in second] == [first[0].update_id]


async def test_one_update_can_poison_a_batch(telegram: TelegramServer, bot: Bot) -> None:
    """Their library cannot read the batch, until somebody skips the poison by its number."""
    telegram.poison_updates()
    telegram.user("Ann").private().say("hello")

    with pytest.raises((KeyError, TypeError)):
        await bot.get_updates()
    poisoned = telegram.updates.pending[0]["update_id"]
    after = await bot.get_updates(offset=poisoned + 1)

    assert [said(update) for update in after] == ["hello"]


async def test_a_revoked_token_is_refused_everywhere(telegram: TelegramServer, bot: Bot) -> None:
    """Once its owner has revoked the token, the bot is nobody."""
    telegram.revoke_token()

    with pytest.raises(InvalidToken):
        await bot.get_updates()


async def test_a_lost_answer_loses_no_update(telegram: TelegramServer, bot: Bot) -> None:
    """The connection breaks under a poll's answer, and the next poll brings the same."""
    telegram.user("Ann").private().say("hello")
    telegram.next(Fault.CUT, at=UPDATES)

    with pytest.raises(NetworkError):
        await bot.get_updates()

    assert [said(update) for update in await bot.get_updates()] == ["hello"]


async def test_a_webhook_is_posted_with_its_secret_until_taken(telegram: TelegramServer) -> None:
    """Updates are posted in order, with the secret; what is refused or unheard comes again."""
    app = application(telegram)
    app.add_handler(MessageHandler(filters.TEXT, echo))
    secrets, answers = [], [500, 403, 200, 200]

    async def take(request: web.Request) -> web.Response:
        secrets.append(request.headers["X-Telegram-Bot-Api-Secret-Token"])
        status = answers.pop(0)
        if status == 200:
            await app.update_queue.put(Update.de_json(await request.json(), app.bot))
        return web.Response(status=status)

    door = web.Application()
    door.router.add_post("/hook", take)
    runner = web.AppRunner(door)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    async with app:
        await app.start()
        await app.bot.set_webhook(f"http://{host}:{port}/hook", secret_token="hush")

        chat = telegram.user("Ann").private()
        chat.say("one")
        chat.say("two")
        await chat.next_message()
        await chat.next_message()

        info = await app.bot.get_webhook_info()
        with pytest.raises(Conflict):
            await app.bot.get_updates()
        await app.bot.delete_webhook()
        await app.stop()
    await runner.cleanup()
    assert secrets == ["hush"] * 4
    assert info.url.endswith("/hook")
    assert [message.by_bot for message in chat.messages] == [False, False, True, True]


async def test_nothing_is_posted_twice_in_a_chat_by_looking(telegram: TelegramServer, bot: Bot) -> None:
    """Each new message of the bot is returned once; what came before it is not skipped."""
    chat = telegram.user("Ann").private()
    chat.say("/start")
    for text in ("one", "two"):
        await bot.send_message(chat.id, text)

    seen: list[Posted] = [await chat.next_message(), await chat.next_message()]

    assert [message.text for message in seen] == ["one", "two"]
    with pytest.raises(AssertionError, match="wrote nothing new"):
        await chat.next_message(seconds=0)
