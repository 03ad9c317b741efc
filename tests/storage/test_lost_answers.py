"""Transactions on PostgreSQL that were committed, though whoever wrote them never heard of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.storage import open_store, troubles
from adapters.storage.databases.postgres import postgres_engine
from adapters.storage.store import SqlStore
from adapters.storage.tables.studio import processes
from adapters.storage.transactions.items import ClaimThis, Save
from adapters.storage.transactions.pen import Pen
from core.books.account import Terms
from core.errors import Unavailable
from core.ports import Order
from core.reel.job import Job, Stage, new_id
from core.reel.render import Render, RenderStage, order_key
from core.store import Change, Claim
from tests.databases import url_of
from tests.players import QUICK
from tests.storage.test_store import CLOCK, new_job

pytestmark = pytest.mark.usefixtures("on_postgres")


@dataclass
class Deaf:
    """A database whose answer to the first COMMIT gets lost."""

    engine: AsyncEngine
    has_heard: bool = False

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """A transaction."""
        async with self.engine.begin() as conn:
            yield conn
        if not self.has_heard:
            self.has_heard = True
            raise OperationalError("COMMIT", {}, psycopg.OperationalError())


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    """A process on the database."""
    async with open_store(url_of(tmp_path), tmp_path, CLOCK) as store:
        yield store


@pytest.fixture
async def deaf(tmp_path: Path) -> AsyncIterator[Deaf]:
    """Another connection to it, for one who writes."""
    engine = postgres_engine(sa.make_url(url_of(tmp_path)), 1)
    yield Deaf(engine)
    await engine.dispose()


def intent(job: Job, number: int) -> Render:
    """A clip that is about to be ordered."""
    order = Order(QUICK.id, f"prompt {number}", "", 5, "", number)
    return Render(
        id=new_id(), job_id=job.id, shot=number, order_key=order_key("test", order), vendor="test",
        order=order, price=100, stage=RenderStage.INTENDED, intended_at=CLOCK(),
    )  # fmt: skip


async def test_a_lease_that_nobody_heard_of_is_taken_back(
    store: SqlStore, deaf: Deaf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is told that the database is away, though a job was leased to them, gets it when it is back."""
    monkeypatch.setattr(troubles, "_PAUSES", ())
    opened = await store.open(new_job(), Terms())
    assert opened.job is not None
    ((owner,), *_) = await store.read(sa.select(processes.c.id))
    pen = Pen(deaf)  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        await pen.write([ClaimThis(opened.job.id, CLOCK(), f"{owner}:91")])
    assert not (await store.claim(Stage.PLANNING, 1, CLOCK())).claims
    (claim,) = await pen.write([ClaimThis(opened.job.id, CLOCK(), f"{owner}:92")])

    assert isinstance(claim, Claim)
    assert claim.lease == f"{owner}:92"


async def test_several_orders_whose_commit_was_lost_are_not_taken_for_anothers(
    store: SqlStore, deaf: Deaf
) -> None:
    """The clips of a reel whose intents are saved together, and once more, are each still to be ordered."""
    await store.open(new_job(), Terms())
    (working,) = (await store.claim(Stage.PLANNING, 1, CLOCK())).claims
    intents = [intent(working.job, number) for number in range(3)]
    changes = [Change(working.job, due_at=CLOCK(), keeps_lease=True, ordered=(each,)) for each in intents]
    pen = Pen(deaf)  # type: ignore[arg-type]
    outcomes = await pen.write([Save(working, each, CLOCK(), f"m:{n}") for n, each in enumerate(changes)])

    assert [type(outcome) for outcome in outcomes] == [Claim, Claim, Claim]
    assert {each.id for each in await store.renders_for(working.job)} == {each.id for each in intents}
