"""Those who run the bot decide, everybody else is not even told that they could."""

import re
from pathlib import Path

import pytest

from core.books.account import Terms
from core.books.quota import Quota
from core.reel.job import Stage
from core.talk import Reply
from tests.stories.parlour import ANN, Parlour

BOSS = "test:boss"
BOB = "test:bob"
GROUP = "test:-7"
TERMS = Terms(free=Quota(reels_per_day=1), admins=frozenset({BOSS}))


async def boss(parlour: Parlour, line: str) -> str:
    """Somebody who runs the bot says something."""
    return (await parlour.say(line, who=BOSS)).text


async def opens(parlour: Parlour, *, who: str = ANN, group: str = "") -> Reply:
    """Somebody orders a reel."""
    parlour.orders = getattr(parlour, "orders", 0) + 1  # type: ignore[attr-defined]
    line = f"/generate idea number {parlour.orders} model=animatic"  # type: ignore[attr-defined]
    return await (parlour.say_in(group, line, who=who) if group else parlour.say(line, who=who))


@pytest.mark.parametrize(
    "line",
    [
        "/grant test:ann reels=5",
        "/tier test:ann tier=admin",
        "/block test:bob",
        "/budget test:ann dollars_per_day=unlimited",
        "/pause",
        "/queue",
        "/jobs test:bob",
        "/refund abc",
        "/audit",
        "/revoke test:bob reels=1",
    ],
)
async def test_nobody_else_runs_the_bot(tmp_path: Path, line: str) -> None:
    """To a stranger, to who runs a group and to its nameless admins there is no such word."""
    parlour = Parlour(tmp_path, terms=TERMS)
    async with parlour.open():
        answers = [
            await parlour.say(line),
            await parlour.say_in(GROUP, line, is_admin=True),
            await parlour.say_in(GROUP, line, who=GROUP, is_admin=True),
        ]
        entered = await parlour.store.rulings(5)

        assert all(answer.text.startswith("I do not know /") for answer in answers)
        assert "/pause" not in (await parlour.say("/help")).text
        assert entered == []


async def test_grants_tiers_and_budgets_change_what_somebody_may(tmp_path: Path) -> None:
    """One reel a day, one more by a grant, as many as wished in another tier, none with a budget of none."""
    parlour = Parlour(tmp_path, terms=TERMS)
    async with parlour.open():
        for who in (ANN, BOB):
            await parlour.say("/niche specialty coffee", who=who)
        got = [bool((await opens(parlour)).job_id) for _ in range(2)]
        assert "Done" in await boss(parlour, "/grant test:ann reels=1 reason=sorry")
        got += [bool((await opens(parlour)).job_id) for _ in range(2)]
        await boss(parlour, "/budget test:ann reels_per_day=unlimited")
        got.append(bool((await opens(parlour)).job_id))
        await boss(parlour, "/budget test:ann reels_per_day=0")
        got.append(bool((await opens(parlour)).job_id))
        await boss(parlour, "/budget test:ann reels_per_day=default")
        await boss(parlour, "/tier test:ann tier=trusted")
        got.append(bool((await opens(parlour)).job_id))
        known = await boss(parlour, "/budget test:ann")
        entered = await boss(parlour, "/audit")

    assert got == [True, False, True, False, True, False, True]
    assert "tier trusted" in known
    assert len(re.findall("test:boss", entered)) == 5


async def test_what_was_granted_is_taken_back(tmp_path: Path) -> None:
    """A grant that was a mistake makes room no longer."""
    parlour = Parlour(tmp_path, terms=TERMS)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        await boss(parlour, "/grant test:ann reels=2")
        await boss(parlour, "/revoke test:ann reels=1 reason=a mistake")
        got = [bool((await opens(parlour)).job_id) for _ in range(3)]

    assert got == [True, True, False]


@pytest.mark.parametrize(
    "told", ["dollars=-5", "dollars=1e9", "dollars=nan", "reels=-1", "reels=99999999", ""]
)
async def test_no_odd_amount_is_given(tmp_path: Path, told: str) -> None:
    """Negative, huge, or no numbers are refused, and the books stay as they are."""
    parlour = Parlour(tmp_path, terms=TERMS)
    async with parlour.open():
        await boss(parlour, f"/grant test:ann {told}")

        assert (await parlour.store.rulings(5), await parlour.balance()) == ([], (0, 0))


async def test_a_block_says_why_and_a_pause_lets_work_end(tmp_path: Path) -> None:
    """Who is blocked is told why and how long; while all is paused, what is under way is finished."""
    parlour = Parlour(tmp_path, terms=TERMS)
    async with parlour.open():
        for who in (ANN, BOB):
            await parlour.say("/niche specialty coffee", who=who)
        under_way = await opens(parlour)
        await boss(parlour, "/pause hours=2 reason=the vendor moves")
        refused = await opens(parlour, who=BOB)
        job = await parlour.ended(under_way.job_id)
        await boss(parlour, "/resume")
        await boss(parlour, "/block test:bob days=3 reason=spam")
        blocked = await opens(parlour, who=BOB)
        parlour.clock.move(days=3)
        later = await opens(parlour, who=BOB)

    assert "what is under way is finished. The reason: the vendor moves." in refused.text
    assert job.stage is Stage.DONE
    assert "No reels are taken from you until" in blocked.text
    assert "spam" in blocked.text
    assert later.job_id


async def test_a_reel_is_refunded_once(tmp_path: Path) -> None:
    """The house takes the price over, the account has money and reel back, and the books still balance."""
    parlour = Parlour(tmp_path, terms=TERMS)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        delivery = await parlour.reel("/generate monks seconds=10")
        paid = await parlour.balance(), await parlour.books()
        first = await boss(parlour, f"/refund {delivery.key} reason=too dark")
        second = await boss(parlour, f"/refund {delivery.key}")
        after = await parlour.balance(), await parlour.books()

    assert (paid, after) == (((1, 1_500_000), 1_500_000), ((0, 0), 1_500_000))
    assert ("is refunded" in first, "was refunded before" in second) == (True, True)


async def test_a_groups_budget_is_its_own_account(tmp_path: Path) -> None:
    """With a budget the group pays, each member within their share; without one everybody for themselves."""
    parlour = Parlour(tmp_path, terms=TERMS)
    async with parlour.open():
        for who in (ANN, BOB):
            await parlour.say("/niche specialty coffee", who=who)
        await boss(parlour, f"/budget {GROUP} reels_per_day=3")
        await boss(parlour, f"/budget {GROUP} of=share reels_per_day=2")
        got = [await opens(parlour, group=GROUP) for _ in range(3)]
        got += [await opens(parlour, who=BOB, group=GROUP) for _ in range(2)]
        own = await opens(parlour)
        settled = await parlour.say_in(GROUP, "/group", is_admin=True)

    assert [bool(reply.job_id) for reply in (*got, own)] == [True, True, False, True, False, True]
    assert "Your share of this group's" in got[2].text or "your share of this group's" in got[2].text
    assert "of its 3 reels" in got[4].text
    assert "Paid by: the group, within reels_per_day=3; each member reels_per_day=2" in settled.text


async def test_spending_is_shown_day_by_day_and_by_what(tmp_path: Path) -> None:
    """Everybody sees their own days; who runs the bot also all, the vendors, the groups and the people."""
    parlour = Parlour(tmp_path, terms=TERMS)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        await parlour.reel("/generate monks seconds=10")
        own = await parlour.say("/spending by=vendor")
        told = {by: await boss(parlour, f"/spending by={by}") for by in ("all", "vendor", "group", "person")}
        queue, jobs = await boss(parlour, "/queue"), await boss(parlour, "/jobs test:ann")

    assert "Your last 14 days: $1.50" in own.text
    assert "Everybody's last 14 days: $1.50" in told["all"]
    assert "fal" in told["vendor"]
    assert "none" in told["group"]
    assert "test:ann" in told["person"]
    assert "Nothing is under way" in queue
    assert "done · $1.50" in jobs


@pytest.mark.parametrize("line", ["/link", "/link 2222222222", "/unlink"])
async def test_a_block_goes_with_the_person(tmp_path: Path, line: str) -> None:
    """Who is blocked can neither link nor part accounts, and is told so, until the block is over."""
    parlour = Parlour(tmp_path, terms=TERMS)
    async with parlour.open():
        await boss(parlour, "/block test:bob days=3 reason=spam")
        meanwhile = await parlour.say(line, who=BOB)
        parlour.clock.move(days=3)
        later = await parlour.say(line, who=BOB)

    assert "neither linked nor parted" in meanwhile.text
    assert "neither linked nor parted" not in later.text
