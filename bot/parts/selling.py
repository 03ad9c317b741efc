"""Reels are sold, if that is switched on: the till is put together here, and kept in step with the bank."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from logging import getLogger

from adapters.storage.keeping.till import SqlPayments
from adapters.storage.store import SqlStore
from bot.parts.platforms import Platforms
from bot.settings import Settings
from bot.voice import till as voice
from bot.voice.tongue import speaking
from core.books.till import Payment, Till
from core.clock import Clock
from core.errors import StudioError
from core.ports import Delivery, Messenger

log = getLogger(__name__)

Thanks = Callable[[Payment], Awaitable[str]]
"""The words for somebody who paid."""

_EVERY = 3600.0
_SOON = 60.0


def make_till(settings: Settings, store: SqlStore, platforms: Platforms, clock: Clock) -> Till | None:
    """The till, None where nothing is sold or no platform takes money."""
    bank = platforms.bank
    if not settings.stars_offers or bank is None:
        return None
    till = Till(SqlPayments(store), bank, store, store, clock, settings.stars_offers)
    platforms.sell(till, thanks_by(store, clock))
    return till


def thanks_by(store: SqlStore, clock: Clock) -> Thanks:
    """How a payer is thanked."""

    async def thanks(payment: Payment) -> str:
        payer = await store.requester(payment.requester)
        left = (await store.usage(payer.account, clock())).bought
        with speaking(payer.language):
            return voice.bought(payment, left)

    return thanks


async def keep_till(till: Till, messengers: Mapping[str, Messenger], thanks: Thanks) -> None:
    """Enter, until cancelled, what was paid while nobody heard, and thank for it."""
    while True:
        pause = _EVERY
        try:
            for payment in await till.reconcile():
                log.info("Payment %s was made unheard, and is entered now", payment.charge)
                await _tell(payment, messengers, thanks)
        except StudioError as trouble:
            log.warning("The list of payments cannot be read just now: %s", trouble.message)
            pause = _SOON
        await asyncio.sleep(pause)


async def _tell(payment: Payment, messengers: Mapping[str, Messenger], thanks: Thanks) -> None:
    from adapters.platforms.telegram.place import Place

    platform, _, who = payment.requester.partition(":")
    words = Delivery(f"payment-{payment.charge}", await thanks(payment))
    try:
        await messengers[platform].deliver(Place(int(who)).address, words)
    except StudioError as trouble:
        log.info("A payer could not be thanked: %s", trouble.message)
