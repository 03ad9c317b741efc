"""What one process at a time may do is done by one, and by another within seconds when that is gone."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import psycopg
import pytest
from sqlalchemy import URL

from adapters.engine import Holder
from tests.postgres import Server


@pytest.fixture
async def address(postgres: Server, template: URL) -> AsyncIterator[str]:
    """A database to hold names in."""
    database = postgres.new_database(template)
    yield database.set(drivername="postgresql").render_as_string(hide_password=False)
    postgres.drop(database)


class Listener:
    """A process that listens under a name while it holds it."""

    def __init__(self, address: str, *names: str) -> None:
        self.held: list[str] = []
        self.begun, self.ended = 0, 0
        self.task = asyncio.ensure_future(Holder(address).hold(names, self._listen))

    async def _listen(self, names: Sequence[str]) -> None:
        self.held += names
        self.begun += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.held = [name for name in self.held if name not in names]
            self.ended += 1

    async def end(self) -> None:
        """The process ends."""
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(60):
        while not is_so():
            await asyncio.sleep(0.01)


async def test_one_holds_and_another_takes_over(address: str) -> None:
    """Of two processes one listens; when it ends, the other does."""
    first = Listener(address, "telegram")
    await until(lambda: bool(first.held))
    second = Listener(address, "telegram")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1.5):
            await until(lambda: bool(second.held))
    await first.end()
    await until(lambda: bool(second.held))
    await second.end()

    assert (first.begun, second.begun) == (1, 1)


async def test_shards_are_held_by_whoever_comes(address: str) -> None:
    """Each shard has one holder: who comes second gets what is left, and what the first leaves behind."""
    first = Listener(address, "discord/0", "discord/1")
    await until(lambda: bool(first.held))
    second = Listener(address, "discord/0", "discord/1", "discord/2")
    await until(lambda: bool(second.held))

    assert (first.held, second.held) == (["discord/0", "discord/1"], ["discord/2"])
    await first.end()
    await until(lambda: len(second.held) == 3)

    assert sorted(second.held) == ["discord/0", "discord/1", "discord/2"]
    # What it had been listening for before, it was not interrupted in.
    assert second.ended == 0
    await second.end()


async def test_whoever_loses_the_database_stops_at_once(address: str) -> None:
    """When the connection behind a hold is cut, the listening ends, and begins anew with one holder only."""
    both = Listener(address, "telegram"), Listener(address, "telegram")
    await until(lambda: any(each.held for each in both))
    holder = next(each for each in both if each.held)
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as conn:
        await conn.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    # Whoever lost it notices at its next sign of life, a second later at most; the other may be quicker.
    await until(lambda: sum(each.begun for each in both) == 2 and sum(bool(each.held) for each in both) == 1)

    assert holder.begun + sum(each.begun for each in both if each is not holder) == 2
    await asyncio.gather(*(each.end() for each in both))
