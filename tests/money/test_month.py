"""A thousand people, forty groups, thirty days: the books balance to the micro-dollar."""

from collections import Counter
from pathlib import Path

import pytest

from core.books.ledger import BOT, EVER, HOUSE, bought_by
from tests.money.month import BUDGET, TERMS, Month

BOUGHT = bought_by("")


async def test_after_a_month_of_failures_the_books_balance(tmp_path: Path) -> None:
    """No cap is exceeded, no account negative, no job without an end, and the vendor's bill is the book's."""
    month = Month(tmp_path)
    lines = await _lived_through(month)

    # It was a month in which everything happened.
    assert month.kills == 10
    assert len(month.refusals) >= 5
    assert len([line for line in lines if line[0].startswith(BOUGHT) and line[2] != EVER]) > 10
    assert (
        min(month.vendor.seen[what] for what in ("away", "unsaid", "lost", "refused", "failed", "charged"))
        > 5
    )


@pytest.mark.usefixtures("on_postgres")
async def test_after_some_days_on_postgresql_the_books_balance(tmp_path: Path) -> None:
    """The same holds on PostgreSQL, also after a day that ends in the middle of its steps."""
    days = Month(tmp_path, people=60, groups=6, days=3, orders_a_day=36)
    await _lived_through(days)

    assert days.kills == 1
    assert days.vendor.bill > 0


async def _lived_through(month: Month) -> list[tuple[str, str, str, int, int]]:
    """Live it, and hold its books against everything else that is known; returns the ledger's lines."""
    await month.live()
    async with month.house.open():
        totals, lines, books = await month.totals(), await month.lines(), await month.books()
        left = await month.open_jobs()

    assert left == 0
    assert books == month.vendor.bill
    moved = {(account, day): (reels, micros) for account, day, reels, micros in totals if reels or micros}
    assert _added_up(lines) == moved
    assert [each for each in totals if each[0] != HOUSE and each[1] != EVER and min(each[2:]) < 0] == []
    assert _overdrawn(totals) == []
    assert _over_their_rule(totals, lines) == []
    assert set(month.posts.values()) == {1}
    assert len(month.posts) == len(month.jobs)
    return lines


def _added_up(lines: list[tuple[str, str, str, int, int]]) -> dict[tuple[str, str], tuple[int, int]]:
    reels, micros = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for account, share, day, more, cost in lines:
        for key in {account, share, BOT}:
            reels[key, day] += more
            micros[key, day] += cost
    return {key: (reels[key], micros[key]) for key in reels if reels[key] or micros[key]}


def _overdrawn(totals: list[tuple[str, str, int, int]]) -> list[str]:
    """Accounts that have used more reels than they bought."""
    used = Counter[str]()
    for account, _, reels, _ in totals:
        used[account] += reels
    return [account for account, reels in used.items() if account.startswith(BOUGHT) and reels > 0]


def _over_their_rule(
    totals: list[tuple[str, str, int, int]], lines: list[tuple[str, str, str, int, int]]
) -> list[tuple[str, str]]:
    """Accounts and days, or months, that went over their rule; the bot's is without the house's own costs."""
    over = []
    house = Counter[str]()
    for account, _, day, _, micros in lines:
        if account == HOUSE:
            house[day] += micros
    months = Counter[tuple[str, str]]()
    for account, day, reels, micros in totals:
        paid = micros - house[day] if account == BOT else micros
        if account.startswith(BOUGHT):
            continue
        months[account, day[:7]] += paid
        if account == HOUSE:
            continue
        most = _rule(account)
        over += [(account, day)] if paid > most[0] or reels > most[2] else []
    over += [(account, month) for (account, month), paid in months.items()
             if account != HOUSE and paid > _rule(account)[1]]  # fmt: skip
    return over


def _rule(account: str) -> tuple[float, float, float]:
    """Dollars a day and month, and reels a day."""
    if account == BOT:
        return TERMS.bot.micros_per_day or 0, TERMS.bot.micros_per_month or 0, float("inf")
    if "/" in account:
        return TERMS.share.micros_per_day or 0, float("inf"), TERMS.share.reels_per_day or 0
    if account.startswith("test:-"):
        return BUDGET["micros_per_day"], BUDGET["micros_per_month"], float("inf")
    return TERMS.free.micros_per_day or 0, TERMS.free.micros_per_month or 0, TERMS.free.reels_per_day or 0
