"""Series are kept in either database, each change whole."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.storage import open_store
from adapters.storage.keeping.papers import SqlPapers
from adapters.storage.keeping.series import SqlSeries
from core.reel.brief import Look
from core.reel.niche import Niche
from core.series.series import Series, pause, stop, wished
from core.series.timetable import EVERY_DAY, Timetable
from tests.databases import url_of
from tests.players import HandClock

AT = datetime(2026, 11, 22, 18, tzinfo=UTC)


def one(name: str, due_at: datetime | None = AT, who: str = "test:ann") -> Series:
    """A series with all the ideas that it needs."""
    return Series(
        id=name,
        requester=who,
        address="here",
        niche=Niche(subject="coffee"),
        timetable=Timetable("Europe/Berlin", EVERY_DAY, 18),
        seconds=10,
        look=Look.AUTO,
        model="animatic",
        budget=1_000_000,
        began_at=AT - timedelta(days=ord(name)),
        due_at=due_at,
        ideas=("a", "b", "c"),
    )


@pytest.mark.usefixtures("each_database")
async def test_who_is_due_and_who_is_not(tmp_path: Path) -> None:
    """Those that are due or have something to do are found, and when the next is due; the paused are not."""
    async with open_store(url_of(tmp_path), tmp_path, HandClock()) as store:
        book = SqlSeries(store)
        assert await book.next_due() is None
        assert await book.enter(one("c"))
        await book.change("c", stop)
        others = (one("b", AT + timedelta(days=1), "test:cat"), one("d", who="test:bob"))
        for series in (one("a"), *others):
            assert await book.enter(series)
        await book.change("b", lambda known: known.but(ideas=()))
        await book.change("d", stop)

        assert {series.id for series in await book.awake(AT)} == {"a", "b"}
        assert {series.id for series in await book.running()} == {"a", "b"}
        assert [series.id for series in await book.of("test:ann")] == ["a", "c"]
        assert await book.next_due() == AT
        await book.change("a", pause)
        assert await book.next_due() == AT + timedelta(days=1)
        assert await book.change("z", pause) is None


@pytest.mark.usefixtures("each_database")
async def test_it_ends_when_somebody_wants_to_be_forgotten(tmp_path: Path) -> None:
    """Whoever wants to be forgotten gets no further reel, and can take the series along before."""
    async with open_store(url_of(tmp_path), tmp_path, HandClock()) as store:
        book, papers = SqlSeries(store), SqlPapers(store)
        await book.enter(one("a"))
        told = await papers.gather(await store.requester("test:ann"))
        await papers.want_forgotten("test:ann", AT)

        assert len(told["series"]) == 1
        assert list(await book.of("test:ann")) == []


@pytest.mark.usefixtures("each_database")
async def test_no_change_is_lost(tmp_path: Path) -> None:
    """What several change at the same time is all there afterwards."""
    async with open_store(url_of(tmp_path), tmp_path, HandClock()) as store:
        book = SqlSeries(store)
        await book.enter(one("a"))
        wishes = [f"wish {number}" for number in range(20)]
        await asyncio.gather(
            *(book.change("a", lambda known, wish=wish: wished(known, wish)) for wish in wishes)  # type: ignore[misc]
        )

        assert set((await book.of("test:ann"))[0].ideas) == {*wishes, "a", "b", "c"}


@pytest.mark.usefixtures("each_database")
async def test_nobody_begins_two(tmp_path: Path) -> None:
    """Of several that are begun at the same moment, by two processes where there can be, one is kept."""
    async with AsyncExitStack() as stack:
        number = 2 if url_of(tmp_path).startswith("postgresql") else 1
        opened = [open_store(url_of(tmp_path), tmp_path, HandClock()) for _ in range(number)]
        books = [SqlSeries(await stack.enter_async_context(each)) for each in opened]
        begun = await asyncio.gather(*(books[n % number].enter(one(name)) for n, name in enumerate("abcdef")))

        assert begun.count(True) == 1
        (kept,) = await books[0].of("test:ann")
        await books[0].change(kept.id, stop)
        assert await books[-1].enter(one("g"))
