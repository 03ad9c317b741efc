"""The house is tidied while it runs: what need not be kept goes, who wants it is forgotten, doubts end."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from logging import getLogger

from core.errors import StudioError
from core.people.privacy import Retention, Sweeper

log = getLogger(__name__)

_EVERY = 60.0
_ROUNDS = 60
"""Rounds from one thorough sweep to the next; in between, those who want it are forgotten."""


async def keep_tidy(sweeper: Sweeper, clear_up: Callable[[], Awaitable[None]]) -> None:
    """Sweep until cancelled, and clear up what became of missed orders."""
    number = 0
    while True:
        try:
            if number % _ROUNDS:
                await sweeper.forget_those_who_can_be()
            else:
                await sweeper.sweep()
                await clear_up()
        except StudioError as trouble:
            log.warning("Nothing can be tidied up just now: %s", trouble.message)
        number += 1
        await asyncio.sleep(_EVERY)


def retention_of(media_days: int | None, words_days: int | None) -> Retention:
    """What the settings say; None is for ever."""
    media, words = (timedelta(days=days) if days is not None else None for days in (media_days, words_days))
    return Retention(media, words)
