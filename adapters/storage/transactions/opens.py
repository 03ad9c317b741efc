"""Jobs are opened: every rule is checked, the price held and the row made, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.tables.columns import stamp
from adapters.storage.tables.loads import enter, write_all
from adapters.storage.tables.rows import new_job_row, read_job
from adapters.storage.tables.studio import IS_OPEN, jobs, standings, tallies
from adapters.storage.transactions.books import Days, book, bought, days_of, used_on
from adapters.storage.transactions.items import Open
from adapters.storage.transactions.locks import lock_turnstile
from adapters.storage.transactions.settled import standings_of
from core.books.account import PLAIN, Standing
from core.books.admission import Purse, Whose, barred, covered, hindered, purses, seated
from core.books.ledger import BOT, bought_by, day_of
from core.books.quota import Usage
from core.reel.job import Job
from core.store import Opened

_SPACING = 10 * 60 * 1_000_000
"""So many microseconds later than one's job before is a job's turn, while that is open.

A fortieth job lets everybody go first who comes within the next six hours, and none waits for ever.
"""

_KNOWN = select(jobs.c.request_key, jobs.c.doc).where(
    jobs.c.request_key.in_(bindparam("keys", expanding=True))
)
_CROWD = (
    select(jobs.c.account, jobs.c.share, func.count(), func.max(jobs.c.turn_at))
    .where(jobs.c.account.in_(bindparam("accounts", expanding=True)), IS_OPEN)
    .group_by(jobs.c.account, jobs.c.share)
)
_EVERYBODY = select(func.count()).select_from(jobs).where(IS_OPEN)
_OPEN = enter(jobs)
_ACCOUNT, _NOTHING = bindparam("account", type_=jobs.c.account.type), literal(0)
# One question instead of four: it is asked for every reel that ends.
_USED = union_all(
    select(literal("standing"), standings.c.doc, _NOTHING, _NOTHING).where(standings.c.account == _ACCOUNT),
    select(literal("day"), tallies.c.day, tallies.c.reels, tallies.c.micros).where(
        tallies.c.account == _ACCOUNT, tallies.c.day >= bindparam("first")
    ),
    select(literal("bought"), literal(""), func.sum(tallies.c.reels), _NOTHING).where(
        tallies.c.account == bindparam("bought")
    ),
    select(literal("open"), literal(""), func.count(), _NOTHING).where(jobs.c.account == _ACCOUNT, IS_OPEN),
)


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many jobs of an account or a share are open, and when it is a share's last one's turn."""

    open: dict[str, int]
    turns: dict[str, int]

    def join(self, job: Job, keys: Sequence[str]) -> int:
        """One more is open; when it is its turn."""
        for key in keys:
            self.open[key] = self.open.get(key, 0) + 1
        turn = max(stamp(job.opened_at), self.turns.get(job.share, 0) + _SPACING)
        self.turns[job.share] = turn
        return turn


@dataclass(frozen=True, slots=True)
class Counter:
    """Where a load of openings is decided on, each as if they had come one by one.

    `bought` is how many bought reels each account has left.
    """

    known: dict[str, Job]
    standings: dict[str, Standing]
    days: dict[str, Days]
    crowd: Crowd
    bought: dict[str, int]

    def used(self, purse: Purse, day: str) -> Usage:
        """What one of the sums has come to, with the rule for it."""
        under_way = self.crowd.open.get(purse.key, 0)
        left = self.bought.get(purse.key, 0)
        return used_on(self.days.get(purse.key, {}), day, under_way, purse.rule, purse.zone, left)

    def decide(self, item: Open, job: Job, made: list[tuple[Job, int]]) -> Opened:
        """Open a job that has been seated and the rest of its batch, or say what stands in their way."""
        own = item.job.account
        batch = (job, *(seated(each, item.terms, self.standings) for each in item.also))
        rules = purses(job, own, item.terms, self.standings)
        payers, used = rules[0], self.used(rules[0], job.day)
        if (earlier := self.known.get(job.request_key)) is not None:
            return Opened(earlier, used, is_repeat=earlier.id != job.id)
        if (bar := barred(own, job.group, self.standings, job.opened_at)) is not None:
            return Opened(None, used, barred=bar)
        if payers.whose is Whose.PERSON:
            batch = covered(batch, payers.rule, used, item.terms.worth)
        for purse in () if job.is_preview else rules:
            usage = used if purse is payers else self.used(purse, job.day)
            if (limit := hindered(batch, purse, usage)) is not None:
                return Opened(None, usage, limit, whose=purse.whose)
        made += [(each, self._enter(each, [purse.key for purse in rules])) for each in batch]
        return Opened(batch[0], self.used(payers, job.day))

    def _enter(self, job: Job, keys: list[str]) -> int:
        self.known[job.request_key] = job
        if job.bought:
            self.bought[job.account] -= job.bought
        for key in keys[1:] if job.bought else keys:
            days = self.days.setdefault(key, {})
            reels, micros = days.get(job.day, (0, 0))
            days[job.day] = reels + job.reels, micros + job.quote
        return self.crowd.join(job, keys)


async def open_all(conn: AsyncConnection, items: Sequence[Open]) -> list[Opened]:
    """Decide on each in its order."""
    await lock_turnstile(conn)
    accounts = {key for item in items for key in (item.job.account, item.job.group, BOT) if key}
    standings = await standings_of(conn, accounts)
    seats = [seated(item.job, item.terms, standings) for item in items]
    counter, made = await _counter(conn, items, seats, standings), list[tuple[Job, int]]()
    opened = [counter.decide(item, job, made) for item, job in zip(items, seats, strict=True)]
    if made:
        await write_all(conn, _OPEN, [new_job_row(job, turn) for job, turn in made])
        await book(conn, [job.hold for job, _ in made])
    return opened


async def _counter(
    conn: AsyncConnection, items: Sequence[Open], seats: Sequence[Job], standings: dict[str, Standing]
) -> Counter:
    keys = {key for job in seats for key in (job.account, job.share, BOT)}
    first = min(job.day for job in seats)[:8] + "01"
    counts_all = any(item.terms.of_bot(standings.get(BOT, PLAIN)).at_once is not None for item in items)
    return Counter(
        known=await _known(conn, items),
        standings=standings,
        days=await days_of(conn, keys, first),
        crowd=await _crowd(conn, {job.account for job in seats}, counts_all=counts_all),
        bought=await bought(conn, {job.account for job in seats}),
    )


async def _known(conn: AsyncConnection, items: Sequence[Open]) -> dict[str, Job]:
    keys = [item.job.request_key for item in items]
    found = await conn.execute(_KNOWN, {"keys": keys})
    return {key: read_job(doc) for key, doc in found}


async def _crowd(conn: AsyncConnection, accounts: set[str], *, counts_all: bool) -> Crowd:
    crowd = Crowd({}, {})
    for account, share, number, turn in await conn.execute(_CROWD, {"accounts": list(accounts)}):
        crowd.open[account] = crowd.open.get(account, 0) + number
        if share != account:
            crowd.open[share] = number
        crowd.turns[share] = turn
    if counts_all:
        crowd.open[BOT] = (await conn.execute(_EVERYBODY)).scalar_one()
    return crowd


async def usage_of(conn: AsyncConnection, account: str, now: datetime) -> Usage:
    """What an account has used on its own day of `now`, and in that month."""
    # Nobody's day is further back than the day before.
    first = f"{day_of(now - timedelta(days=1))[:8]}01"
    told = {"account": account, "first": first, "bought": bought_by(account)}
    standing, days, left, under_way = PLAIN, dict[str, tuple[int, int]](), 0, 0
    for kind, words, reels, micros in await conn.execute(_USED, told):
        match kind:
            case "standing":
                standing = Standing.model_validate_json(words)
            case "day":
                days[words] = int(reels), int(micros)
            case "bought":
                left = -int(reels or 0)
            case _:
                under_way = reels
    return used_on(days, standing.day(now), under_way, zone=standing.zone, left=left)
