"""What was settled for accounts, and what those who run the bot decided."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.tables.columns import stamp
from adapters.storage.tables.studio import rulings, standings
from adapters.storage.tables.upserts import enter_latest
from adapters.storage.transactions.books import book
from adapters.storage.transactions.locks import lock_turnstile
from core.books.account import PLAIN, Standing
from core.books.ledger import Entry
from core.store import Ruling

_STANDINGS = select(standings).where(standings.c.account.in_(bindparam("accounts", expanding=True)))
_SETTLE = enter_latest(standings)


async def standings_of(conn: AsyncConnection, accounts: Iterable[str]) -> dict[str, Standing]:
    """What was settled for these; those with nothing settled are left out."""
    found = await conn.execute(_STANDINGS, {"accounts": list(accounts)})
    return {account: Standing.model_validate_json(doc) for account, doc in found}


async def settle(
    conn: AsyncConnection, account: str, changes: Mapping[str, object], ruling: Ruling
) -> Standing:
    """Change some fields of a standing."""
    await lock_turnstile(conn)
    known = (await standings_of(conn, [account])).get(account, PLAIN)
    settled = Standing.model_validate({**known.model_dump(), **changes})
    await conn.execute(_SETTLE, {"account": account, "doc": settled.model_dump_json()})
    await _enter(conn, ruling)
    return settled


async def give(conn: AsyncConnection, entries: Sequence[Entry], ruling: Ruling) -> None:
    """Enter what was given or taken back."""
    await book(conn, entries)
    await _enter(conn, ruling)


async def _enter(conn: AsyncConnection, ruling: Ruling) -> None:
    told = {
        "by": ruling.by,
        "what": ruling.what,
        "to": ruling.to,
        "words": ruling.words,
        "at": stamp(ruling.at),
    }
    await conn.execute(insert(rulings).values(told))
