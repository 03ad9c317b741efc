"""How much longer a reel will take, judged by how long the last ones took."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from statistics import median

from bot.voice import standing
from bot.voice.tongue import facing, speaking
from core.clock import Clock
from core.reel.catalogue import CATALOGUE, Model
from core.reel.job import Job
from core.store import Store

_LOOKED_AT = 25
_FRESH = timedelta(minutes=1)

Lasted = tuple[datetime, float | None]


class Forecast:
    """Puts progress into words, with an honest guess.

    Asks the storage for each model once while the answer is `fresh`.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        words: Callable[[Job, int | None], str],
        fresh: timedelta = _FRESH,
        catalogue: Mapping[str, Model] = CATALOGUE,
    ) -> None:
        self._store = store
        self._clock = clock
        self._words = words
        self._fresh = fresh
        self._catalogue = catalogue
        self._known: dict[str, Lasted] = {}

    async def __call__(self, job: Job, percent: int | None) -> str:
        """One line for the chat while somebody waits, in their language. Raises StudioError."""
        with speaking(job.language):
            return facing(await self._line(job, percent))

    async def _line(self, job: Job, percent: int | None) -> str:
        line, elapsed = self._words(job, percent), (self._clock() - job.opened_at).total_seconds()
        if job.fallback or standing.is_held_up(job):
            return line
        if (measured := await self._measured(job.brief.model)) is not None:
            return f"{line} {standing.remaining(measured - elapsed)}"
        model = self._catalogue.get(job.brief.model)
        return f"{line} {standing.usually(model.usual_seconds)}" if model is not None else line

    async def _measured(self, model: str) -> float | None:
        """The median of the last reels of a model, in seconds; None before there is one."""
        now = self._clock()
        at, seconds = self._known.get(model, (None, None))
        if at is None or now - at >= self._fresh:
            lasted = await self._store.lasted(model, _LOOKED_AT)
            seconds = median(lasted) if lasted else None
            self._known[model] = now, seconds
        return seconds
