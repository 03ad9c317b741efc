"""Who does what: one process does everything, or several share PostgreSQL, each with its role."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from adapters.storage.opening import read_address
from adapters.storage.store import SqlStore
from core.errors import Misconfigured
from core.makers import Makers
from core.reel.job import Job
from core.work.crew import Crew
from core.work.runner import Runner

if TYPE_CHECKING:
    from bot.several import Team

Watch = Callable[[Job, int | None], None]
Chore = Callable[[], Awaitable[None]]

_ALONE = (
    "nichereel {} shares its work with other processes, which takes PostgreSQL: please set DATABASE_URL to "
    "postgresql+psycopg://…. On SQLite one process does everything: nichereel run."
)


class Role(StrEnum):
    """What a process is there for."""

    RUN = "run"
    INGRESS = "ingress"
    WORKER = "worker"

    @property
    def hears(self) -> bool:
        """Whether it listens to people."""
        return self is not Role.WORKER

    @property
    def works(self) -> bool:
        """Whether it takes the steps of jobs."""
        return self is not Role.INGRESS


class Alone:
    """One process on a database of its own: whoever changes a job tells everybody in the house."""

    tell = None
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
        return [self._runner.run(), *(done(chore) for chore in chores)]


async def assembled(url: str, role: Role) -> "Alone | Team":
    """Who works on the database of this address.

    Raises Misconfigured for a part of a team on a file, and for a database that was not migrated;
    Unavailable when it does not answer.
    """
    if (address := _shared(url)) is None:
        if role is not Role.RUN:
            raise Misconfigured(_ALONE.format(role))
        return Alone()
    from adapters.engine import check
    from bot.several import Team

    await check(address)
    return Team(address, role)


async def lay_out(url: str) -> None:
    """Make what several processes need in their database; nothing in a file. Raises as `assembled`."""
    if (address := _shared(url)) is not None:
        from adapters import engine

        await engine.lay_out(address)


def _shared(url: str) -> str | None:
    """The address of a database that processes can share, as its driver takes it."""
    if not url or (address := read_address(url)).get_backend_name() != "postgresql":
        return None
    return address.set(drivername="postgresql").render_as_string(hide_password=False)


async def done(chore: Chore) -> None:
    """See a chore through."""
    await chore()
