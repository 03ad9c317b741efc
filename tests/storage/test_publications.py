"""Publications are kept in either database, and nobody gets one that somebody else is at."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.storage import open_store
from adapters.storage.keeping.papers import SqlPapers
from adapters.storage.keeping.publications import SqlPublications
from core.publishing import Publication, State
from tests.databases import url_of
from tests.players import HandClock

pytestmark = pytest.mark.usefixtures("each_database")


def wanted(clock: HandClock) -> Publication:
    """A reel that is going to be published."""
    until = clock.now + timedelta(minutes=15)
    return Publication(
        job_id="a", to="youtube", requester="test:ann", state=State.UNDER_WAY, at=clock.now, until=until
    )


async def test_only_one_of_many_sends_it(tmp_path: Path) -> None:
    """Of many who press at once one sends it; nobody else does while it may last, or when it is done."""
    clock = HandClock()
    async with open_store(url_of(tmp_path), tmp_path, clock) as store:
        book = SqlPublications(store)
        claims = await asyncio.gather(*(book.claim(wanted(clock), clock.now) for _ in range(12)))
        assert sum(is_ours for _, is_ours in claims) == 1

        clock.move(minutes=16)
        again = await asyncio.gather(*(book.claim(wanted(clock), clock.now) for _ in range(12)))
        assert sum(is_ours for _, is_ours in again) == 1

        known = await book.find("a", "youtube")
        assert known is not None
        await book.save(known.but(state=State.DONE, id="video1"))
        clock.move(minutes=16)
        kept, is_ours = await book.claim(wanted(clock), clock.now)
        assert (kept.id, is_ours) == ("video1", False)
        assert await book.find("a", "postiz") is None


async def test_it_is_forgotten_with_its_requester(tmp_path: Path) -> None:
    """Whoever wants to be forgotten leaves no word of where their reels went."""
    clock = HandClock()
    async with open_store(url_of(tmp_path), tmp_path, clock) as store:
        book, papers = SqlPublications(store), SqlPapers(store)
        await book.claim(wanted(clock), clock.now)
        told = await papers.gather(await store.requester("test:ann"))
        await papers.want_forgotten("test:ann", clock.now)
        await papers.forget("test:ann", "gone:1", clock.now)

        assert len(told["publications"]) == 1
        assert await book.find("a", "youtube") is None
