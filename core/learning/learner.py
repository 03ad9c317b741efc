"""Learning for whoever asks: what is known of their reels is looked up, and directs the next one."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from core.books.account import PLAIN, Learns, Standing
from core.clock import Clock
from core.learning.arms import Mark, Phrasing, Reason, Trait, pace_of
from core.learning.bandit import Everybody, Tally
from core.learning.directing import Prior, chosen_model, directed, telling
from core.learning.trials import Trial
from core.reel.brief import Brief, Direction
from core.reel.job import Job
from core.reel.niche import Niche
from core.reel.storyboard import HOOK_SECONDS, Hook, Scene, Storyboard
from core.store import Requester, Store

LOOKED_AT = 400
"""So many of the newest trials count, the last at an eighth; with fewer, what was bad comes back as new."""

_FRESH = timedelta(minutes=1)
_SEEN, _SAID, _STYLE = 160, 120, 400
_LONGEST_EXAMPLE = 1200


@dataclass(frozen=True, slots=True)
class Record:
    """One reel as learning keeps it: whose, what was chosen for it, and, in `doc`, all that it was made from.

    `doc` is JSON with the storyboard, the prompts, models and seeds of its shots, and the direction.
    `score` is what the lint gave its storyboard, None where there was none. `is_shared` lets it count,
    nameless, in what everybody thinks.
    """

    job_id: str
    account: str
    requester: str
    niche: str
    arms: Mapping[Trait, str]
    at: datetime
    score: int | None
    example: str = field(repr=False)
    doc: str = field(repr=False)
    is_shared: bool = True


class Notebook(Protocol):
    """What is kept of reels that something was heard of. Raises Unavailable, Misconfigured."""

    async def enter(self, record: Record) -> None:
        """Keep a reel, once."""
        ...

    async def mark(self, job_id: str, requester: str, what: Reason | Mark, now: datetime) -> None:
        """Somebody gave a reason, or did something with a reel; each counts once for them."""
        ...

    async def reasons(self, job_id: str, requester: str, since: datetime | None) -> frozenset[Reason]:
        """What somebody has said against a reel since then, and not taken back."""
        ...

    async def unsay(self, job_id: str, requester: str, *reasons: Reason) -> None:
        """These of somebody's reasons do not hold any more, or all of them when none is named."""
        ...

    async def unsay_all(self, accounts: Collection[str], niche: str, reason: Reason) -> None:
        """What people gave as a reason against their own reels of a niche does not hold any more."""
        ...

    async def count(self, job_id: str, place: str, liked: int, disliked: int, now: datetime) -> None:
        """So many nameless signs stand under a reel in one place, in place of those that stood there."""
        ...

    async def trials(self, accounts: Collection[str], since: datetime | None, limit: int) -> Sequence[Trial]:
        """An account's reels of which something was heard since then.

        Those that their owner spoke of last come first; what others say moves none of them.
        """
        ...

    async def tallies(self) -> Mapping[Trait, Mapping[str, Tally]]:
        """What the accounts that share think of each arm."""
        ...

    async def share(self, account: str, *, is_shared: bool) -> None:
        """Let all reels of those who share an account count for everybody, or none."""
        ...

    async def scored(self) -> Sequence[tuple[int, bool]]:
        """The lint's score of each rated reel, and whether its owner liked it."""
        ...


@dataclass
class Learner:
    """Looks up, directs, and keeps what is heard. What everybody thinks is looked up once a minute."""

    notebook: Notebook
    store: Store
    clock: Clock
    _prior: tuple[datetime, Prior] | None = field(default=None, init=False)

    async def directed(self, requester: Requester, brief: Brief) -> Brief:
        """The brief with a direction from all that was learned, in place of one that it had."""
        told = tuple(one for one in brief.direction.because if one.trait is Trait.MODEL)
        standing = await self.standing(requester)
        if standing.learns is Learns.OFF:
            return brief.undirected
        trials, prior = await self.trials(requester, standing), await self.prior(standing)
        found = directed(brief, niche_of(brief.niche), trials, prior)
        if told:
            found = found.model_copy(update={"because": telling([*told, *found.because])})
        return brief.model_copy(update={"direction": found})

    async def filmed_by(self, requester: Requester, brief: Brief, candidates: Collection[str]) -> Brief:
        """The brief with the one of these models that is liked best; none may be dearer than its own."""
        standing = await self.standing(requester)
        if standing.learns is Learns.OFF or len(candidates) < 2:
            return brief
        trials, prior = await self.trials(requester, standing), await self.prior(standing)
        digest = brief.undirected.digest
        model, why = chosen_model(candidates, brief.model, niche_of(brief.niche), trials, prior, digest)
        return brief.model_copy(update={"model": model, "direction": Direction(because=why)})

    async def trials(self, requester: Requester, standing: Standing) -> Sequence[Trial]:
        """What became of somebody's reels since they last had it forgotten."""
        accounts = {requester.account, requester.key}
        return await self.notebook.trials(accounts, standing.learned_since, LOOKED_AT)

    async def prior(self, standing: Standing) -> Prior:
        """What everybody here thinks; nothing for whoever does not share."""
        if standing.learns is not Learns.SHARED:
            return {}
        now = self.clock()
        if self._prior is None or now - self._prior[0] >= _FRESH:
            tallies = await self.notebook.tallies()
            self._prior = now, {trait: Everybody(arms) for trait, arms in tallies.items()}
        return self._prior[1]

    async def rated(self, requester: Requester, job: Job, *, takes_reasons_back: bool) -> None:
        """Somebody's opinion of a reel has changed."""
        await self._enter(job)
        if takes_reasons_back:
            await self.notebook.unsay(job.id, requester.key)

    async def counted(self, job: Job, place: str, liked: int, disliked: int) -> None:
        """So many nameless signs stand under a reel in one place by now."""
        await self._enter(job)
        await self.notebook.count(job.id, place, liked, disliked, self.clock())

    async def heard(self, requester: Requester, job: Job, what: Reason | Mark) -> None:
        """Somebody gave a reason, or did something with a reel."""
        await self._enter(job)
        await self.notebook.mark(job.id, requester.key, what, self.clock())

    async def reasons(self, requester: Requester, job: Job) -> frozenset[Reason]:
        """What somebody says against a reel, as far as it still counts."""
        since = (await self.standing(requester)).learned_since
        return await self.notebook.reasons(job.id, requester.key, since)

    async def joined(self, key: str) -> None:
        """Somebody shares an account now: what they rated before counts for all only if it lets it."""
        requester = await self.store.requester(key)
        if (await self.standing(requester)).learns is not Learns.SHARED:
            await self.notebook.share(requester.account, is_shared=False)

    async def _enter(self, job: Job) -> None:
        """Keep the reel itself, as it was made."""
        if job.storyboard is None:
            return
        owner = await self.store.requester(job.requester)
        standing = await self.standing(owner)
        known = record(job, job.storyboard, owner.account, self.clock())
        await self.notebook.enter(replace(known, is_shared=standing.learns is Learns.SHARED))

    async def standing(self, requester: Requester) -> Standing:
        """What was settled for somebody's account, from whom it learns among it."""
        return (await self.store.standings(requester.account)).get(requester.account, PLAIN)


def niche_of(niche: Niche) -> str:
    """The same for the same niche, however it is written; tells nothing of its words."""
    subject = " ".join(niche.subject.casefold().split())
    return hashlib.sha256(subject.encode()).hexdigest()[:20]


def arms_of(job: Job, board: Storyboard) -> Mapping[Trait, str]:
    """What was chosen for a reel, whoever chose it."""
    found = {
        Trait.HOOK: board.hook.kind,
        Trait.LOOK: board.style.look.value,
        Trait.PACE: pace_of(board.seconds - HOOK_SECONDS, len(board.scenes)).value,
    }
    if job.shots:
        found[Trait.PHRASING] = (job.brief.direction.phrasing or Phrasing.LABELLED).value
        found[Trait.MODEL] = job.shots[0].order.model
    return {trait: arm for trait, arm in found.items() if arm}


def example(board: Storyboard) -> str:
    """A storyboard in a few lines: how it opens and looks, and as many of its scenes as there is room for."""
    style, kind = board.style, f" ({board.hook.kind})" if board.hook.kind else ""
    looks = f"{style.cinematography} {style.lighting} {style.colour_grade} {style.mood}"
    lines = [
        f"“{board.title}”, hook{kind}: {_moment(board.hook)}",
        f"Style ({style.look.value}): {looks[:_STYLE]}",
        *(f"Scene {number}: {_moment(scene)}" for number, scene in enumerate(board.scenes, start=1)),
    ]
    while len("\n".join(lines)) > _LONGEST_EXAMPLE:
        lines.pop()
    return "\n".join(lines)


def _moment(moment: Hook | Scene) -> str:
    return f"{moment.seen[:_SEEN]} “{moment.said[:_SAID]}”"


def record(job: Job, board: Storyboard, account: str, now: datetime) -> Record:
    """A reel as learning keeps it."""
    shots = [{"prompt": s.order.prompt, "model": s.order.model, "seed": s.order.seed} for s in job.shots]
    doc = {
        "storyboard": board.model_dump(mode="json"),
        "shots": shots,
        "direction": job.brief.direction.model_dump(mode="json"),
        "writer": job.writer,
    }
    return Record(
        job_id=job.id,
        account=account,
        requester=job.requester,
        niche=niche_of(job.brief.niche),
        arms=arms_of(job, board),
        at=now,
        score=job.score,
        example=example(board),
        doc=json.dumps(doc, ensure_ascii=False),
    )
