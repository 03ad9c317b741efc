"""What is kept of reels for learning: once each, each sign once, and what everybody thinks without names."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import ColumnElement

from adapters.storage.door.shelf import SqlShelf
from adapters.storage.keeping.notebook import SqlNotebook
from core.books.account import PLAIN
from core.door import Deed
from core.errors import StudioError, Unavailable
from core.learning.arms import Mark, Reason, Trait
from core.learning.bandit import Tally
from core.learning.learner import Learner
from core.reel.job import Job
from tests.work.house import House

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A studio at work, which learns."""
    house = House(tmp_path)
    async with house.open():
        house.studio.learner = Learner(SqlNotebook(house.store), house.store, house.clock)
        yield house


def _set(*things: Reason | Mark) -> frozenset[Reason | Mark]:
    return frozenset(things)


def notebook(house: House) -> SqlNotebook:
    return SqlNotebook(house.store)


async def liked(house: House, who: str, *opinions: bool, topic: str = "monks") -> list[Job]:
    """Somebody's reels, and what they think of each."""
    requester, jobs = await house.studio.requester(f"test:{who}"), []
    for number, is_good in enumerate(opinions):
        job = await house.made(f"{topic} {number}", who=who)
        await house.studio.rate(requester, job, is_good)
        jobs.append(job)
    return jobs


async def test_each_sign_counts_once(house: House) -> None:
    """However often the same is said or done, it is kept once, and a thumb up takes back the reasons."""
    (job,) = await liked(house, "ann", False)
    ann = await house.studio.requester("test:ann")
    for what in (Reason.HOOK, Reason.HOOK, Mark.KEPT, Mark.KEPT):
        await house.studio.hear(ann, job, what)
    (before,) = await notebook(house).trials(["test:ann"], None, 9)
    await house.studio.rate(ann, job, True)
    (after,) = await notebook(house).trials(["test:ann"], None, 9)

    assert (before.opinion, before.reasons, before.marks) == (False, _set(Reason.HOOK), _set(Mark.KEPT))
    assert (after.opinion, after.reasons, after.marks) == (True, _set(), _set(Mark.KEPT))
    assert "Monks 0" in after.example
    assert after.arms[Trait.LOOK] == "cinematic"
    assert after.arms[Trait.MODEL] == "test/quick"


async def test_a_reason_can_be_taken_back(house: House) -> None:
    """One alone, by whoever gave it; what was forgotten since is not there any more."""
    (job,) = await liked(house, "ann", False)
    ann, bob = [await house.studio.requester(f"test:{who}") for who in ("ann", "bob")]
    for what in (Reason.HOOK, Reason.SLOW, Mark.KEPT):
        await house.studio.hear(ann, job, what)
    await house.studio.hear(bob, job, Reason.HOOK)
    assert await house.studio.reasons(ann, job) == {Reason.HOOK, Reason.SLOW}

    await house.studio.unsay(ann, job, Reason.HOOK)

    assert await house.studio.reasons(ann, job) == {Reason.SLOW}
    assert await house.studio.reasons(bob, job) == {Reason.HOOK}
    (trial,) = await notebook(house).trials(["test:ann"], None, 9)
    assert (trial.reasons, trial.marks) == (_set(Reason.SLOW), _set(Mark.KEPT))
    assert await notebook(house).reasons(job.id, "test:ann", house.clock()) == frozenset()


@pytest.mark.parametrize("what", ["a stranger's thumb", "a crowd's signs", "a deed of one's own"])
async def test_only_ones_own_opinion_makes_a_reel_the_newest(house: House, what: str) -> None:
    """Whatever others say of an old reel, and whatever is done with it: what was rated last comes first."""
    (old,) = await liked(house, "ann", False)
    house.clock.move(days=60)
    (new,) = await liked(house, "ann", True, topic="tea")
    house.clock.move(days=1)
    ann, bob = [await house.studio.requester(f"test:{who}") for who in ("ann", "bob")]
    if what == "a stranger's thumb":
        await house.studio.rate(bob, old, True, "👍")
    elif what == "a crowd's signs":
        await house.studio.counted(old.id, "telegram:1/2", 1, 0)
    else:
        await house.studio.hear(ann, old, Mark.KEPT)

    found = await notebook(house).trials(["test:ann"], None, 9)
    assert [trial.job_id for trial in found] == [new.id, old.id]
    await house.studio.rate(ann, old, False)
    found = await notebook(house).trials(["test:ann"], None, 9)
    assert [trial.job_id for trial in found] == [old.id, new.id]


async def test_the_newest_first_and_none_before_a_reset(house: House) -> None:
    """What was rated last comes first; what was heard before a moment is left out from then on."""
    first, second = await liked(house, "ann", True, False)
    house.clock.move(minutes=1)
    since = house.clock.now
    house.clock.move(minutes=1)
    ann = await house.studio.requester("test:ann")
    await house.studio.hear(ann, first, Mark.KEPT)

    everything = await notebook(house).trials(["test:ann"], None, 9)
    assert {trial.job_id for trial in everything} == {first.id, second.id}
    (anew,) = await notebook(house).trials(["test:ann"], since, 9)
    assert (anew.job_id, anew.opinion, anew.marks) == (first.id, None, _set(Mark.KEPT))
    assert await notebook(house).trials(["test:ann"], since + timedelta(minutes=2), 9) == ()


@pytest.mark.parametrize("is_named", [True, False])
async def test_a_strangers_sign_brings_nothing_back(house: House, *, is_named: bool) -> None:
    """What was forgotten stays so, whoever else puts a sign under the reel afterwards."""
    (job,) = await liked(house, "ann", False)
    await house.studio.hear(await house.studio.requester("test:ann"), job, Reason.HOOK)
    house.clock.move(minutes=1)
    since = house.clock.now
    house.clock.move(minutes=1)
    if is_named:
        await house.studio.rate(await house.studio.requester("test:bob"), job, True, "👍")
    else:
        await house.studio.counted(job.id, "telegram:1/2", 1, 0)

    (trial,) = await notebook(house).trials(["test:ann"], since, 9)
    assert (trial.is_liked, trial.reasons, trial.liked + trial.cheers) == (None, _set(), 1)


async def test_visitors_and_others_are_counted(house: House) -> None:
    """Views and likes of the share page, and what friends say, are told apart from the owner's word."""
    (job,) = await liked(house, "ann", True)
    shelf = SqlShelf(house.store)
    for visitor, deed in (("one", Deed.VIEW), ("two", Deed.VIEW), ("two", Deed.LIKE)):
        await shelf.count(job.id, deed, visitor, house.clock.now)
    await house.studio.rate(await house.studio.requester("test:bob"), job, False)

    (trial,) = await notebook(house).trials(["test:ann"], None, 9)
    assert (trial.opinion, trial.liked, trial.disliked, trial.views, trial.likes) == (True, 0, 1, 2, 1)


async def test_everybody_counts_once_and_whoever_keeps_to_themselves_not(house: House) -> None:
    """An account counts once with the part that it liked; one that does not share counts no more."""
    await liked(house, "ann", True, True, False, True)
    await liked(house, "bob", False, topic="tea")

    tally = (await notebook(house).tallies())[Trait.LOOK]["cinematic"]
    assert tally.accounts == 2
    assert tally.liked == pytest.approx(0.75)
    await notebook(house).share("test:ann", is_shared=False)
    tally = (await notebook(house).tallies())[Trait.LOOK]["cinematic"]
    assert (tally.accounts, tally.liked) == (1, 0)


async def test_whoever_keeps_to_themselves_does_so_for_what_was_before_a_link(house: House) -> None:
    """Reels that were rated before two people shared an account count no more either."""
    await liked(house, "ann", True)
    await liked(house, "bob", True, topic="tea")
    ann, bob = [await house.studio.requester(f"test:{who}") for who in ("ann", "bob")]
    await house.studio.linking.redeem(bob, await house.studio.linking.issue(ann))

    await notebook(house).share(ann.account, is_shared=False)

    assert "cinematic" not in (await notebook(house).tallies())[Trait.LOOK]


class _Counted(SqlNotebook):
    """Counts how often it looks up what everybody thinks of something; with `trouble` it cannot."""

    asked = 0
    trouble: StudioError | None = None

    async def _tallied(self, arm: ColumnElement[str]) -> Mapping[str, Tally]:
        self.asked += 1
        if self.trouble is not None:
            raise self.trouble
        return await super()._tallied(arm)


async def test_a_crowd_has_it_looked_up_once_what_everybody_thinks(house: House) -> None:
    """Five hundred who come together wait for the same answer; a minute later it is looked up anew."""
    await liked(house, "ann", True)
    counted = _Counted(house.store)
    learner = Learner(counted, house.store, house.clock)

    answers = await asyncio.gather(*(learner.prior(PLAIN) for _ in range(500)))
    assert counted.asked == len(Trait)
    assert all(answer == answers[0] and Trait.LOOK in answer for answer in answers)
    house.clock.move(minutes=2)
    await learner.prior(PLAIN)
    assert counted.asked == 2 * len(Trait)


async def test_a_crowd_shares_a_failure_too(house: House) -> None:
    """When it cannot be looked up nobody waits in line to be told the same."""
    counted = _Counted(house.store)
    counted.trouble = Unavailable("The storage is away.")
    learner = Learner(counted, house.store, house.clock)

    answers = await asyncio.gather(*(learner.prior(PLAIN) for _ in range(500)), return_exceptions=True)

    assert {type(answer) for answer in answers} == {Unavailable}
    assert counted.asked == 1


async def test_scores_are_kept_beside_ratings(house: House) -> None:
    """What the lint gave each storyboard can be compared with how its reel was liked."""
    await liked(house, "ann", True, False)

    found = await notebook(house).scored()
    assert sorted(is_good for _, is_good in found) == [False, True]
    assert all(0 < score <= 100 for score, _ in found)
