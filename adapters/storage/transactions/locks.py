"""Rows are locked before anything is read or written, and in one order, so that nobody waits in a circle.

Renders come before jobs, jobs before the turnstile, that before the tallies; of a kind the lowest key first.
SQLite needs none of this: there a transaction that writes is alone.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import RowMapping, and_, bindparam, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.tables.studio import IS_WAITING, jobs, renders
from adapters.storage.transactions.items import Errand, Hear, Item, Leave, Redeem, Save, Signal

Fences = Mapping[str, RowMapping]
"""What decides, by the ids of jobs, whether and how they may be saved."""

_RENDERS = (
    select(renders.c.job_id)
    .where(renders.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(renders.c.id)
    .with_for_update()
)
_IDS = jobs.c.id.in_(bindparam("ids", expanding=True))
_NAMES = bindparam("names", expanding=True, type_=jobs.c.digest.type)
# Whoever is about to wait for the same storyboard has not said so yet: the row has its brief's digest.
CONCERNED = or_(
    and_(IS_WAITING, jobs.c.waits_for.in_(_NAMES)),
    and_(jobs.c.digest.in_(_NAMES), jobs.c.is_planned.is_(False)),
)
"""Jobs that are parked on one of these `names`, or about to be."""

_FENCE = [
    jobs.c[name] for name in ("id", "lease", "last_save", "wakes", "is_cancelled", "is_approved", "due_at")
]
_JOBS = select(*_FENCE).order_by(jobs.c.id).with_for_update()
_TURNSTILE = text("SELECT pg_advisory_xact_lock(:turnstile)")
_TURNSTILE_NUMBER = 0x7E11


async def lock(conn: AsyncConnection, items: Sequence[Item]) -> Fences:
    """Lock every row that these are about to change, but for those that they make; the jobs as they are."""
    saves = [item for item in items if isinstance(item, Save)]
    changed = [each for item in saves for each in (*item.change.renders, *item.change.adopted)]
    heard = [item.render_id for item in items if isinstance(item, Hear)]
    ids = {each.job_id for each in changed} | {item.claim.job.id for item in saves}
    ids |= {item.job_id for item in items if isinstance(item, Signal)}
    orders = heard + [each.id for each in changed]
    if orders and conn.dialect.name != "sqlite":
        ids.update((await conn.execute(_RENDERS, {"ids": orders})).scalars())
    found: Iterable[RowMapping] = ()
    if names := [name for item in saves for name in item.change.wakes]:
        found = (
            await conn.execute(_JOBS.where(_IDS | CONCERNED), {"ids": list(ids), "names": names})
        ).mappings()
    elif ids:
        found = (await conn.execute(_JOBS.where(_IDS), {"ids": list(ids)})).mappings()
    if any(map(_counts, items)):
        await lock_turnstile(conn)
    return {row["id"]: row for row in found}


def _counts(item: Item) -> bool:
    """Whether it moves bought reels by how many are left."""
    return isinstance(item, Redeem | Leave) or (isinstance(item, Errand) and item.counts)


async def lock_turnstile(conn: AsyncConnection) -> None:
    """Be the only one to check a rule against what was used, until the transaction ends."""
    if conn.dialect.name != "sqlite":
        await conn.execute(_TURNSTILE, {"turnstile": _TURNSTILE_NUMBER})
