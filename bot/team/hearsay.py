"""What other processes did to jobs is passed on to those who watch here."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from logging import getLogger

from core.errors import StudioError
from core.reel.job import Job

log = getLogger(__name__)

_MOST = 10_000
_AT_ONCE = 500
_PACE = 0.2


class Hearsay:
    """Looks up the jobs that are said to have changed, several at a time, and shows them to `watch`."""

    def __init__(
        self,
        several: Callable[[Sequence[str]], Awaitable[Sequence[Job]]],
        watch: Callable[[Job, int | None], None],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._several = several
        self._watch = watch
        self._pause = pause
        self._ids: dict[str, None] = {}
        self._rang = asyncio.Event()

    def changed(self, ids: Sequence[str]) -> None:
        """These jobs changed. Returns at once; of very many, the first are forgotten."""
        self._ids.update(dict.fromkeys(ids))
        while len(self._ids) > _MOST:
            self._ids.pop(next(iter(self._ids)))
        self._rang.set()

    async def run(self) -> None:
        """Pass on until cancelled."""
        while True:
            await self._rang.wait()
            ids, self._ids = list(self._ids)[:_AT_ONCE], dict(list(self._ids.items())[_AT_ONCE:])
            if not self._ids:
                self._rang.clear()
            try:
                for job in await self._several(ids):
                    self._watch(job, None)
            except StudioError as trouble:
                log.warning("What changed cannot be seen just now: %s", trouble.message)
            await self._pause(_PACE)
