"""What the door keeps, on a database that was made before there was a door."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from adapters.storage import default_url, open_store
from adapters.storage.door import cabinet
from adapters.storage.door_schema import calls, deeds, hooks, lines, prompts, shares, spent, tokens
from core.door import Scope, Token

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TABLES = (calls, deeds, hooks, lines, prompts, shares, spent, tokens)


async def test_an_older_database_gets_what_it_lacks(tmp_path: Path) -> None:
    """Whoever updates finds the door's things kept in the database that was there."""
    async with open_store(default_url(tmp_path), tmp_path):
        pass
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'nichereel.db'}")
    with engine.begin() as connection:
        for table in TABLES:
            table.drop(connection)
    engine.dispose()

    async with open_store(default_url(tmp_path), tmp_path) as store:
        kept = cabinet(store).tokens
        await kept.keep(Token("t1", "test:ann", (Scope.READ,), NOW), "digest")

        assert (await kept.find("digest")) == Token("t1", "test:ann", (Scope.READ,), NOW)


async def test_what_works_once_works_once(tmp_path: Path) -> None:
    """However many try at the same moment, one of them gets it."""
    async with open_store(default_url(tmp_path), tmp_path) as store:
        kept = cabinet(store).tokens
        tries = await asyncio.gather(*(kept.spend("nonce", NOW) for _ in range(10)))

    assert sorted(tries) == [False] * 9 + [True]
