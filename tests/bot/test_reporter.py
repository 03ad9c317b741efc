"""How often people hear of a reel that is being made."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from bot.reporter import Reporter
from bot.voice.standing import progress
from core.reel.brief import Brief
from core.reel.catalogue import ANIMATIC
from core.reel.job import Job, Stage
from core.reel.niche import Niche
from core.talk import Choice
from tests.players import Letterbox

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass
class Ear(Letterbox):
    """A platform that keeps what it was told."""

    heard: list[tuple[str, str]] = field(default_factory=list)

    async def report(self, address: str, job_id: str, text: str, choices: tuple[Choice, ...] = ()) -> None:
        """Keep it."""
        del choices
        del address
        self.heard.append((job_id, text))


class Pace:
    """A pause that lasts until the test lets go."""

    def __init__(self) -> None:
        self.rests = 0
        self._go = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        del seconds
        self.rests += 1
        self._go.clear()
        await self._go.wait()

    async def end(self, rests: int) -> None:
        """Let the pause end, and wait until the next one has begun."""
        self._go.set()
        while self.rests < rests:
            await asyncio.sleep(0)


async def words(job: Job, percent: int | None) -> str:
    """What is told of a job."""
    return progress(job, percent)


def job(number: int = 1, stage: Stage = Stage.CUTTING) -> Job:
    """A drawn reel in some stage."""
    brief = Brief(niche=Niche(subject="tea"), topic="oolong", model=ANIMATIC)
    who = "test:ann"
    return Job(
        id=f"job{number}", account=who, requester=who, address="here", request_key="k", brief=brief, quote=0,
        opened_at=NOW, stage=stage, stage_at=NOW,
    )  # fmt: skip


@pytest.fixture
def ear() -> Ear:
    """Whoever is told."""
    return Ear()


async def test_many_changes_are_one_report(ear: Ear) -> None:
    """However often a job changes between two rounds, its person hears the latest state, once."""
    pace = Pace()
    reporter = Reporter({"test": ear}, words, pace)
    telling = asyncio.create_task(reporter.run())
    for percent in range(50):
        reporter.watch(job(), percent)
    await pace.end(1)
    for percent in (60, 70, 70):
        reporter.watch(job(), percent)
        reporter.watch(job(2), 70)
    await pace.end(2)
    telling.cancel()

    assert ear.heard == [
        ("job1", "Drawing the reel, 49 %."),
        ("job1", "Drawing the reel, 70 %."),
        ("job2", "Drawing the reel, 70 %."),
    ]


async def test_the_same_words_are_not_said_twice(ear: Ear) -> None:
    """A job that is looked at again and again without news does not bother anybody."""
    pace = Pace()
    reporter = Reporter({"test": ear}, words, pace)
    telling = asyncio.create_task(reporter.run())
    for rests in range(1, 4):
        reporter.watch(job(stage=Stage.RENDERING), None)
        await pace.end(rests)
    telling.cancel()

    assert len(ear.heard) == 1


async def test_the_last_word_ends_all_reports(ear: Ear) -> None:
    """Once the reel is on its way, an old report does not come limping behind it."""
    pace = Pace()
    reporter = Reporter({"test": ear}, words, pace)
    reporter.watch(job(), 99)
    reporter.watch(job(stage=Stage.DELIVERING), None)
    reporter.watch(job(2), 10)
    telling = asyncio.create_task(reporter.run())
    await pace.end(1)
    telling.cancel()

    assert ear.heard == [("job2", "Drawing the reel, 10 %.")]


async def test_somebody_can_wait_for_the_end_of_all(ear: Ear) -> None:
    """Whoever waits for reels is let go when the last one has ended, or waits for a yes and has said so."""
    reporter = Reporter({"test": ear}, words)
    moving = {"job1", "job2", "job3"}

    async def is_any_moving() -> bool:
        return bool(moving)

    waiting = asyncio.create_task(reporter.at_rest(is_any_moving))
    for number, stage in enumerate((Stage.DONE, Stage.APPROVAL, Stage.CANCELLED), start=1):
        await asyncio.sleep(0)
        assert not waiting.done()
        moving.discard(f"job{number}")
        reporter.watch(job(number, stage), None)
    await waiting

    assert [job_id for job_id, _ in ear.heard] == ["job2"]
