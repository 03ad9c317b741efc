"""What is written in one transaction, and in which order."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.transactions.books import book
from adapters.storage.transactions.claims import claim_due, claim_these
from adapters.storage.transactions.items import (
    ClaimDue,
    ClaimThis,
    Errand,
    Hear,
    Issue,
    Item,
    Judge,
    Keep,
    Leave,
    Note,
    Open,
    Redeem,
    Save,
    Signal,
)
from adapters.storage.transactions.linking import issue, leave, redeem
from adapters.storage.transactions.locks import lock
from adapters.storage.transactions.opens import open_all
from adapters.storage.transactions.saves import save_all
from adapters.storage.transactions.signals import hear, judge, keep_niche, note_all, signal
from core.books.ledger import Entry

Kind = TypeVar("Kind")

_READERS = (Open, Redeem, Leave, Errand)
"""Whoever may go by what the book says."""


async def write_in_order(conn: AsyncConnection, items: Sequence[Item]) -> tuple[Sequence[Any], list[Entry]]:
    """Saves before signals, so that no signal is lost on a job that is just being parked; claims last.

    Gives each its result; and the lines of the book that are still to be entered.
    """
    results, lines = dict[int, Any](), list[Entry]()
    sorted_out: dict[type[Any], list[tuple[int, Any]]] = defaultdict(list)
    for item in items:
        sorted_out[type(item)].append((id(item), item))

    def of(kind: type[Kind]) -> list[tuple[int, Kind]]:
        return sorted_out[kind]

    fences = await lock(conn, items)
    if saves := of(Save):
        outcomes, lines = await save_all(conn, [item for _, item in saves], fences)
        _enter(results, saves, outcomes)
    if lines and any(isinstance(item, _READERS) for item in items):
        await book(conn, lines)
        lines = []
    for _, word in of(Hear):
        await hear(conn, word)
    for key, ring in of(Signal):
        results[key] = await signal(conn, ring)
    if opens := of(Open):
        _enter(results, opens, await open_all(conn, [item for _, item in opens]))
    for _, keep in of(Keep):
        await keep_niche(conn, keep)
    for _, opinion in of(Judge):
        await judge(conn, opinion)
    if memos := of(Note):
        await note_all(conn, [memo for _, memo in memos])
    for _, code in of(Issue):
        await issue(conn, code)
    for key, told in of(Redeem):
        results[key] = await redeem(conn, told)
    for key, parting in of(Leave):
        results[key] = await leave(conn, parting)
    for key, errand in of(Errand):
        results[key] = await errand.work(conn)
    for key, take in of(ClaimDue):
        results[key] = await claim_due(conn, take)
    if ones := of(ClaimThis):
        _enter(results, ones, await claim_these(conn, [one for _, one in ones]))
    return [results.get(id(item)) for item in items], lines


def _enter(results: dict[int, Any], items: Sequence[tuple[int, Any]], outcomes: Sequence[Any]) -> None:
    results.update((key, outcome) for (key, _), outcome in zip(items, outcomes, strict=True))
