"""The ledger and its running totals: every line of the book is added up, in the same transaction.

What an account has used is read off the totals of its days. They exist for each account, for each
member's share of a group's account, and for all accounts together.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.tables.loads import enter, sum_up, write_all
from adapters.storage.tables.rows import entry_row
from adapters.storage.tables.studio import entries, tallies
from core.books.ledger import BOT, Entry, bought_by
from core.books.quota import Quota, Usage

Days = dict[str, tuple[int, int]]
"""Reels and micro-dollars of each day."""

_ENTER = enter(entries, "id")
_ADD_UP = sum_up(tallies)
_DAYS = select(tallies).where(
    tallies.c.account.in_(bindparam("accounts", expanding=True)), tallies.c.day >= bindparam("first")
)
_BALANCES = (
    select(tallies.c.account, func.sum(tallies.c.reels))
    .where(tallies.c.account.in_(bindparam("accounts", expanding=True)))
    .group_by(tallies.c.account)
)


async def book(conn: AsyncConnection, lines: Sequence[Entry]) -> None:
    """Enter these lines and add them up."""
    if not lines:
        return
    await write_all(conn, _ENTER, [entry_row(line) for line in lines])
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        for account in {line.account, line.share or line.account, BOT}:
            total = sums[account, line.day]
            total[0] += line.reels
            total[1] += line.micros
    rows = [
        {"account": account, "day": day, "reels": reels, "micros": micros}
        # In one order for all, so that two transactions do not wait for each other.
        for (account, day), (reels, micros) in sorted(sums.items())
        # A reel that cost what was held changes no sum, and waits for nobody who adds to the same.
        if reels or micros
    ]
    if rows:
        await write_all(conn, _ADD_UP, rows)


async def days_of(conn: AsyncConnection, accounts: Iterable[str], first: str) -> dict[str, Days]:
    """The totals of each account's days from the first on; who has used nothing is left out."""
    found = await conn.execute(_DAYS, {"accounts": list(accounts), "first": first})
    days: dict[str, Days] = defaultdict(dict)
    for account, day, reels, micros in found:
        days[account][day] = int(reels), int(micros)
    return days


async def bought(conn: AsyncConnection, accounts: Iterable[str]) -> dict[str, int]:
    """How many bought reels are left of each of these accounts; who never bought any is left out."""
    owners = {bought_by(account): account for account in accounts}
    found = await conn.execute(_BALANCES, {"accounts": list(owners)})
    return {owners[account]: -int(reels) for account, reels in found}


def used_on(
    days: Days, today: str, under_way: int = 0, rule: Quota | None = None, zone: str = "UTC", left: int = 0
) -> Usage:
    """What was used on a day, and in its month; with the rule, whose day it is, and bought reels left."""
    reels, micros = days.get(today, (0, 0))
    month, all_reels, all_micros = today[:7], 0, 0
    for day, (some, cost) in days.items():
        if day.startswith(month):
            all_reels, all_micros = all_reels + some, all_micros + cost
    return Usage(reels, micros, all_micros, all_reels, under_way, today, rule, zone, left)
