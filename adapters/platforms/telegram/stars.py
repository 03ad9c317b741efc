"""Payments in Stars: asked before, heard of after, listed and given back by Telegram.

Telegram waits ten seconds for our answer before a payment, and then for none.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from logging import getLogger

from telegram import Message, PreCheckoutQuery, TransactionPartnerUser
from telegram.error import BadRequest, TelegramError

from adapters.platforms.telegram.hearing import PLATFORM, requester
from adapters.platforms.telegram.line import Line
from adapters.platforms.telegram.troubles import translated
from core.books.till import Movement, Payment, Till
from core.errors import Failed, Refused, StudioError
from core.talk import Rewording

log = getLogger(__name__)

KIND = "pre_checkout_query"
"""The update that asks before a payment."""

_STARS = "XTR"
_PATIENCE = 7.0
_PAGE = 100
_BUSY = "I cannot look this up just now. Please try again in a minute; nothing was paid."
_NOT_TAKEN = "Telegram does not give this payment back."
_NOBODY = "Whoever paid this was forgotten; Telegram cannot be told whom to give it back to."
_GIVEN_BACK = "charge_already_refunded"


@dataclass(frozen=True, slots=True)
class Sales:
    """Where Telegram's payments are entered, and how a payer is thanked."""

    till: Till
    thanks: Callable[[Payment], Awaitable[str]]


class Cashier:
    """Answers Telegram about payments."""

    def __init__(self, line: Line, sales: Sales, rewording: Rewording) -> None:
        self._line = line
        self._sales = sales
        self._rewording = rewording

    async def ask(self, query: PreCheckoutQuery) -> None:
        """Say whether a payment may go ahead; what cannot be found out in time may not."""
        tag = query.from_user.language_code or ""
        try:
            async with asyncio.timeout(_PATIENCE):
                who = requester(query.from_user.id)
                # Nothing is sold for any other money: so much of it is no price of ours.
                stars = query.total_amount if query.currency == _STARS else 0
                why = await self._sales.till.objection(who, query.invoice_payload, stars)
                why = await self._rewording.to(who, why, tag) if why else ""
        except (TimeoutError, StudioError):
            why = self._rewording.into(_BUSY, tag)
        try:
            await self._line.answer_pre_checkout_query(query.id, ok=not why, error_message=why or None)
        except TelegramError as error:
            log.warning("A payment could not be answered, so it is not made: %s", error)

    async def hear(self, message: Message) -> str:
        """Enter that somebody paid, or was given back; thanks for what is new, else nothing.

        Raises Failed for what is not sold here or paid in other money, Misconfigured.
        """
        if message.refunded_payment is not None:
            await self._sales.till.gave_back(message.refunded_payment.telegram_payment_charge_id)
            return ""
        paid, payer = message.successful_payment, message.from_user
        assert paid is not None
        assert payer is not None
        charge, stars = paid.telegram_payment_charge_id, paid.total_amount
        what = paid.invoice_payload if paid.currency == _STARS else ""
        movement = Movement(charge, requester(payer.id), what, stars, message.date)
        payment = await self._sales.till.paid(movement)
        return "" if payment is None else await self._sales.thanks(payment)


class Bank:
    """Fills `core.books.till.Bank`."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def give_back(self, payment: Payment) -> None:
        platform, _, who = payment.requester.partition(":")
        if platform != PLATFORM:
            raise Refused(_NOBODY)
        with _translated():
            try:
                await self._line.refund_star_payment(int(who), payment.charge)
            except BadRequest as error:
                if _GIVEN_BACK not in error.message.lower():
                    raise

    async def movements(self, after: int) -> tuple[Sequence[Movement], int]:
        with _translated():
            found = (await self._line.get_star_transactions(offset=after, limit=_PAGE)).transactions
        lines = [(each, each.source or each.receiver) for each in found]
        return [
            Movement(
                each.id, requester(partner.user.id), partner.invoice_payload or "", each.amount,
                each.date.astimezone(UTC), is_refund=each.source is None,
            )
            for each, partner in lines
            if isinstance(partner, TransactionPartnerUser)
        ], len(found)  # fmt: skip


@contextmanager
def _translated() -> Iterator[None]:
    """The door for Telegram's errors about money: what it refuses, it surely did not do."""
    with translated():
        try:
            yield
        except BadRequest as error:
            raise Failed(_NOT_TAKEN) from error
