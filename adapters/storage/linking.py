"""Several requesters share one account: codes are offered and used up, accounts joined and left."""

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.items import Leave, Offer, Redeem
from adapters.storage.schema import links, requesters, stamp


async def offer(conn: AsyncConnection, item: Offer) -> None:
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
    await _join(conn, item.key, await _account(conn, owner))
    return str(owner)


async def leave(conn: AsyncConnection, item: Leave) -> bool:
    """Part from an account. Its first owner keeps it, so when that one leaves, the others do."""
    account = await _account(conn, item.key)
    if account != item.key:
        await _join(conn, item.key, item.key)
        return True
    others = update(requesters).where(requesters.c.account == account, requesters.c.key != item.key)
    parted = await conn.execute(others.values(account=requesters.c.key))
    return parted.rowcount > 0


async def _account(conn: AsyncConnection, key: str) -> str:
    known = await conn.execute(select(requesters.c.account).where(requesters.c.key == key))
    return str(known.scalar_one_or_none() or key)


async def _join(conn: AsyncConnection, key: str, account: str) -> None:
    changed = await conn.execute(update(requesters).where(requesters.c.key == key).values(account=account))
    if not changed.rowcount:
        await conn.execute(insert(requesters).values(key=key, account=account, niche=None))
