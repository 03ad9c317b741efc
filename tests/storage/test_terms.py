"""Who pays, by which rules, and that no interleaving spends one micro-dollar too many."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.storage import open_store
from adapters.storage.store import SqlStore
from adapters.storage.tables.studio import entries, tallies
from core.books.account import Block, Terms, Tier
from core.books.admission import Whose
from core.books.ledger import BOT, HOUSE, Bill, close
from core.books.ledger import given as granted
from core.books.quota import Limit, Quota
from core.reel.brief import Brief
from core.reel.catalogue import ANIMATIC
from core.reel.job import Job, Stage, new_id
from core.reel.niche import Niche
from core.store import Change, Opened, Ruling
from tests.databases import url_of
from tests.players import QUICK, HandClock

NIGHT = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
GROUP = "test:-7"
EACH = pytest.mark.usefixtures("each_database")


def new_job(clock: HandClock, who: str = "ann", micros: int = 100, group: str = "") -> Job:
    """A job that nobody has opened yet."""
    job_id = new_id()
    model = QUICK.id if micros else ANIMATIC
    return Job(
        id=job_id,
        account=f"test:{who}",
        requester=f"test:{who}",
        address="here",
        request_key=job_id,
        group=group,
        brief=Brief(niche=Niche(subject="coffee"), topic=job_id, model=model),
        quote=micros,
        opened_at=clock(),
        stage_at=clock(),
    )


def ruling(clock: HandClock) -> Ruling:
    """Somebody decided something."""
    return Ruling("test:boss", "settle", "somebody", "", clock())


async def told(store: SqlStore, clock: HandClock, account: str, **changes: object) -> None:
    """Something is settled for an account."""
    await store.settle(account, changes, ruling(clock))


AMOUNTS = st.integers(0, 40)
RULES = st.builds(
    Quota,
    reels_per_day=st.none() | st.integers(0, 4),
    micros_per_day=st.none() | AMOUNTS,
    micros_per_month=st.none() | AMOUNTS,
    reels_per_month=st.none() | st.integers(0, 6),
    at_once=st.none() | st.integers(0, 4),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob"]),
        st.sampled_from(["", GROUP]),
        st.integers(0, 25),
        st.sampled_from(["open", "open", "open", "close", "tomorrow"]),
        st.integers(0, 25),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(free=RULES, share=RULES, bot=RULES, group=RULES, pays=st.booleans(), steps=STEPS)
def test_no_interleaving_overspends(
    free: Quota, share: Quota, bot: Quota, group: Quota, pays: bool, steps: list[Any]
) -> None:
    """Whatever is ordered and closed at the same moment, no rule is broken by one reel or micro-dollar."""
    terms = Terms(free=free, share=share, bot=bot)
    with TemporaryDirectory() as folder:
        asyncio.run(_live(Path(folder), terms, group if pays else None, steps))


@pytest.mark.usefixtures("on_postgres")
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(free=RULES, share=RULES, bot=RULES, group=RULES, pays=st.booleans(), steps=STEPS)
def test_no_interleaving_of_two_processes_overspends(
    free: Quota, share: Quota, bot: Quota, group: Quota, pays: bool, steps: list[Any]
) -> None:
    """The same holds when every other order comes through another process, on PostgreSQL."""
    terms = Terms(free=free, share=share, bot=bot)
    with TemporaryDirectory() as folder:
        asyncio.run(_live(Path(folder), terms, group if pays else None, steps, processes=2))


def _terms(whose: str, rule: Quota) -> Terms:
    """Terms with one rule."""
    return {"free": Terms(free=rule), "share": Terms(share=rule), "bot": Terms(bot=rule)}[whose]


async def _live(
    folder: Path, terms: Terms, group: Quota | None, steps: list[Any], processes: int = 1
) -> None:
    clock, url = HandClock(), url_of(folder)
    async with AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(open_store(url, folder, clock)) for _ in range(processes)]
        store = stores[0]
        if group is not None:
            parts = {name: getattr(group, name) for name in group.__slots__}
            await told(store, clock, GROUP, quota=parts)
        burst: list[Any] = []
        for who, where, micros, does, cost in steps:
            if does == "open":
                door = stores[len(burst) % processes]
                burst.append(door.open(new_job(clock, who, micros, where), terms))
                continue
            await _check(store, terms, group, await asyncio.gather(*burst))
            burst = []
            if does == "close":
                await _close_all(store, clock, cost)
            else:
                clock.move(days=1)
        await _check(store, terms, group, await asyncio.gather(*burst))


async def _close_all(store: SqlStore, clock: HandClock, cost: int) -> None:
    """Every job that waits ends; it costs its account what was quoted at most, and the house the rest."""
    found = await store.claim(Stage.PLANNING, 100, clock())
    for claim in found.claims:
        own = min(cost, claim.job.quote)
        bill = Bill(1 if own else 0, own, cost - own)
        ended = claim.job.but(stage=Stage.DONE, bill=bill, closed_at=clock())
        await store.save(claim, Change(ended, None, entries=close(claim.job.hold, bill, clock())))


async def _check(store: SqlStore, terms: Terms, group: Quota | None, opened: list[Opened]) -> None:
    """The totals are the sums of the book, and none is over its rule."""
    lines = await store.read(sa.select(entries))
    days: Counter[tuple[str, str, str]] = Counter()
    for line in lines:
        for key in {line.account, line.share, BOT}:
            days[key, line.day, "reels"] += line.reels
            days[key, line.day, "micros"] += line.micros
    kept = await store.read(sa.select(tallies))
    assert {(t.account, t.day): (t.reels, t.micros) for t in kept} == {
        (key, day): (days[key, day, "reels"], days[key, day, "micros"]) for key, day, _ in days
    }
    rules = {f"test:{who}": terms.free for who in ("ann", "bob")}
    if group is not None:
        rules[GROUP] = group
        rules |= {f"{GROUP}/test:{who}": terms.share for who in ("ann", "bob")}
    house = sum(line.micros for line in lines if line.account == HOUSE)
    months: Counter[tuple[str, str]] = Counter()
    for (key, day, unit), used in days.items():
        assert used >= 0
        months[key, unit] += used if day[:7] == "2026-11" else 0
        if key in rules:
            most = rules[key].reels_per_day if unit == "reels" else rules[key].micros_per_day
            assert most is None or used <= most
        if key == BOT and unit == "micros" and terms.bot.micros_per_day is not None:
            # The house's own costs come on top of what was held.
            assert used <= terms.bot.micros_per_day + house
    for key, rule in rules.items():
        assert rule.micros_per_month is None or months[key, "micros"] <= rule.micros_per_month
        assert rule.reels_per_month is None or months[key, "reels"] <= rule.reels_per_month
    assert all((each.job is None) == (each.limit is not None) for each in opened)


@EACH
@pytest.mark.parametrize("whose", ["free", "share", "bot", "group"])
@pytest.mark.parametrize(
    ("rule", "micros", "limit"),
    [
        (Quota(at_once=0), 0, Limit.AT_ONCE),
        (Quota(reels_per_day=0), 0, Limit.REELS_PER_DAY),
        (Quota(reels_per_month=0), 0, Limit.REELS_PER_MONTH),
        (Quota(micros_per_day=0), 1, Limit.MICROS_PER_DAY),
        (Quota(micros_per_month=0), 1, Limit.MICROS_PER_MONTH),
        (Quota(micros_per_day=0, micros_per_month=0), 0, None),
        (Quota(), 10**12, None),
    ],
)
async def test_nought_is_none_and_empty_is_unlimited_for_everybody(
    tmp_path: Path, whose: str, rule: Quota, micros: int, limit: Limit | None
) -> None:
    """For a person, a group, a member's share and the whole bot 0 lets nothing through, empty everything."""
    clock, where = HandClock(), GROUP if whose in ("share", "group") else ""
    terms = Terms() if whose == "group" else _terms(whose, rule)
    async with open_store(url_of(tmp_path), tmp_path, clock) as store:
        if where:
            parts = {name: getattr(rule, name) for name in rule.__slots__} if whose == "group" else {}
            await told(store, clock, GROUP, quota=parts or {"reels_per_day": None})
        opened = await store.open(new_job(clock, micros=micros, group=where), terms)

    assert opened.limit == limit
    if limit is not None:
        by_name = {"free": Whose.PERSON, "share": Whose.SHARE, "bot": Whose.BOT, "group": Whose.GROUP}
        assert opened.whose is by_name[whose]


@EACH
async def test_a_day_begins_where_the_account_lives(tmp_path: Path) -> None:
    """Half an hour before midnight UTC it is the next day, and month, in Berlin; each counts their own."""
    clock = HandClock()
    clock.now = NIGHT
    async with open_store(url_of(tmp_path), tmp_path, clock) as store:
        await told(store, clock, "test:ann", zone="Europe/Berlin")
        rule = Terms(Quota(reels_per_day=1, reels_per_month=1))
        first = [await store.open(new_job(clock, who), rule) for who in ("ann", "bob")]
        clock.move(hours=1)
        later = [await store.open(new_job(clock, who), rule) for who in ("ann", "bob")]

    assert [each.usage.day for each in first] == ["2026-12-01", "2026-11-30"]
    assert [each.limit for each in later] == [Limit.REELS_PER_DAY, None]


@EACH
async def test_a_group_with_a_budget_pays_and_each_member_has_a_share(tmp_path: Path) -> None:
    """The group's account pays; one member's share does not stop another's, and their own money is kept."""
    clock = HandClock()
    terms = Terms(free=Quota(micros_per_day=0), share=Quota(micros_per_day=100))
    async with open_store(url_of(tmp_path), tmp_path, clock) as store:
        await told(store, clock, GROUP, quota={"micros_per_day": 250})
        opened = [
            await store.open(new_job(clock, who, 100, GROUP), terms) for who in ("ann", "ann", "bob", "cid")
        ]
        used = [(await store.usage(who, clock())).micros_today for who in (GROUP, "test:ann", BOT)]

    assert [(each.limit, each.whose if each.limit else None) for each in opened] == [
        (None, None),
        (Limit.MICROS_PER_DAY, Whose.SHARE),
        (None, None),
        (Limit.MICROS_PER_DAY, Whose.GROUP),
    ]
    assert used == [200, 0, 200]


@EACH
async def test_tiers_and_what_was_settled_for_one_account(tmp_path: Path) -> None:
    """Trusted people have their own rule, those who run the bot none, and an override beats both."""
    clock, terms = HandClock(), Terms(Quota(reels_per_day=0), Quota(reels_per_day=1))
    terms = replace(terms, admins=frozenset({"test:boss"}))
    async with open_store(url_of(tmp_path), tmp_path, clock) as store:
        await told(store, clock, "test:tom", tier=Tier.TRUSTED)
        await told(store, clock, "test:eve", quota={"reels_per_day": 2})
        counts = {
            who: [(await store.open(new_job(clock, who), terms)).limit for _ in range(3)].count(None)
            for who in ("ann", "tom", "eve", "boss")
        }

    assert counts == {"ann": 0, "tom": 1, "eve": 2, "boss": 3}


@EACH
async def test_a_block_keeps_out_until_it_runs_out(tmp_path: Path) -> None:
    """Somebody who is blocked for a day can order the day after; while the bot is paused, nobody can."""
    clock = HandClock()
    async with open_store(url_of(tmp_path), tmp_path, clock) as store:
        until = clock() + timedelta(days=1)
        await told(store, clock, "test:ann", block=Block(until=until, reason="spam"))
        blocked = await store.open(new_job(clock), Terms())
        free = await store.open(new_job(clock, "bob"), Terms())
        clock.move(days=1)
        again = await store.open(new_job(clock), Terms())
        await told(store, clock, BOT, block=Block(reason="maintenance"))
        paused = await store.open(new_job(clock, "bob"), Terms())

    assert blocked.barred is not None
    assert blocked.barred.block.reason == "spam"
    assert (blocked.job, bool(free.job), bool(again.job), paused.job) == (None, True, True, None)
    assert paused.barred is not None
    assert paused.barred.whose is Whose.BOT


@EACH
async def test_what_is_given_is_given_once_and_paid_by_the_house(tmp_path: Path) -> None:
    """A grant makes room on its day, a second one of the same name does nothing, and the books balance."""
    clock, rule = HandClock(), Terms(Quota(reels_per_day=1, micros_per_day=100))
    async with open_store(url_of(tmp_path), tmp_path, clock) as store:
        await store.open(new_job(clock), rule)
        gift = granted("test:ann", "gift-1", 1, 100, clock().date().isoformat(), clock())
        done = [await store.book(gift, ruling(clock)) for _ in range(2)]
        opened = [(await store.open(new_job(clock), rule)).limit for _ in range(2)]
        books = await store.read(sa.select(sa.func.sum(entries.c.micros)))

    assert done == [True, False]
    assert opened == [None, Limit.REELS_PER_DAY]
    assert books[0][0] == 200


@EACH
async def test_a_flood_does_not_starve_the_others(tmp_path: Path) -> None:
    """Whoever orders one reel after somebody's hundred is among the first, and a queue keeps its order."""
    clock = HandClock()
    async with open_store(url_of(tmp_path), tmp_path, clock) as store:
        flood = [new_job(clock) for _ in range(100)]
        await asyncio.gather(*(store.open(job, Terms()) for job in flood))
        clock.move(seconds=1)
        late = [new_job(clock, who) for who in ("bob", "cid", "dan")]
        for job in late:
            await store.open(job.but(opened_at=clock()), Terms())
            clock.move(milliseconds=1)
        first = (await store.claim(Stage.PLANNING, 5, clock())).claims
        then = (await store.claim(Stage.PLANNING, 5, clock())).claims

    assert [c.job.id for c in first] == [j.id for j in (flood[0], *late, flood[1])]
    assert [c.job.id for c in then] == [j.id for j in flood[2:7]]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rule=RULES,
    whose=st.sampled_from(["free", "bot"]),
    batches=st.lists(st.lists(st.integers(0, 25), min_size=2, max_size=4), min_size=1, max_size=4),
)
def test_a_batch_is_opened_whole_or_not_at_all(rule: Quota, whose: str, batches: list[list[int]]) -> None:
    """Of batches that race each is held to the last micro-dollar or leaves no trace, within every rule."""
    with TemporaryDirectory() as folder:
        asyncio.run(_raced(Path(folder), _terms(whose, rule), rule, batches))


async def _raced(folder: Path, terms: Terms, rule: Quota, batches: list[list[int]]) -> None:
    clock = HandClock()
    async with open_store(url_of(folder), folder, clock) as store:
        made = [[new_job(clock, micros=micros) for micros in batch] for batch in batches]
        opened = await asyncio.gather(*(store.open(batch[0], terms, batch[1:]) for batch in made))
        lines = await store.read(sa.select(entries))
        for batch, outcome in zip(made, opened, strict=True):
            held = sum(line.micros for line in lines if line.job_id in {job.id for job in batch})
            found = [await store.job(job.id) for job in batch]
            assert all(found) if outcome.job is not None else not any(found)
            assert held == (sum(job.quote for job in batch) if outcome.job is not None else 0)
        await _check(store, terms, None, list(opened))
        assert rule.at_once is None or len(lines) <= rule.at_once
