"""The till: reels are sold for money of a platform's own, entered once, and given back once.

A payment is known by its charge, the platform's own number for it. Whatever becomes of us or of the
wire, the platform's list of what was paid and given back is the truth, and `reconcile` brings our
book up to it.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core.books.account import PLAIN
from core.books.ledger import BOT
from core.clock import Clock
from core.errors import Failed, Refused
from core.ports import Notes
from core.store import Ruling, Store

_PAYLOAD = re.compile(r"reels/(?P<reels>\d{1,5})/(?P<stars>\d{1,5})/(?P<requester>[a-z]+:\d{1,20})")
_MOST = 10_000
_SEEN = "till/seen"
_AGAIN = 100
"""So many movements that were seen before are looked at again: the list may be a little behind itself."""

_OLD = "This offer is not there any more. /buy shows what there is today."
_NOT_THEIRS = "This invoice was made for somebody else. /buy makes yours."
_CLOSED = "No reels are taken from you at the moment, so none are sold to you either."
_NO_PAYMENT = "There is no payment of that number. /payments lists them."
_GIVEN_BACK = "That payment was given back before."
_UNKNOWN = "A payment came for something that is not sold here."


@dataclass(frozen=True, slots=True)
class Offer:
    """So many reels for so many Stars."""

    reels: int
    stars: int


@dataclass(frozen=True, slots=True)
class Invoice:
    """What somebody is asked to pay. `payload` comes back with the payment, unseen by the payer."""

    title: str
    words: str
    payload: str
    stars: int


class State(StrEnum):
    """What became of a payment; what is being given back buys nothing any more."""

    PAID = "paid"
    REFUNDING = "being given back"
    REFUNDED = "given back"


@dataclass(frozen=True, slots=True)
class Payment:
    """So many Stars were paid for so many reels, by a requester. `taken` reels were taken back. UTC."""

    charge: str
    requester: str
    reels: int
    stars: int
    at: datetime
    state: State = State.PAID
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Movement:
    """A line of the platform's own list: somebody paid, or was given back what they paid. UTC."""

    charge: str
    requester: str
    payload: str
    stars: int
    at: datetime
    is_refund: bool = False


class Payments(Protocol):
    """Our book of payments; each method is one transaction with the ledger's. Raises Misconfigured."""

    async def enter(self, payment: Payment) -> bool:
        """Enter a payment, and its reels for the payer's account; False when it was entered before."""
        ...

    async def payment(self, charge: str) -> Payment | None: ...

    async def newest(self, requester: str, limit: int) -> Sequence[Payment]:
        """The newest first: of a requester, or of everybody when that is empty."""
        ...

    async def unfinished(self) -> Sequence[Payment]:
        """Those that are being given back."""
        ...

    async def take_back(self, charge: str, ruling: Ruling) -> Payment | None:
        """Take back what is left of its reels: it is being given back from now on. None if it is not PAID."""
        ...

    async def restore(self, charge: str, now: datetime) -> None:
        """It is not given back after all: its reels are there again."""
        ...

    async def settle(self, charge: str) -> None:
        """It was given back."""
        ...


class Bank(Protocol):
    """The platform that takes the money."""

    async def give_back(self, payment: Payment) -> None:
        """Give the money back; harmless to repeat.

        Raises Refused or Failed (it surely cannot be), Unavailable, Unclear, Misconfigured.
        """
        ...

    async def movements(self, after: int) -> tuple[Sequence[Movement], int]:
        """What was paid and given back behind the first so many lines of its list, the oldest first.

        Some at a time; with how many lines were read, others than payments among them. Raises as above.
        """
        ...


class Till:
    """Sells what `offers` says."""

    def __init__(
        self, book: Payments, bank: Bank, store: Store, notes: Notes, clock: Clock, offers: Sequence[Offer]
    ) -> None:
        self._book = book
        self._bank = bank
        self._store = store
        self._notes = notes
        self._clock = clock
        self.offers = tuple(offers)

    async def objection(self, requester: str, payload: str, stars: int) -> str:
        """Why somebody must not pay an invoice, in a sentence; empty when they may."""
        asked = _read(payload)
        if asked is None or asked[0] not in self.offers or stars != asked[0].stars:
            return _OLD
        if requester != asked[1]:
            return _NOT_THEIRS
        account = (await self._store.requester(requester)).account
        known = await self._store.standings(account, BOT)
        blocks = [known.get(key, PLAIN).block for key in (account, BOT)]
        return _CLOSED if any(block and block.holds(self._clock()) for block in blocks) else ""

    async def paid(self, movement: Movement) -> Payment | None:
        """Enter what was paid; None when it is known already. Raises Failed for what is not sold here.

        The money has moved, so what counts is what was offered then.
        """
        asked = _read(movement.payload)
        if asked is None:
            raise Failed(_UNKNOWN)
        payment = Payment(movement.charge, movement.requester, asked[0].reels, movement.stars, movement.at)
        return payment if await self._book.enter(payment) else None

    async def newest(self, requester: str = "", limit: int = 10) -> Sequence[Payment]:
        """Payments, the newest first."""
        return await self._book.newest(requester, limit)

    async def give_back(self, charge: str, ruling: Ruling) -> Payment:
        """Take the reels back, then give the money back; whatever interrupts that, `reconcile` ends it.

        Raises Refused when there is no such payment or it cannot be given back, Unavailable, Unclear.
        """
        known = await self._book.payment(charge)
        if known is None:
            raise Refused(_NO_PAYMENT)
        payment = await self._book.take_back(charge, ruling) if known.state is State.PAID else known
        if payment is None or payment.state is State.REFUNDED:
            raise Refused(_GIVEN_BACK)
        await self._finish(payment)
        return payment

    async def gave_back(self, charge: str) -> None:
        """The platform says that it gave the money back, whoever wanted that. Harmless to repeat."""
        told = Ruling("", "given back", charge, "by the platform", self._clock())
        await self._book.take_back(charge, told)
        await self._book.settle(charge)

    async def reconcile(self) -> Sequence[Payment]:
        """Enter what was paid or given back unheard, and end what was begun; the payments that are new.

        Raises Unavailable, Unclear, Misconfigured.
        """
        new: list[Payment] = []
        seen = max(0, int((await self._notes.noted(_SEEN)).get(_SEEN, 0)) - _AGAIN)
        while True:
            found, number = await self._bank.movements(seen)
            for each in found:
                new += await self._caught_up(each)
            if not number:
                break
            seen += number
            await self._notes.note(_SEEN, str(seen))
        for payment in await self._book.unfinished():
            # Whoever wanted it hears of it when they ask again.
            with suppress(Refused, Failed):
                await self._finish(payment)
        return new

    async def _caught_up(self, movement: Movement) -> list[Payment]:
        if movement.is_refund:
            await self.gave_back(movement.charge)
        elif _read(movement.payload) is not None:
            payment = await self.paid(movement)
            return [payment] if payment is not None else []
        return []

    async def _finish(self, payment: Payment) -> None:
        try:
            await self._bank.give_back(payment)
        except (Refused, Failed):
            await self._book.restore(payment.charge, self._clock())
            raise
        await self._book.settle(payment.charge)


def payload(offer: Offer, requester: str) -> str:
    """What comes back with a requester's payment for an offer."""
    return f"reels/{offer.reels}/{offer.stars}/{requester}"


def read_offers(line: str) -> tuple[Offer, ...]:
    """Offers on one line: `5=250 20=900` are 5 reels for 250 Stars and 20 for 900. Raises ValueError."""
    told = [part.partition("=") for part in line.split()]
    offers = tuple(Offer(_number(reels), _number(stars)) for reels, _, stars in told)
    if len({offer.reels for offer in offers}) < len(offers):
        raise ValueError(line)
    return offers


def _number(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or not 0 < int(typed) <= _MOST:
        raise ValueError(typed)
    return int(typed)


def _read(payload: str) -> tuple[Offer, str] | None:
    """What an invoice of ours offered, and to whom; None when it is none of ours."""
    found = _PAYLOAD.fullmatch(payload)
    return (Offer(int(found["reels"]), int(found["stars"])), found["requester"]) if found else None
