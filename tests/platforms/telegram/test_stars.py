"""Reels for Stars: an invoice, the question before the payment, and each payment entered once."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from io import StringIO
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.platforms.console import Screen
from bot.assembly import House, open_house
from bot.settings import Settings
from core.books.till import Offer
from tests.wires.telegram import TelegramServer
from tests.wires.telegram_chats import Private
from tests.wires.telegram_faults import Fault
from tests.wires.telegram_messages import Message
from tests.wires.telegram_people import User
from tests.wires.telegram_world import Payment

Life = Callable[[], AbstractAsyncContextManager[House]]


@pytest.fixture
def boss(telegram: TelegramServer) -> User:
    """Who runs the bot."""
    return telegram.user("Boss")


@pytest.fixture
def life(tmp_path: Path, telegram: TelegramServer, boss: User) -> Life:
    """One life of the whole bot, which sells reels."""

    @asynccontextmanager
    async def live() -> AsyncIterator[House]:
        settings = Settings(
            telegram_bot_token=SecretStr(telegram.token),
            telegram_base_url=telegram.address,
            stars_offers=(Offer(5, 250), Offer(20, 900)),
            admins=frozenset({f"telegram:{boss.id}"}),
            data_dir=tmp_path,
        )
        async with open_house(settings, Screen(StringIO())) as house:
            hearing = asyncio.create_task(house.platforms.listen(house.desk, house.studio))
            yield house
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)

    return live


@pytest.fixture
async def house(life: Life) -> AsyncIterator[House]:
    """The bot at work."""
    async with life() as house:
        yield house


async def invoice(chat: Private) -> Message:
    """Somebody chooses five reels, and is sent an invoice."""
    chat.say("/buy")
    offer = await chat.until("How many would you like?")
    chat.world.press(chat.user, offer, "5 reels for 250")
    return await chat.until(lambda message: "invoice" in message.service)


async def left(chat: Private) -> int:
    """How many bought reels somebody has, as the bot says."""
    before = len(chat.from_bot)
    chat.say("/buy")
    await chat.until(lambda message: "How many" in message.text and message in chat.from_bot[before:])
    found = re.search(r"You have (\d+) bought", chat.from_bot[-1].text)
    return int(found[1]) if found else 0


@pytest.mark.usefixtures("house")
async def test_from_the_offer_to_five_reels(telegram: TelegramServer) -> None:
    """Ann presses an offer, pays its invoice, and is thanked; the bot was asked first and said yes."""
    ann = telegram.user("Ann").private()
    asked = await invoice(ann)
    payment = await telegram.pay(ann.user, asked)

    thanks = await ann.until("Thank you! 5 reels more. You have 5 bought reels now.")

    assert payment is not None
    assert payment.charge_id in thanks.text
    assert asked.service["invoice"]["total_amount"] == 250
    assert asked.service["invoice"]["start_parameter"] == "buy"
    assert telegram.calls_of("answerPreCheckoutQuery")[0].flag("ok")


@pytest.mark.usefixtures("house")
async def test_nobody_else_pays_anns_invoice(telegram: TelegramServer) -> None:
    """Bob got hold of Ann's invoice: the bot refuses before anything is paid, in a sentence."""
    ann, bob = telegram.user("Ann").private(), telegram.user("Bob")
    payment = await telegram.pay(bob, await invoice(ann))

    assert payment is None
    assert "for somebody else" in telegram.calls_of("answerPreCheckoutQuery")[0].text("error_message")


@pytest.mark.usefixtures("house")
async def test_a_payment_waits_for_nobody(telegram: TelegramServer) -> None:
    """While it cannot be found out for long whether Bob runs a group, Ann's payment is answered in time."""
    ann, bob = telegram.user("Ann").private(), telegram.user("Bob")
    asked = await invoice(ann)
    telegram.next(Fault.STUCK, at="getChatMember")
    telegram.group("Cafe", members=[bob]).say(bob, "/group quiet=on")
    async with asyncio.timeout(30):
        while telegram.is_waiting_for("getChatMember"):
            await asyncio.sleep(0.01)

    assert await telegram.pay(ann.user, asked) is not None


@pytest.mark.usefixtures("house")
async def test_a_replayed_payment_is_worth_nothing(telegram: TelegramServer) -> None:
    """The same payment told three times, twice by a repeated update, is five reels, thanked for once."""
    ann = telegram.user("Ann").private()
    asked = await invoice(ann)
    telegram.repeat_updates(2)
    payment = await telegram.pay(ann.user, asked)
    await ann.until("Thank you!")
    assert payment is not None
    telegram.tell_paid(payment)

    assert await left(ann) == 5
    assert len([m for m in ann.from_bot if "Thank you!" in m.text]) == 1


@pytest.mark.usefixtures("house")
async def test_other_money_buys_nothing(telegram: TelegramServer) -> None:
    """The right number of something other than Stars is neither asked for nor entered."""
    ann = telegram.user("Ann").private()
    asked = await invoice(ann)
    asked.service["invoice"]["currency"] = "USD"
    assert await telegram.pay(ann.user, asked) is None

    telegram.tell_paid(Payment("odd", ann.user, 250, asked.extra["payload"], ann), "USD")
    assert await left(ann) == 0


async def test_a_payment_while_the_bot_was_away(telegram: TelegramServer, life: Life) -> None:
    """Paid and never told of, as in a crash: the next life finds it in Telegram's list, and says thanks."""
    ann = telegram.user("Ann").private()
    async with life():
        await telegram.pay(ann.user, await invoice(ann), unheard=True)
    async with life():
        await ann.until("Thank you! 5 reels more. You have 5 bought reels now.")
        assert await left(ann) == 5
    async with life():
        assert await left(ann) == 5


@pytest.mark.usefixtures("house")
async def test_stars_go_back(telegram: TelegramServer, boss: User) -> None:
    """Who runs the bot gives a payment back with a command; Ann has her Stars again, and no bought reel."""
    ann, office = telegram.user("Ann").private(), boss.private()
    payment = await telegram.pay(ann.user, await invoice(ann))
    assert payment is not None
    await ann.until("Thank you!")

    ann.say(f"/repay {payment.charge_id}")
    await ann.until("I do not know /repay")
    office.say(f"/repay {payment.charge_id} reason=a mistake")
    await office.until(f"250 Stars went back to telegram:{ann.user.id}.")
    office.say(f"/repay {payment.charge_id}")
    await office.until("given back before")

    assert payment.refunded
    assert await left(ann) == 0
    assert len(telegram.calls_of("refundStarPayment")) == 1


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.CUT])
async def test_a_repayment_with_no_clear_answer(
    telegram: TelegramServer, life: Life, boss: User, fault: Fault
) -> None:
    """Whether the Stars went back is not known until the next life asks; they go back once."""
    ann, office = telegram.user("Ann").private(), boss.private()
    async with life():
        payment = await telegram.pay(ann.user, await invoice(ann))
        assert payment is not None
        await ann.until("Thank you!")
        telegram.next(fault, at="refundStarPayment")
        office.say(f"/repay {payment.charge_id}")
        async with asyncio.timeout(30):
            while not telegram.calls_of("refundStarPayment"):
                await asyncio.sleep(0.01)
    async with life():
        office.say(f"/repay {payment.charge_id}")
        await office.until(lambda m: "went back to" in m.text or "given back before" in m.text)
        assert await left(ann) == 0

    assert payment.refunded
    assert len(telegram.ledgers.statement) == 2


async def test_nothing_is_sold_unless_that_is_switched_on(tmp_path: Path, telegram: TelegramServer) -> None:
    """Without a price there is no /buy, and whoever tries to pay an old invoice is not charged."""
    settings = Settings(
        telegram_bot_token=SecretStr(telegram.token), telegram_base_url=telegram.address, data_dir=tmp_path
    )
    async with open_house(settings, Screen(StringIO())) as house:
        assert "buy" not in {command.name for command in house.desk.commands}
        assert house.platforms.bank is not None
