"""What the door keeps: on a database that was made before there was a door, and page by page."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.storage import default_url, open_store
from adapters.storage.door.cabinet import cabinet
from adapters.storage.migrations.versions import r0001_the_tables
from adapters.storage.tables.door import (
    calls,
    deeds,
    hooks,
    lines,
    performances,
    prompts,
    shares,
    spent,
    tokens,
)
from adapters.storage.tables.rows import new_job_row
from adapters.storage.tables.studio import jobs, metadata
from core.door import Deed, Performance, Scope, Token
from core.reel.brief import Brief
from core.reel.job import Job, Stage
from core.reel.niche import Niche
from tests.databases import url_of

NOW = datetime(2026, 11, 23, tzinfo=UTC)
EACH = pytest.mark.usefixtures("each_database")
TABLES = (calls, deeds, hooks, lines, performances, prompts, shares, spent, tokens)


def make_old(folder: Path, *lacking: sa.Table) -> None:
    """The folder's database as it was before migrations, which are noted nowhere and added no table yet."""
    engine = sa.create_engine(f"sqlite:///{folder / 'nichereel.db'}")
    later = [table for table in metadata.tables.values() if table.name not in r0001_the_tables.TABLES.tables]
    with engine.begin() as connection:
        for table in (*lacking, *later):
            table.drop(connection)
        connection.execute(sa.text("DROP TABLE alembic_version"))
    engine.dispose()


async def test_an_older_database_gets_what_it_lacks(tmp_path: Path) -> None:
    """Whoever updates finds the door's things kept in the database that was there."""
    async with open_store(default_url(tmp_path), tmp_path):
        pass
    make_old(tmp_path, *TABLES)

    async with open_store(default_url(tmp_path), tmp_path) as store:
        kept = cabinet(store).tokens
        await kept.keep(Token("t1", "test:ann", (Scope.READ,), NOW), "digest")

        assert (await kept.find("digest")) == Token("t1", "test:ann", (Scope.READ,), NOW)


@EACH
async def test_what_works_once_works_once(tmp_path: Path) -> None:
    """However many try at the same moment, one of them gets it."""
    async with open_store(url_of(tmp_path), tmp_path) as store:
        kept = cabinet(store).tokens
        tries = await asyncio.gather(*(kept.spend("nonce", NOW) for _ in range(10)))

    assert sorted(tries) == [False] * 9 + [True]


@EACH
@EACH
async def test_no_reel_is_lost_between_two_pages(tmp_path: Path) -> None:
    """Reels that were ordered at the very same moment are all listed, each once, whatever is asked for."""
    clip = Brief(niche=Niche(subject="tea"), topic="tea", model="animatic")
    stages = (Stage.DONE, Stage.FAILED, Stage.CANCELLED)
    known = [
        Job(
            id=f"reel{number}",
            account="test:ann",
            requester="test:ann",
            address="here",
            request_key=f"key{number}",
            brief=clip,
            quote=0,
            opened_at=NOW,
            stage=stages[number % 3],
            stage_at=NOW,
        )
        for number in range(9)
    ]
    async with open_store(url_of(tmp_path), tmp_path) as store:
        shelf, rows = cabinet(store).shelf, [new_job_row(job, 0) for job in known]
        await store.write(lambda conn: conn.execute(sa.insert(jobs), rows))
        for wanted in ((), stages[1:]):
            found: list[str] = []
            while page := await shelf.page("test:ann", 2, wanted, found[-1] if found else ""):
                found += [job.id for job in page]

            assert sorted(found) == [job.id for job in known if not wanted or job.stage in wanted]


async def test_what_was_seen_before_still_counts(tmp_path: Path) -> None:
    """After the update a shared reel has the views and likes that it had; visitors of old are forgotten."""
    seen = [
        {"job_id": "reel", "deed": Deed.VIEW, "visitor": f"v{number}", "day": "2026-11-20"}
        for number in range(3)
    ]
    liked = {"job_id": "reel", "deed": Deed.LIKE, "visitor": "v1", "day": ""}
    async with open_store(default_url(tmp_path), tmp_path) as store:
        await store.write(lambda conn: conn.execute(sa.insert(deeds), [*seen, liked]))
    make_old(tmp_path, performances)

    async with open_store(default_url(tmp_path), tmp_path) as store:
        shelf = cabinet(store).shelf
        for deed in (Deed.VIEW, Deed.LIKE):
            await shelf.count("reel", deed, "v1", NOW)
        kept = [(row.deed, row.day) for row in await store.read(sa.select(deeds))]

        assert await shelf.performance(["reel"]) == {"reel": Performance(views=4, likes=1)}
        assert sorted(kept) == [(Deed.LIKE, ""), (Deed.VIEW, "2026-11-23")]
        assert (await shelf.daily("reel", NOW + timedelta(days=1)))[Deed.VIEW][-5:] == [3, 0, 0, 1, 0]
