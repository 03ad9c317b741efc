"""Somebody buys reels: they are there once, are used after the day's own, and can be given back."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters.storage.keeping.till import SqlPayments
from bot.commands import commands
from bot.desk import FrontDesk
from core.books.account import Block, Terms
from core.books.ledger import BOT
from core.books.quota import Quota
from core.books.till import Movement, Offer, Payment, State, Till, payload
from core.errors import Failed, Unavailable
from core.reel.catalogue import WAN_25
from core.store import Ruling
from tests.stories.parlour import Parlour, command, labels

ANN, BOB, BOSS = "telegram:1", "telegram:2", "telegram:9"
FIVE = Offer(5, 250)
OFFERS = (FIVE, Offer(20, 900))
TERMS = Terms(Quota(reels_per_day=1), admins=frozenset({BOSS}), worth=1_500_000)


@dataclass
class Vault:
    """A bank with a list of what happened there."""

    lines: list[Movement] = field(default_factory=list)
    given_back: list[str] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)

    async def give_back(self, payment: Payment) -> None:
        """Give money back, once."""
        if self.troubles:
            raise self.troubles.pop(0)
        if payment.charge not in self.given_back:
            self.given_back.append(payment.charge)

    async def movements(self, after: int) -> tuple[Sequence[Movement], int]:
        """Sixty at a time."""
        found = self.lines[after : after + 60]
        return found, len(found)


@dataclass
class Shop(Parlour):
    """A bot that sells reels; `heard` is what those who run it were told."""

    vault: Vault = field(default_factory=Vault)
    heard: list[str] = field(default_factory=list)
    till: Till = field(init=False)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """One life of the process."""

        async def tell(words: str) -> None:
            self.heard.append(words)

        self.messengers["telegram"] = self.letterbox
        async with super().open():
            book = SqlPayments(self.store)
            self.till = Till(book, self.vault, self.store, self.store, self.clock, OFFERS)
            menu = commands(self.studio, self.clock, WAN_25.id, self.rulebook, tell=tell, till=self.till)
            self.desk = FrontDesk(self.studio, menu, self.rulebook)
            yield

    def payment(self, charge: str = "one", who: str = ANN, offer: Offer = FIVE) -> Movement:
        """Somebody pays."""
        return Movement(charge, who, payload(offer, who), offer.stars, self.clock())

    async def left(self, who: str = ANN) -> int:
        """How many bought reels somebody has."""
        return (await self.studio.usage(await self.studio.requester(who))).bought

    async def films(self, idea: str, who: str = ANN) -> str:
        """Somebody has a reel filmed; the answer to the order."""
        reply = await self.say(f"/generate {idea} seconds=10", who=who)
        if reply.job_id:
            await self.ended(reply.job_id)
        return reply.text


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """Open for business, with one reel a day for nothing."""
    shop = Shop(tmp_path, terms=TERMS)
    async with shop.open():
        for who in (ANN, BOB, "discord:3"):
            await shop.say("/niche specialty coffee", who=who)
        yield shop


async def test_bought_reels_come_after_the_days_own(shop: Shop) -> None:
    """The first reel of the day is free, the next is bought, each says so; the rest is there next year."""
    await shop.till.paid(shop.payment())

    first, second = await shop.films("monks"), await shop.films("nuns")
    shop.clock.move(days=400)

    assert "Bought and not used: 5." in first
    assert "which 1 bought reel pays" in second
    assert "Bought and not used: 4." in second
    last = next(text for text in (d.text for d in shop.letterbox.posted.values()) if "Nuns" in text)
    assert "$1.50, paid with 1 bought reel." in last
    assert "You have 4 bought reels" in (await shop.say("/quota", who=ANN)).text
    assert "0 of 1 reel," in (await shop.say("/quota", who=ANN)).text


async def test_spending_shows_what_was_bought_too(shop: Shop) -> None:
    """A day's line has the free reel and the bought one."""
    await shop.till.paid(shop.payment())
    await shop.films("monks")
    await shop.films("nuns")

    assert "$3.00, 2 reels" in (await shop.say("/spending", who=ANN)).text


async def test_what_fails_is_not_counted(shop: Shop) -> None:
    """A bought reel whose clip cannot be made comes back, and so does one that is cancelled in time."""
    await shop.till.paid(shop.payment())
    await shop.films("monks")
    shop.vendor.fails = {"2": Failed("The vendor could not film it.")}
    shop.vendor.fails |= {str(number): Failed("The vendor could not film it.") for number in range(3, 9)}

    await shop.films("nuns")
    opened = await shop.say("/generate friars seconds=10", who=ANN)
    before = await shop.left()
    await shop.say(f"/cancel {opened.job_id}", who=ANN)
    shop.vendor.can_cancel = True
    await shop.ended(opened.job_id)

    assert (before, await shop.left()) == (4, 5)


async def test_over_the_limit_reels_are_offered_for_sale(shop: Shop) -> None:
    """Who has used up the day's own is one press from the shop; what costs nothing is not to be bought."""
    await shop.films("monks")
    filmed = await shop.say("/generate nuns seconds=10", who=ANN)
    drawn = await shop.say("/generate nuns model=animatic", who=ANN)

    assert labels(filmed.choices) == ["Buy reels"]
    assert drawn.choices == ()
    offers = await shop.say(command(filmed.choices, "Buy reels"), who=ANN)
    assert offers.choices == (
        ("5 reels for 250 ⭐", "/buy reels=5"),
        ("20 reels for 900 ⭐", "/buy reels=20"),
    )
    invoice = (await shop.say("/buy reels=5", who=ANN)).invoice
    assert invoice is not None
    assert (invoice.stars, invoice.payload) == (250, payload(FIVE, ANN))
    assert "sold by 5 or 20" in (await shop.say("/buy reels=7", who=ANN)).text


async def test_elsewhere_it_is_said_where_reels_are_sold(shop: Shop) -> None:
    """On any other platform, and where others listen, nobody is sent an invoice."""
    there = await shop.say("/buy reels=5", who="discord:3")
    group = await shop.say_in("telegram:-7", "/buy reels=5", who=ANN)

    assert (there.invoice, group.invoice) == (None, None)
    assert there.text.startswith("Reels are sold on Telegram")
    assert "in private only" in group.text


async def test_a_payment_counts_once(shop: Shop) -> None:
    """However often, and in whoever's name, the same payment is told again: five reels are five."""
    first = await shop.till.paid(shop.payment())
    again = [await shop.till.paid(shop.payment()), await shop.till.paid(shop.payment("one", BOB))]
    await shop.till.reconcile()

    assert first is not None
    assert again == [None, None]
    assert (await shop.left(), await shop.left(BOB)) == (5, 0)


@pytest.mark.parametrize(
    ("who", "told", "stars", "why"),
    [
        (ANN, payload(FIVE, ANN), 250, ""),
        (BOB, payload(FIVE, ANN), 250, "for somebody else"),
        (ANN, payload(FIVE, ANN), 1, "not there any more"),
        (ANN, payload(Offer(5000, 1), ANN), 1, "not there any more"),
        (ANN, "reels/-5/250/telegram:1", 250, "not there any more"),
        (ANN, "ten", 250, "not there any more"),
    ],
)
async def test_an_invoice_is_held_against_what_is_sold(
    shop: Shop, who: str, told: str, stars: int, why: str
) -> None:
    """Another's invoice, an old price and a made-up one are refused before anything is paid."""
    objection = await shop.till.objection(who, told, stars)

    assert why in objection
    assert bool(why) is bool(objection)


@pytest.mark.parametrize("account", [ANN, BOT])
async def test_nothing_is_sold_to_who_may_not_use_it(shop: Shop, account: str) -> None:
    """Who is blocked is not sold reels, and while all is paused nobody is."""
    told = Ruling(BOSS, "block", account, "", shop.clock())
    await shop.studio.treasury.settle(account, {"block": Block(reason="spam")}, told)

    assert "none are sold" in await shop.till.objection(ANN, payload(FIVE, ANN), 250)


async def test_what_is_not_sold_here_is_not_entered(shop: Shop) -> None:
    """A payment for something that no invoice of ours named gives nobody a reel."""
    with pytest.raises(Failed):
        await shop.till.paid(Movement("odd", ANN, "a hat", 250, shop.clock()))

    assert await shop.left() == 0


async def test_stars_are_given_back_once(shop: Shop) -> None:
    """Who runs the bot gives a payment back: the reels that are left go, once; others have no such word."""
    await shop.till.paid(shop.payment())
    await shop.films("monks")
    await shop.films("nuns")

    stranger = await shop.say("/repay one", who=ANN)
    listed = await shop.say("/payments", who=BOSS)
    done = await shop.say("/repay one reason=a mistake", who=BOSS)
    again = await shop.say("/repay one", who=BOSS)

    assert stranger.text.startswith("I do not know /repay")
    assert "5 reels for 250 Stars, paid. one" in listed.text
    assert "250 Stars went back to telegram:1. 1 of its 5 reels were used already." in done.text
    assert "given back before" in again.text
    assert shop.vault.given_back == ["one"]
    assert await shop.left() == 0
    assert "repay one a mistake" in (await shop.say("/audit", who=BOSS)).text


async def test_a_repayment_that_was_cut_short_is_ended(shop: Shop) -> None:
    """The bank is out of reach after the reels were taken: they buy nothing, and the Stars go back later."""
    await shop.till.paid(shop.payment())
    shop.vault.troubles = [Unavailable("Telegram cannot be reached just now.")]

    await shop.say("/repay one", who=BOSS)
    between = await shop.left(), list(shop.vault.given_back)
    await shop.till.reconcile()

    assert between == (0, [])
    assert shop.vault.given_back == ["one"]
    assert [each.state for each in await shop.till.newest()] == [State.REFUNDED]


async def test_what_cannot_be_given_back_is_there_again(shop: Shop) -> None:
    """The bank surely refuses: the person has their reels as before."""
    await shop.till.paid(shop.payment())
    shop.vault.troubles = [Failed("Telegram does not give this payment back.")]

    answer = await shop.say("/repay one", who=BOSS)

    assert answer.text == "Telegram does not give this payment back."
    assert await shop.left() == 5


async def test_the_banks_list_is_caught_up_with(shop: Shop) -> None:
    """What was paid and given back while nobody heard is entered, in any number, and once."""
    shop.vault.lines = [shop.payment(f"charge {number}", BOB) for number in range(130)]
    shop.vault.lines.insert(70, Movement("a withdrawal", "telegram:77", "", 1000, shop.clock()))
    shop.vault.lines.append(Movement("charge 3", BOB, payload(FIVE, BOB), 250, shop.clock(), is_refund=True))
    await shop.till.paid(shop.payment("charge 0", BOB))

    new = [len(await shop.till.reconcile()) for _ in range(2)]
    shop.vault.lines.append(shop.payment("late", ANN))
    late = await shop.till.reconcile()

    assert new == [129, 0]
    assert [each.charge for each in late] == ["late"]
    assert (await shop.left(BOB), await shop.left()) == (645, 5)


async def test_bought_reels_go_with_the_account(shop: Shop) -> None:
    """What was bought on Telegram is filmed with on Discord, once linked; who parts takes the rest along."""
    await shop.till.paid(shop.payment())
    code = (await shop.say("/link", who="discord:3")).text.split("/link ")[1].split()[0]
    await shop.say(f"/link {code}", who=ANN)
    shop.messengers["discord"] = shop.letterbox
    await shop.films("monks", "discord:3")
    bought = await shop.films("nuns", "discord:3")
    await shop.say("/unlink", who=ANN)

    assert "which 1 bought reel pays" in bought
    assert (await shop.left("discord:3"), await shop.left()) == (0, 4)


async def test_trouble_with_a_payment_reaches_those_who_run_the_bot(shop: Shop) -> None:
    """`/paysupport` passes the words on with what was paid, and `/terms` says what was bought."""
    await shop.till.paid(shop.payment())

    answer = await shop.say("/paysupport I paid twice", who=ANN)

    assert "5 reels for 250 Stars, paid. one" in answer.text
    assert len(shop.heard) == 1
    assert "telegram:1 about a payment: “I paid twice”" in shop.heard[0]
    assert "up to $1.50" in (await shop.say("/terms", who=ANN)).text


async def test_who_runs_the_bot_can_refund_a_bought_reel(shop: Shop) -> None:
    """A reel that was paid with a bought one comes back as a bought one."""
    await shop.till.paid(shop.payment())
    await shop.films("monks")
    reply = await shop.say("/generate nuns seconds=10", who=ANN)
    await shop.ended(reply.job_id)

    await shop.say(f"/refund {reply.job_id}", who=BOSS)

    assert await shop.left() == 5
    assert "1 of 1 reel," in (await shop.say("/quota", who=ANN)).text
