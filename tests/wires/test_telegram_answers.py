"""Buttons, inline questions and payments in the fake Telegram."""

import asyncio
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultCachedVideo,
    LabeledPrice,
)
from telegram import Update as TheirUpdate
from telegram.error import BadRequest

from tests.wires.telegram import TelegramServer

LIKE = InlineKeyboardMarkup([[InlineKeyboardButton("👍 Like", callback_data="like:1")]])


async def updates(bot: Bot) -> list[TheirUpdate]:
    return list(await bot.get_updates(allowed_updates=TheirUpdate.ALL_TYPES))


async def test_a_pressed_button_is_answered_once_in_time(telegram: TelegramServer, bot: Bot) -> None:
    """The bot is told who pressed what; its answer pops up, unless it took too long."""
    ann = telegram.user("Ann")
    chat = ann.private()
    chat.say("/start")
    await bot.send_message(chat.id, "Your reel", reply_markup=LIKE)

    press = telegram.press(ann, chat.from_bot[0], "👍")
    query = (await updates(bot))[-1].callback_query
    assert query is not None
    await query.answer("Thank you")
    assert (query.data, query.from_user.id, await press.answered()) == ("like:1", ann.id, "Thank you")

    telegram.press(ann, chat.from_bot[0], "like:2", forged=True)
    late = (await updates(bot))[-1].callback_query
    assert late is not None
    telegram.pass_time(seconds=20)
    with pytest.raises(BadRequest, match="Query is too old"):
        await late.answer()


async def test_a_button_of_a_deleted_message_can_still_be_pressed(telegram: TelegramServer, bot: Bot) -> None:
    """The message comes along as inaccessible."""
    ann = telegram.user("Ann")
    chat = ann.private()
    chat.say("/start")
    await bot.send_message(chat.id, "Your reel", reply_markup=LIKE)
    message = chat.from_bot[0]
    ann.deletes(message)
    telegram.press(ann, message, "like:1")

    query = (await updates(bot))[-1].callback_query

    assert query is not None
    assert query.message is not None
    assert not query.message.is_accessible


async def test_a_button_that_is_not_there_cannot_be_pressed(telegram: TelegramServer, bot: Bot) -> None:
    """A test that presses the wrong button is told which there are."""
    ann = telegram.user("Ann")
    ann.private().say("/start")
    await bot.send_message(ann.id, "Your reel", reply_markup=LIKE)

    with pytest.raises(AssertionError, match="👍 Like"):
        telegram.press(ann, ann.private().from_bot[0], "Dislike")


async def test_finished_reels_can_be_shared_anywhere(telegram: TelegramServer, bot: Bot) -> None:
    """Whoever types the bot's name is offered reels by file_id, and the choice is told."""
    ann = telegram.user("Ann")
    ann.private().say("/start")
    film = await bot.send_video(ann.id, b"film")
    assert film.video is not None
    asking = telegram.ask_inline(ann, "monks")
    query = (await updates(bot))[-1].inline_query
    assert query is not None

    await query.answer([InlineQueryResultCachedVideo("1", film.video.file_id, "Monks")], is_personal=True)
    (result,) = await asking.results()
    telegram.choose(asking, result)

    chosen = (await updates(bot))[-1].chosen_inline_result
    assert chosen is not None
    assert (chosen.result_id, chosen.query) == ("1", "monks")
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await query.answer([InlineQueryResultCachedVideo("1", "BAACnone", "Monks")])


async def pay(telegram: TelegramServer, bot: Bot, **answer: Any) -> Any:
    """Somebody orders ten reels, and the bot answers the question before the payment."""
    ann = telegram.user("Ann")
    ann.private().say("/buy")
    await bot.send_invoice(ann.id, "Ten reels", "Ten more reels.", "ten", "XTR", [LabeledPrice("Reels", 100)])
    paying = asyncio.create_task(telegram.pay(ann, ann.private().from_bot[0]))
    while not (asked := (await updates(bot))[-1].pre_checkout_query):
        await asyncio.sleep(0)
    await asked.answer(**answer)
    return await paying


async def test_stars_are_paid_and_given_back(telegram: TelegramServer, bot: Bot) -> None:
    """After the bot's yes the payment arrives; it can be refunded once."""
    payment = await pay(telegram, bot, ok=True)
    message = (await updates(bot))[-1].message
    assert message is not None
    assert message.successful_payment is not None
    paid = message.successful_payment

    await bot.refund_star_payment(payment.user.id, paid.telegram_payment_charge_id)
    with pytest.raises(BadRequest, match=r"(?i)charge_already_refunded"):
        await bot.refund_star_payment(payment.user.id, paid.telegram_payment_charge_id)

    assert (paid.total_amount, paid.invoice_payload) == (100, "ten")
    told = (await updates(bot))[-1].message
    assert told is not None
    assert told.refunded_payment is not None


async def test_without_the_bots_yes_nothing_is_paid(telegram: TelegramServer, bot: Bot) -> None:
    """The bot may refuse a payment, in words."""
    assert await pay(telegram, bot, ok=False, error_message="Sold out") is None


async def test_reactions_are_told_to_whom_they_concern(telegram: TelegramServer, bot: Bot) -> None:
    """The bot reacts once, and hears of reactions if it asked for them."""
    ann = telegram.user("Ann")
    message = ann.private().say("/start")
    await updates(bot)
    await bot.set_message_reaction(ann.id, message.id, "👀")
    ann.reacts(message, "👍")

    reaction = (await updates(bot))[-1].message_reaction

    assert message.reactions == ["👀"]
    assert reaction is not None
    assert reaction.user is not None
    assert reaction.user.id == ann.id
