"""Several takes of a reel are ordered at once: one price, one yes, all of them or none."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.books.account import Terms
from core.books.quota import Quota
from core.reel.catalogue import CATALOGUE
from core.reel.job import Job, Stage
from core.talk import Reply
from tests.stories.parlour import Parlour, command, labels


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Parlour]:
    """A bot with a video vendor, whose person films tea."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche tea")
        yield parlour


async def batch(bot: Parlour, reply: Reply) -> list[Job]:
    """The jobs that were ordered as one, as they stand."""
    first = await bot.store.job(reply.job_id)
    assert first is not None, reply.text
    assert first.batch is not None
    found = [await bot.store.job(job_id) for job_id in first.batch.jobs]
    return [job for job in found if job is not None]


def billed(bot: Parlour) -> int:
    """What the vendor charges, by its own book, in micro-dollars."""
    orders = [order for _, order in bot.vendor.orders]
    return sum(CATALOGUE[one.model].at(one.resolution).price(one.seconds) for one in orders)


async def test_three_takes_come_as_three_reels(bot: Parlour) -> None:
    """One quote is held for all; each has its own seed and its own storyboard, and comes by itself."""
    first = await bot.reel("/generate oolong")
    shown = await bot.say(command(first.choices, "Variation"))
    before = await bot.balance()
    asked = await bot.say(command(shown.choices, "3 takes, $4.50"))
    jobs = await batch(bot, asked)

    assert "Together they cost at most $4.50." in asked.text
    assert await bot.balance() == (before[0] + 3, before[1] + 4_500_000)
    made = [await bot.ended(job.id) for job in jobs]
    assert [job.stage for job in made] == [Stage.DONE] * 3
    assert len({order.seed for _, order in bot.vendor.orders}) == 4
    assert len(bot.scribe.briefs) == 4
    assert all(bot.letterbox.posted[job.id].reel is not None for job in made)
    assert (await bot.balance())[1] == billed(bot) == 6_000_000


async def test_all_or_none(tmp_path: Path) -> None:
    """Where there is room for two of three, none is ordered and the limit is named; two go through."""
    bot = Parlour(tmp_path, quota=Quota(reels_per_day=3))
    async with bot.open():
        await bot.say("/niche tea")
        first = await bot.reel("/generate oolong")
        refused = await bot.say(f"/vary {first.key} count=3")

        assert (refused.job_id, await bot.balance()) == ("", (1, 1_500_000))
        assert "1 of your 3 reels" in refused.text
        assert len(await batch(bot, await bot.say(f"/vary {first.key} 2"))) == 2


async def test_the_same_message_orders_them_once(bot: Parlour) -> None:
    """A message that comes twice is told of the batch that is there, and holds nothing more."""
    first = await bot.reel("/generate oolong")
    again = f"/vary {first.key} count=2"
    replies = [await bot.say(again, key="test:here:twice") for _ in range(2)]

    assert "I have that one already" in replies[1].text
    assert replies[0].job_id == replies[1].job_id
    assert (await bot.balance())[0] == 3


async def test_one_is_cancelled_and_the_others_come(bot: Parlour) -> None:
    """Whoever stops one take gets the others, and pays for those alone."""
    first = await bot.reel("/generate oolong")
    bot.vendor.waits, bot.vendor.can_cancel = 50, True
    jobs = await batch(bot, await bot.say(f"/vary {first.key} count=3"))
    await bot.rest()
    await bot.say(f"/cancel {jobs[1].id}")
    made = [await bot.ended(job.id) for job in jobs]

    assert [job.stage for job in made] == [Stage.DONE, Stage.CANCELLED, Stage.DONE]
    assert (await bot.balance())[1] == billed(bot) == 4_500_000


async def test_all_are_stopped_with_one_word(bot: Parlour) -> None:
    """The button under the answer stops them all."""
    first = await bot.reel("/generate oolong")
    bot.vendor.waits, bot.vendor.can_cancel = 50, True
    asked = await bot.say(f"/vary {first.key} count=3")
    jobs = await batch(bot, asked)
    await bot.rest()
    await bot.say(command(asked.choices, "Stop them all"))

    assert {(await bot.ended(job.id)).stage for job in jobs} == {Stage.CANCELLED}
    assert (await bot.balance())[1] == billed(bot) == 1_500_000


async def test_one_yes_is_for_all(tmp_path: Path) -> None:
    """Takes that are cheap alone and dear together wait for one yes, and nothing is filmed before it."""
    bot = Parlour(tmp_path, terms=Terms(asks_above=2_000_000))
    async with bot.open():
        await bot.say("/niche tea")
        first = await bot.reel("/generate oolong")
        asked = await bot.say(f"/vary {first.key} count=2")
        await bot.rest()
        jobs = await batch(bot, asked)
        assert [job.stage for job in jobs] == [Stage.APPROVAL] * 2
        card = await bot.say(f"/status {jobs[0].id}")
        assert "filming them all costs at most $3.00" in card.text
        assert labels(card.choices)[0] == "Make all 2"
        assert len(bot.vendor.orders) == 1
        await bot.say(command(card.choices, "Make all 2"))

        assert {(await bot.ended(job.id)).stage for job in jobs} == {Stage.DONE}
        assert (await bot.balance())[1] == billed(bot) == 4_500_000


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    count=st.integers(2, 4),
    seconds=st.sampled_from([5, 10, 20]),
    is_draft=st.booleans(),
    dropped=st.sets(st.integers(0, 3)),
    cap=st.none() | st.integers(0, 14_000_000),
)
def test_the_books_match_the_vendors_bill(
    count: int, seconds: int, is_draft: bool, dropped: set[int], cap: int | None
) -> None:
    """Whatever is ordered, allowed and dropped, the hold is the sum of the quotes, and the books the bill."""
    with TemporaryDirectory() as folder:
        bot = Parlour(Path(folder), quota=Quota(micros_per_day=cap))
        asyncio.run(_balanced(bot, count, f"seconds={seconds}{' quality=draft' * is_draft}", dropped))


async def _balanced(bot: Parlour, count: int, wishes: str, dropped: set[int]) -> None:
    async with bot.open():
        await bot.say("/niche tea")
        first = await bot.say(f"/generate oolong {wishes}")
        if not first.job_id:
            return
        await bot.ended(first.job_id)
        paid = await bot.books()
        bot.vendor.waits, bot.vendor.can_cancel = 20, True
        asked = await bot.say(f"/vary {first.job_id} count={count}")
        if not asked.job_id:
            assert await bot.books() == paid == billed(bot)
            return
        jobs = await batch(bot, asked)
        held = await bot.books() - paid
        assert held == sum(job.quote for job in jobs) == count * jobs[0].quote
        assert jobs[0].batch is not None
        assert held == jobs[0].batch.quote
        await bot.rest()
        for number in dropped & set(range(count)):
            await bot.say(f"/cancel {jobs[number].id}")
        for job in jobs:
            await bot.ended(job.id)
        assert await bot.books() == billed(bot)
