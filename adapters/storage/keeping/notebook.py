"""Reels that something was heard of, for learning: what was chosen for them, and what was said and done."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, ColumnElement, bindparam, case, delete, func, select, update

from adapters.storage.ferry import Ferry
from adapters.storage.store import SqlStore
from adapters.storage.tables.columns import moment, stamp
from adapters.storage.tables.door import performances
from adapters.storage.tables.learning import crowds, marks, trials
from adapters.storage.tables.studio import opinions, requesters
from adapters.storage.tables.upserts import enter_latest, enter_once
from core.door import Deed
from core.learning.arms import Mark, Reason, Trait
from core.learning.bandit import Tally
from core.learning.learner import Record
from core.learning.trials import Trial

Tallies: TypeAlias = Mapping[Trait, Mapping[str, Tally]]

_REPORTED = 5000
_ASKERS = 40
"""So many are looked up at once: each may have two times 400 reels, and SQLite takes 32,766 values."""

_ENTER, _MARK, _COUNT = enter_once(trials), enter_latest(marks), enter_latest(crowds)
_REASONS = tuple(reason.value for reason in Reason)

_OWN_OPINION = (opinions.c.job_id == trials.c.job_id) & (opinions.c.requester == trials.c.requester)
_SAID_AT = func.coalesce(opinions.c.at, trials.c.at)
"""When its owner said what they think of it: nobody else's word makes an old reel the newest."""

_RANKED = (
    select(
        trials,
        _SAID_AT.label("said_at"),
        func.row_number()
        .over(partition_by=trials.c.account, order_by=(_SAID_AT.desc(), trials.c.job_id))
        .label("place"),
    )
    .select_from(trials.outerjoin(opinions, _OWN_OPINION))
    .where(trials.c.account.in_(bindparam("accounts", expanding=True)))
    .subquery()
)
_NEWEST = (
    select(_RANKED)
    .where(_RANKED.c.place <= bindparam("most"))
    .order_by(_RANKED.c.said_at.desc(), _RANKED.c.job_id)
)
_THESE: BindParameter[str] = bindparam("job_ids", expanding=True)
_HEARD = tuple(select(each).where(each.c.job_id.in_(_THESE)) for each in (opinions, marks, crowds))
"""Opinions, marks and nameless signs of some reels."""

_VISITS = (
    select(performances.c.job_id, performances.c.deed, func.sum(performances.c.number).label("number"))
    .where(performances.c.job_id.in_(_THESE))
    .group_by(performances.c.job_id, performances.c.deed)
)


class SqlNotebook:
    """Fills `core.learning.learner.Notebook`."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self._trials: Ferry[_Asked, Sequence[Trial]] = Ferry(self._looked_up, room=_ASKERS)
        self._tallies: Ferry[None, Tallies] = Ferry(self._counted)

    async def enter(self, record: Record) -> None:
        row = {
            "job_id": record.job_id,
            "account": record.account,
            "requester": record.requester,
            "niche": record.niche,
            **{trait.value: record.arms.get(trait, "") for trait in Trait},
            "score": record.score,
            "example": record.example,
            "doc": record.doc,
            "is_shared": record.is_shared,
            "at": stamp(record.at),
        }
        await self._store.write(lambda conn: conn.execute(_ENTER, row))

    async def mark(self, job_id: str, requester: str, what: Reason | Mark, now: datetime) -> None:
        row = {"job_id": job_id, "requester": requester, "what": what.value, "at": stamp(now)}
        await self._store.write(lambda conn: conn.execute(_MARK, row))

    async def reasons(self, job_id: str, requester: str, since: datetime | None) -> frozenset[Reason]:
        after = stamp(since) if since else 0
        said = select(marks.c.what).where(_given_by(requester, job_id), marks.c.at > after)
        return frozenset(Reason(row.what) for row in await self._store.read(said))

    async def unsay(self, job_id: str, requester: str, *reasons: Reason) -> None:
        gone = delete(marks).where(_given_by(requester, job_id))
        if reasons:
            gone = gone.where(marks.c.what.in_([reason.value for reason in reasons]))
        await self._store.write(lambda conn: conn.execute(gone))

    async def unsay_all(self, accounts: Collection[str], niche: str, reason: Reason) -> None:
        own = (trials.c.job_id == marks.c.job_id) & (trials.c.requester == marks.c.requester)
        of_niche = select(trials.c.job_id).where(own, trials.c.niche == niche, trials.c.account.in_(accounts))
        gone = delete(marks).where(marks.c.what == reason.value, of_niche.exists())
        await self._store.write(lambda conn: conn.execute(gone))

    async def count(self, job_id: str, place: str, liked: int, disliked: int, now: datetime) -> None:
        row = {"job_id": job_id, "place": place, "liked": liked, "disliked": disliked, "at": stamp(now)}
        await self._store.write(lambda conn: conn.execute(_COUNT, row))

    async def trials(self, accounts: Collection[str], since: datetime | None, limit: int) -> Sequence[Trial]:
        asked = _Asked(frozenset(accounts), stamp(since) if since is not None else 0, limit)
        return await self._trials.carry(asked)

    async def tallies(self) -> Tallies:
        return await self._tallies.carry(None)

    async def share(self, account: str, *, is_shared: bool) -> None:
        # What somebody rated before they shared this account lies under the one that they had then.
        theirs = trials.c.requester.in_(select(requesters.c.key).where(requesters.c.account == account))
        changed = update(trials).where(theirs | (trials.c.account == account)).values(is_shared=is_shared)
        await self._store.write(lambda conn: conn.execute(changed))

    async def scored(self) -> Sequence[tuple[int, bool]]:
        found = await self._store.read(
            select(trials.c.score, opinions.c.is_good)
            .join(opinions, _OWN_OPINION)
            .where(trials.c.score.is_not(None))
            .order_by(trials.c.at.desc())
            .limit(_REPORTED)
        )
        return [(row.score, row.is_good) for row in found]

    async def _looked_up(self, askers: Sequence["_Asked"]) -> Sequence[Sequence[Trial]]:
        """The trials of many askers at once, each with what was said and done since they ask."""
        accounts = list(frozenset[str]().union(*(asker.accounts for asker in askers)))
        most = max(asker.limit for asker in askers)
        rows = await self._store.read(_NEWEST, accounts=accounts, most=most)
        if not rows:
            return [()] * len(askers)
        ids = [row.job_id for row in rows]
        heard = [_by_job(await self._store.read(each, job_ids=ids)) for each in _HEARD]
        visits = _by_job(await self._store.read(_VISITS, job_ids=ids))
        return [asker.trials(rows, heard, visits) for asker in askers]

    async def _counted(self, askers: Sequence[None]) -> Sequence[Tallies]:
        """The same for all who ask at once."""
        found = {trait: await self._tallied(trials.c[trait.value]) for trait in Trait}
        return [found] * len(askers)

    async def _tallied(self, arm: ColumnElement[str]) -> Mapping[str, Tally]:
        """Each account counts once for an arm, with the part of its own reels with it that it liked."""
        good = func.avg(case((opinions.c.is_good, 1.0), else_=0.0)).label("good")
        each = (
            select(arm.label("arm"), trials.c.account, good)
            .join(opinions, _OWN_OPINION)
            .where(trials.c.is_shared, arm != "")
            .group_by(arm, trials.c.account)
            .subquery()
        )
        sums = select(each.c.arm, func.count().label("accounts"), func.sum(each.c.good).label("liked"))
        found = await self._store.read(sums.group_by(each.c.arm))
        return {row.arm: Tally(row.accounts, float(row.liked)) for row in found}


def _given_by(requester: str, job_id: str) -> ColumnElement[bool]:
    return (marks.c.job_id == job_id) & (marks.c.requester == requester) & marks.c.what.in_(_REASONS)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose trials are wanted, since when, and how many at most.

    What was said before that was forgotten, and does not come back with what was said after it.
    """

    accounts: frozenset[str]
    since: int
    limit: int

    def trials(
        self,
        rows: Sequence[Any],
        heard: Sequence[Mapping[str, Sequence[Any]]],
        visits: Mapping[str, Sequence[Any]],
    ) -> Sequence[Trial]:
        """Those of all that were found, the newest first."""
        found = []
        for row in (row for row in rows if row.account in self.accounts):
            said, done, crowd = (self._fresh(part.get(row.job_id, ())) for part in heard)
            if row.said_at > self.since or said or done or crowd:
                found.append(_trial(row, said, done, crowd, visits.get(row.job_id, ())))
        return tuple(found[: self.limit])

    def _fresh(self, said: Sequence[Any]) -> Sequence[Any]:
        return [each for each in said if each.at > self.since]


def _by_job(rows: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.job_id, []).append(row)
    return found


def _trial(
    row: Any, said: Sequence[Any], done: Sequence[Any], crowd: Sequence[Any], visits: Sequence[Any]
) -> Trial:
    own = next((each.is_good for each in said if each.requester == row.requester), None)
    others = Counter(each.is_good for each in said if each.requester != row.requester)
    mine = {each.what for each in done if each.requester == row.requester}
    public = {each.deed: int(each.number) for each in visits}
    return Trial(
        job_id=row.job_id,
        niche=row.niche,
        arms={trait: arm for trait in Trait if (arm := getattr(row, trait.value))},
        at=moment(row.said_at),
        opinion=own,
        # Whoever likes it after all, if only by a sign, gives no reason against it meanwhile.
        reasons=frozenset(reason for reason in Reason if reason.value in mine and not own),
        marks=frozenset(mark for mark in Mark if mark.value in mine),
        liked=others[True],
        disliked=others[False],
        views=public.get(Deed.VIEW, 0),
        likes=public.get(Deed.LIKE, 0),
        cheers=sum(each.liked for each in crowd),
        boos=sum(each.disliked for each in crowd),
        example=row.example,
    )
