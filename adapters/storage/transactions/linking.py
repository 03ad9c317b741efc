"""Several requesters share one account: codes are offered and used up, accounts joined and left.

What somebody has bought goes with them, as far as it is left.
"""

from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.tables.columns import stamp
from adapters.storage.tables.studio import links, payments, requesters
from adapters.storage.transactions.books import book, bought
from adapters.storage.transactions.items import Issue, Leave, Redeem
from core.books.ledger import EVER, bought_by, given
from core.books.till import State
from core.reel.job import new_id


async def issue(conn: AsyncConnection, item: Issue) -> None:
    """Keep a code; a requester has one at a time."""
    await conn.execute(delete(links).where(links.c.requester == item.key))
    told = {"code": item.code, "requester": item.key, "until": stamp(item.until)}
    await conn.execute(insert(links).values(told))


async def redeem(conn: AsyncConnection, item: Redeem) -> str | None:
    """Join the account behind a code that is still good and somebody else's."""
    is_good = (
        (links.c.code == item.code) & (links.c.until > stamp(item.now)) & (links.c.requester != item.key)
    )
    used_up = delete(links).where(is_good).returning(links.c.requester)
    owner = (await conn.execute(used_up)).scalar_one_or_none()
    if owner is None:
        return None
    await _join(conn, item.key, await account_of(conn, owner), item.now)
    return str(owner)


async def leave(conn: AsyncConnection, item: Leave) -> bool:
    """Part from an account. Its first owner keeps it, so when that one leaves, the others do."""
    account = await account_of(conn, item.key)
    if account != item.key:
        await _join(conn, item.key, item.key, item.now)
        return True
    return await disband(conn, account, item.now)


async def disband(conn: AsyncConnection, account: str, now: datetime) -> bool:
    """Give everybody who shares the account of its first owner their own again; whether anybody did."""
    others = select(requesters.c.key).where(requesters.c.account == account, requesters.c.key != account)
    keys = list((await conn.execute(others)).scalars())
    for key in keys:
        await _join(conn, key, key, now)
    return bool(keys)


async def account_of(conn: AsyncConnection, key: str) -> str:
    """The account that a requester uses; their own, unless they share one."""
    known = await conn.execute(select(requesters.c.account).where(requesters.c.key == key))
    return str(known.scalar_one_or_none() or key)


async def _join(conn: AsyncConnection, key: str, account: str, now: datetime) -> None:
    await _carry(conn, key, account, now)
    changed = await conn.execute(update(requesters).where(requesters.c.key == key).values(account=account))
    if not changed.rowcount:
        await conn.execute(insert(requesters).values(key=key, account=account, niche=None))


async def _carry(conn: AsyncConnection, key: str, to: str, now: datetime) -> None:
    """What somebody bought and is left goes from the account that they use to the one that they join."""
    mine = select(func.coalesce(func.sum(payments.c.reels), 0)).where(
        payments.c.requester == key, payments.c.state == State.PAID.value
    )
    account = await account_of(conn, key)
    left = (await bought(conn, [account])).get(account, 0)
    reels = min(left, int((await conn.execute(mine)).scalar_one()))
    if account == to or not reels:
        return
    name = f"carried:{new_id()}"
    moves = (account, -reels), (to, reels)
    await book(conn, [given(bought_by(where), name, number, 0, EVER, now)[0] for where, number in moves])
