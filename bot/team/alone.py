"""One process that does everything, on a database of its own."""

from collections.abc import Coroutine, Sequence
from typing import Any

from adapters.storage.store import SqlStore
from bot.team.roles import Chore, Watch
from core.makers import Makers
from core.reel.job import Job
from core.work.crew import Crew
from core.work.runner import Runner


class Alone:
    """One process on a database of its own: whoever changes a job tells everybody in the house."""

    teller = None
    holder = None
    _runner: Runner

    def watching(self, near: Watch, far: Watch) -> Watch:
        """Who is told of every change that is made here."""

        def watch(job: Job, percent: int | None) -> None:
            near(job, percent)
            far(job, percent)

        return watch

    def set_to_work(self, crew: Crew) -> Makers:
        """Have the jobs made here."""
        self._runner = Runner(crew)
        return self._runner

    def duties(self, store: SqlStore, chores: Sequence[Chore]) -> list[Coroutine[Any, Any, None]]:
        """What is to be done as long as the house is open."""
        del store
        return [self._runner.run(), *(chore() for chore in chores)]
