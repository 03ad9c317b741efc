"""What steps changed is saved: fenced by the lease, and with the ledger in the same transaction."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, bindparam, case, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.tables.columns import stamp
from adapters.storage.tables.loads import enter, renew, write_all
from adapters.storage.tables.rows import Row, job_row, render_row
from adapters.storage.tables.studio import IS_LIVE, jobs, renders
from adapters.storage.transactions.calls import announce
from adapters.storage.transactions.items import Save
from adapters.storage.transactions.locks import CONCERNED, Fences
from core.books.ledger import Entry
from core.reel.job import Stage
from core.reel.render import RenderStage
from core.store import Claim, HeirGone, LeaseLost, OrderTaken

LEASE_MICROSECONDS = 15 * 60 * 1_000_000
"""How long a step may take before another worker may take its job over."""

_CHANGED = ("stage", "is_planned", "doc", "due_at", "lease", "waits_for", "last_save")
_UPDATE_JOB = renew(jobs, _CHANGED)
_LIVE = select(renders.c.order_key).where(renders.c.order_key.in_(bindparam("keys", expanding=True)), IS_LIVE)
_PAYERS = (
    select(renders.c.order_key, jobs.c.stage)
    .join(jobs, jobs.c.id == renders.c.job_id)
    .where(renders.c.id.in_(bindparam("ids", expanding=True)))
)
_RENDER_COLUMNS = ("job_id", "order_key", "is_live", "doc")
_UPDATE_RENDER = renew(renders, _RENDER_COLUMNS)
_NOW = bindparam("now", type_=jobs.c.due_at.type)
WAKE = update(jobs).values(
    wakes=jobs.c.wakes + 1,
    due_at=case(
        (jobs.c.due_at.is_(None), None),
        (or_(jobs.c.lease == "", jobs.c.due_at <= _NOW), _NOW),
        else_=jobs.c.due_at,
    ),
)
"""Counts a signal; who is parked is due `now`, who is leased sees it when it is saved."""

_WAKE_WAITING = WAKE.where(CONCERNED)
# What was heard concerned the attempt before.
_UPDATE_INTENT = renew(renders, _RENDER_COLUMNS, heard=null())
_ENTER_RENDER = enter(renders, "heard")


async def save_all(
    conn: AsyncConnection, items: Sequence[Save], rows: Fences
) -> tuple[list[Claim | BaseException], list[Entry]]:
    """Save each, or tell it why not; one that may not be saved does not stop the others.

    The lines of the book are given back, to be entered when all else is written: all accounts together
    have one sum, and nobody else may add to it until the transaction ends.
    """
    taken = await _taken(conn, items) | await _adopted(conn, items)
    outcomes = [_allow(item, rows, taken) for item in items]
    good = [
        item
        for item, outcome in zip(items, outcomes, strict=True)
        if isinstance(outcome, Claim) and not _is_done(rows[item.claim.job.id], item)
    ]
    if good:
        await _write(conn, good, rows)
    return outcomes, [entry for item in good for entry in item.change.entries]


def _allow(item: Save, rows: Fences, taken: set[str]) -> Claim | BaseException:
    row = rows.get(item.claim.job.id)
    if row is not None and _is_done(row, item):
        return _claim(item, row)
    if row is None or row["lease"] != item.claim.lease:
        return LeaseLost()
    if not all(_may_inherit(rows.get(heir)) for heir in _heirs(item)):
        return HeirGone()
    wanted = {render.order_key for render in (*item.change.ordered, *item.change.adopted)}
    if wanted & taken:
        return OrderTaken()
    taken.update(wanted)
    return _claim(item, row)


def _is_done(row: RowMapping, item: Save) -> bool:
    """Whether this very save was done already, and only its answer was lost on the way."""
    return item.mark in row["last_save"].split()


def _claim(item: Save, row: RowMapping) -> Claim:
    return Claim(item.change.job, item.claim.lease, row["is_cancelled"], row["wakes"], row["is_approved"])


def _heirs(item: Save) -> set[str]:
    """The other jobs that are to pay for a render from now on."""
    return {render.job_id for render in item.change.renders} - {item.claim.job.id}


def _may_inherit(row: RowMapping | None) -> bool:
    """Whether a job will surely see what it inherits: it rests, and its requester still wants the reel."""
    return row is not None and not row["lease"] and not row["is_cancelled"] and row["due_at"] is not None


async def _taken(conn: AsyncConnection, items: Sequence[Save]) -> set[str]:
    """The orders among these that have a live render already, or lose it only in this load."""
    keys = [render.order_key for item in items for render in item.change.ordered]
    if not keys:
        return set()
    return set((await conn.execute(_LIVE, {"keys": keys})).scalars())


async def _adopted(conn: AsyncConnection, items: Sequence[Save]) -> set[str]:
    """The orders among those to be taken over whose payer is open: somebody was quicker."""
    ids = [render.id for item in items for render in item.change.adopted]
    if not ids:
        return set()
    found = await conn.execute(_PAYERS, {"ids": ids})
    return {row.order_key for row in found if Stage(row.stage).is_open}


async def _write(conn: AsyncConnection, items: Sequence[Save], rows: Fences) -> None:
    await write_all(conn, _UPDATE_JOB, _job_updates(items, rows))
    changed = [render for item in items for render in (*item.change.renders, *item.change.adopted)]
    intents = [_of(render_row(r)) for r in changed if r.stage is RenderStage.INTENDED]
    others = [_of(render_row(r)) for r in changed if r.stage is not RenderStage.INTENDED]
    ordered = [render_row(render) for item in items for render in item.change.ordered]
    for statement, load in (
        (_UPDATE_RENDER, others),
        (_UPDATE_INTENT, intents),
        (_ENTER_RENDER, ordered),
    ):
        if load:
            # Of two savings of the same render the later one holds.
            await write_all(conn, statement, list({row["id"]: row for row in load}.values()))
    await _wake_waiting(conn, items)
    await announce(conn, [item.change.job for item in items if not item.change.job.stage.is_open])


def _job_updates(items: Sequence[Save], rows: Fences) -> list[Row]:
    """Of several savings of a job, as a step makes them that orders several clips, the last one holds."""
    updates = dict[str, Row]()
    for item in items:
        job_id = item.claim.job.id
        update = _job_update(item, rows[job_id])
        if before := updates.get(job_id):
            update |= {"last_save": f"{before['last_save']} {item.mark}"}
        updates[job_id] = update
    return list(updates.values())


def _job_update(item: Save, row: RowMapping) -> Row:
    change, now = item.change, stamp(item.now)
    due_at = stamp(change.due_at) if change.due_at is not None else None
    if due_at is not None and change.keeps_lease:
        # A row whose lease stays as it is costs the database no new entries in its indexes.
        is_short = row["due_at"] < now + LEASE_MICROSECONDS // 2
        due_at = now + LEASE_MICROSECONDS if is_short else row["due_at"]
    elif due_at is not None and row["wakes"] != item.claim.signals:
        due_at = now
    lease = item.claim.lease if change.keeps_lease else ""
    return job_row(change.job) | {
        "of": change.job.id,
        "due_at": due_at,
        "lease": lease,
        "waits_for": change.waits_for,
        "last_save": item.mark,
    }


def _of(row: Row) -> Row:
    """A row as the parameters of an update by id."""
    return row | {"of": row["id"]}


async def _wake_waiting(conn: AsyncConnection, items: Sequence[Save]) -> None:
    names = {name for item in items for name in item.change.wakes}
    if names:
        now = max(stamp(item.now) for item in items)
        await conn.execute(_WAKE_WAITING, {"names": list(names), "now": now})
