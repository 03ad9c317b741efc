"""Who may write where in the fake Telegram, and what the bot gets to hear."""

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatID
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.wires.telegram import TelegramServer

EVERYTHING = Update.ALL_TYPES


async def heard(bot: Bot) -> list[str | None]:
    """What the bot is told that people say, and forget it."""
    updates = await bot.get_updates(allowed_updates=EVERYTHING)
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return [update.effective_message.text for update in updates if update.effective_message]


async def test_privacy_mode_hides_what_is_not_meant_for_the_bot(telegram: TelegramServer, bot: Bot) -> None:
    """In a group the bot hears commands and replies to it, and nothing else."""
    ann = telegram.user("Ann")
    coffee = telegram.group("Coffee", members=[ann])
    mine = await bot.send_message(coffee.id, "Here I am.")
    coffee.say(ann, "Nice weather")
    coffee.say(ann, f"@{telegram.username} hello")
    coffee.say(ann, "/start")
    coffee.say(ann, f"/start@{telegram.username}")
    coffee.say(ann, "/start@other_bot")
    coffee.say(ann, "thank you", reply_to=coffee.find(mine.message_id))
    coffee.hears_another_bot()
    coffee.say(ann, "/help")

    assert await heard(bot) == ["/start", f"/start@{telegram.username}", "thank you"]


async def test_an_admin_hears_everything(telegram: TelegramServer, bot: Bot) -> None:
    """A bot that was made admin hears what is said in the group, and is told that it was made admin."""
    ann = telegram.user("Ann")
    coffee = telegram.group("Coffee", members=[ann])
    coffee.makes_bot("administrator", ann)
    coffee.say(ann, "Nice weather")

    updates = await bot.get_updates(allowed_updates=EVERYTHING)

    assert updates[0].my_chat_member is not None
    assert updates[0].my_chat_member.new_chat_member.status == "administrator"
    assert updates[1].effective_message is not None
    assert updates[1].effective_message.text == "Nice weather"


async def test_a_topic_is_a_place_of_its_own(telegram: TelegramServer, bot: Bot) -> None:
    """What is said in a topic carries its number, and an answer with that number arrives there."""
    ann = telegram.user("Ann")
    coffee = telegram.group("Coffee", members=[ann], forum=True)
    reels = coffee.topic("Reels")
    reels.say(ann, "/start")
    coffee.say(ann, "/help")

    updates = await bot.get_updates()
    start, help = (update.message for update in updates[1:] if update.message)
    await start.reply_text("Welcome", do_quote=True)
    await help.reply_text("Help")

    assert (start.message_thread_id, start.is_topic_message) == (reels.id, True)
    assert (help.message_thread_id, help.is_topic_message) == (None, None)
    assert [message.text for message in reels.from_bot] == ["Welcome"]
    assert [message.topic for message in coffee.from_bot] == [reels, None]


@pytest.mark.parametrize("forum", [True, False])
async def test_a_thread_that_is_none_is_refused(telegram: TelegramServer, bot: Bot, forum: bool) -> None:
    """General is no thread, a chain of replies is none, and a deleted topic is none either."""
    ann = telegram.user("Ann")
    coffee = telegram.group("Coffee", members=[ann], forum=forum, supergroup=True)
    threads = [1, 999]
    if forum:
        gone = coffee.topic("Gone")
        gone.delete()
        threads.append(gone.id)
    else:
        coffee.say(ann, "/help", reply_to=coffee.say(ann, "/start"))
        chain = (await bot.get_updates())[-1].message
        assert chain is not None
        assert chain.message_thread_id is not None
        threads.append(chain.message_thread_id)

    for thread in threads:
        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_message(coffee.id, "hello", message_thread_id=thread)


async def test_a_closed_topic_takes_nothing(telegram: TelegramServer, bot: Bot) -> None:
    """After an admin has closed a topic, only admins write there."""
    coffee = telegram.group("Coffee", forum=True)
    reels = coffee.topic("Reels")
    reels.close()

    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        await bot.send_message(coffee.id, "hello", message_thread_id=reels.id)


async def test_a_reply_survives_the_message_if_it_says_so(telegram: TelegramServer, bot: Bot) -> None:
    """A reply to what was deleted is refused, unless it may stand alone."""
    ann = telegram.user("Ann")
    chat = ann.private()
    command = chat.say("/start")
    ann.deletes(command)

    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(chat.id, "hello", reply_parameters=ReplyParameters(command.id))
    await bot.send_message(
        chat.id, "hello", reply_parameters=ReplyParameters(command.id, allow_sending_without_reply=True)
    )

    assert [message.reply_to for message in chat.from_bot] == [None]


async def test_a_group_that_moved_tells_where_to(telegram: TelegramServer, bot: Bot) -> None:
    """The old group tells of the move, and afterwards knows only the new address."""
    coffee = telegram.group("Coffee")
    new = coffee.migrate()

    updates = await bot.get_updates()
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(coffee.id, "hello")
    await bot.send_message(moved.value.new_chat_id, "hello")

    told = [update.message for update in updates if update.message]
    assert [message.migrate_to_chat_id for message in told] == [new.id, None]
    assert [message.migrate_from_chat_id for message in told] == [None, coffee.id]
    assert [message.text for message in new.from_bot] == ["hello"]


async def test_a_block_is_told_and_kept(telegram: TelegramServer, bot: Bot) -> None:
    """Whoever blocks the bot hears no more from it, until they speak to it again."""
    ann, bob = telegram.user("Ann"), telegram.user("Bob")
    chat = ann.private()
    chat.say("/start")
    ann.blocks_bot()

    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(chat.id, "hello")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(bob.id, "hello")
    chat.say("/start")
    await bot.send_message(chat.id, "hello again")

    statuses = [u.my_chat_member.new_chat_member.status for u in await bot.get_updates() if u.my_chat_member]
    assert statuses == ["kicked", "member"]
    assert [message.text for message in chat.from_bot] == ["hello again"]


async def test_a_group_can_throw_the_bot_out(telegram: TelegramServer, bot: Bot) -> None:
    """A bot that was thrown out, or silenced, may not write."""
    ann = telegram.user("Ann")
    coffee, tea = telegram.group("Coffee", members=[ann]), telegram.group("Tea", supergroup=True)
    coffee.kicks_bot(ann)
    tea.mutes_bot(media_only=True)

    with pytest.raises(Forbidden, match="kicked from the group chat"):
        await bot.send_message(coffee.id, "hello")
    with pytest.raises(BadRequest, match="Not enough rights to send videos"):
        await bot.send_video(tea.id, b"film")
    await bot.send_message(tea.id, "hello")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(12345, "hello")


async def test_those_without_a_face_speak_as_a_chat(telegram: TelegramServer, bot: Bot) -> None:
    """Anonymous admins speak as the group, others as a channel; a channel's post has no author."""
    news = telegram.channel("News", username="news")
    coffee = telegram.group("Coffee", supergroup=True)
    coffee.say(coffee, "/start")
    coffee.say(news, "/start")
    coffee.forward_from(news, "/start")
    news.post("/start")
    await bot.send_message("@news", "hello")

    messages = [update.effective_message for update in await bot.get_updates()]

    assert [
        (m.from_user.id if m.from_user else None, m.sender_chat and m.sender_chat.id) for m in messages if m
    ] == [
        (ChatID.ANONYMOUS_ADMIN, coffee.id),
        (ChatID.FAKE_CHANNEL, news.id),
        (ChatID.SERVICE_CHAT, news.id),
        (None, news.id),
    ]
    assert [message.text for message in news.from_bot] == ["hello"]


async def test_the_bot_can_ask_who_rules(telegram: TelegramServer, bot: Bot) -> None:
    """Members, admins and strangers are told apart."""
    ann, bob, eve = telegram.user("Ann"), telegram.user("Bob"), telegram.user("Eve")
    coffee = telegram.group("Coffee", members=[bob], admins=[ann])

    statuses = [(await bot.get_chat_member(coffee.id, who.id)).status for who in (ann, bob, eve)]
    admins = await bot.get_chat_administrators(coffee.id)

    assert statuses == ["administrator", "member", "left"]
    assert [admin.user.id for admin in admins] == [ann.id]
    assert (await bot.get_chat(coffee.id)).title == "Coffee"


async def test_the_narrowest_menu_in_the_own_language_is_shown(telegram: TelegramServer, bot: Bot) -> None:
    """A menu for one chat beats one for all private chats, and that beats the default."""
    ann, bob = telegram.user("Ann", language="de"), telegram.user("Bob")
    ann.private().say("/start")
    await bot.set_my_commands([BotCommand("help", "Help")])
    private = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand("start", "Start")], private)
    await bot.set_my_commands([BotCommand("start", "Los")], private, "de")

    menus = [telegram.menu(ann), telegram.menu(bob), telegram.menu(bob, telegram.group("Coffee"))]
    await bot.set_my_commands([BotCommand("books", "Books")], BotCommandScopeChat(ann.id))
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.set_my_commands([BotCommand("books", "Books")], BotCommandScopeChat(bob.id))

    assert menus == [{"start": "Los"}, {"start": "Start"}, {"help": "Help"}]
    assert telegram.menu(ann) == {"books": "Books"}
    assert [command.command for command in await bot.get_my_commands(private, "de")] == ["start"]
