"""The ledger and its running totals: every line of the book is added up, in the same transaction.

What an account has used is read off the totals of its days. They exist for each account, for each
member's share of a group's account, and for all accounts together.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.loads import enter, write_rows
from adapters.storage.rows import entry_row
from adapters.storage.schema import entries, tallies
from adapters.storage.upserts import add_up
from core.ledger import BOT, Entry
from core.quota import Quota, Usage

Days = dict[str, tuple[int, int]]
"""Reels and micro-dollars of each day."""

_ENTER = enter(entries, "id")
_ADD_UP = add_up(tallies)
_DAYS = select(tallies).where(
    tallies.c.account.in_(bindparam("accounts", expanding=True)), tallies.c.day >= bindparam("first")
)


async def book(conn: AsyncConnection, lines: Sequence[Entry]) -> None:
    """Enter these lines and add them up."""
    if not lines:
        return
    await write_rows(conn, _ENTER, [entry_row(line) for line in lines])
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
    ]
    await write_rows(conn, _ADD_UP, rows)


async def days_of(conn: AsyncConnection, accounts: Iterable[str], first: str) -> dict[str, Days]:
    """The totals of each account's days from the first on; who has used nothing is left out."""
    found = await conn.execute(_DAYS, {"accounts": list(accounts), "first": first})
    days: dict[str, Days] = defaultdict(dict)
    for account, day, reels, micros in found:
        days[account][day] = int(reels), int(micros)
    return days


def used_on(
    days: Days, today: str, under_way: int = 0, rule: Quota | None = None, zone: str = "UTC"
) -> Usage:
    """What was used on a day, and in its month; with the rule for it, and whose day it is."""
    reels, micros = days.get(today, (0, 0))
    month, all_reels, all_micros = today[:7], 0, 0
    for day, (some, cost) in days.items():
        if day.startswith(month):
            all_reels, all_micros = all_reels + some, all_micros + cost
    return Usage(reels, micros, all_micros, all_reels, under_way, today, rule, zone)
