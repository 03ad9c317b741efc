"""What the next reel is told, and why: from what became of the earlier ones."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from random import Random

from core.learning.arms import BLAMED, HookKind, Pace, Phrasing, Reason, Trait
from core.learning.bandit import NOBODY, Belief, Everybody, pick
from core.learning.trials import Trial
from core.reel.brief import UNDIRECTED, Because, Brief, Direction, Look
from core.reel.catalogue import ANIMATIC

Prior = Mapping[Trait, Everybody]
"""What all accounts of the installation think together, by trait."""

_REMEMBERED = 10
"""So many of the newest rated reels of a niche may still be heeded."""

_BARRED = 3
"""For so many rated reels what a reason blamed is not chosen again."""

_FADING = 0.995
"""What each further rated reel leaves of the weight of an older one: tastes change."""

_ELSEWHERE = 0.3
"""How much a reel of another niche of the same account says about this one."""

_STAYING = 0.8
"""How often something stays as it was in a reel that was liked just now: what works is changed bit by bit."""

_EXAMPLES = 2
_LONGEST_LINE = 2

_BY_CHOICE: Mapping[Trait, tuple[Reason, ...]] = {
    Trait.HOOK: (Reason.HOOK,),
    Trait.LOOK: (Reason.LOOK,),
    Trait.PACE: (Reason.SLOW,),
    Trait.MODEL: (Reason.TEXT, Reason.MOTION),
}
"""What another arm puts right. Writers do something about all of these but the look, whatever is chosen."""

ARMS: Mapping[Trait, tuple[str, ...]] = {
    Trait.HOOK: tuple(HookKind),
    Trait.LOOK: tuple(look for look in Look if look is not Look.AUTO),
    Trait.PACE: tuple(Pace),
    Trait.PHRASING: tuple(Phrasing),
}


def beliefs(trials: Sequence[Trial], niche: str) -> dict[Trait, dict[str, Belief]]:
    """What an account's own reels, the newest first, say of each arm of each trait."""
    sums: dict[Trait, dict[str, list[float]]] = {trait: {} for trait in Trait}
    for age, trial in enumerate(trials):
        weight = _FADING**age * (1.0 if trial.niche == niche else _ELSEWHERE)
        for trait, belief in trial.credit.items():
            heard = sums[trait].setdefault(trial.arms[trait], [0.0, 0.0])
            heard[0] += weight * belief.good
            heard[1] += weight * belief.bad
    return {
        trait: {arm: Belief(*heard) for arm, heard in arms.items() if any(heard)}
        for trait, arms in sums.items()
    }


def heeded(trials: Sequence[Trial], niche: str) -> dict[Reason, int]:
    """The reasons of this niche's newest rated reels, and how often each was given, the last ones first."""
    counts: dict[Reason, int] = {}
    for trial in _rated(trials, niche, _REMEMBERED):
        for reason in sorted(trial.reasons):
            counts[reason] = counts.get(reason, 0) + 1
    return counts


def directed(brief: Brief, niche: str, trials: Sequence[Trial], prior: Prior) -> Direction:
    """The direction for a brief; the same for the same brief and the same past.

    `trials` are the account's own, the newest first, `niche` is the digest of this brief's. What the person
    asked for is never touched, and where nothing was learned everything is left to the writer.
    """
    if not trials and not any(everybody.known for everybody in prior.values()):
        return UNDIRECTED
    reasons, all_own = heeded(trials, niche), beliefs(trials, niche)
    rng = Random(f"{brief.undirected.digest}/{len(trials)}/{trials[0].at if trials else ''}")
    last = _last_liked(trials, niche)
    chosen: dict[Trait, str] = {}
    because: list[Because] = []
    for trait in _open(brief):
        own, everybody = all_own[trait], prior.get(trait, NOBODY)
        if not own and not everybody.known:
            continue
        barred = _barred(trials, niche, trait)
        left = [arm for arm in ARMS[trait] if arm not in barred] or list(ARMS[trait])
        stays = rng.random() < _STAYING
        kept = last.get(trait, "")
        chosen[trait] = kept if stays and kept in left else pick(left, own, everybody, rng)
        because += _why(trait, chosen[trait], niche, trials, everybody)
    named = {Reason.LOOK, *(one.reason for one in because)}
    because += [Because(trait=BLAMED[reason][0], reason=reason, times=times)
                for reason, times in reasons.items() if reason not in named]  # fmt: skip
    return Direction(
        hook=HookKind(chosen[Trait.HOOK]) if Trait.HOOK in chosen else None,
        look=Look(chosen[Trait.LOOK]) if Trait.LOOK in chosen else None,
        pace=Pace(chosen[Trait.PACE]) if Trait.PACE in chosen else None,
        phrasing=Phrasing(chosen.get(Trait.PHRASING, Phrasing.LABELLED)),
        heeds=tuple(reasons),
        examples=examples(trials, niche),
        because=telling(because),
    )


def _last_liked(trials: Sequence[Trial], niche: str) -> Mapping[Trait, str]:
    """What the newest rated reel of the niche was made of, if it was liked."""
    newest = next(iter(_rated(trials, niche, 1)), None)
    return newest.arms if newest is not None and newest.is_liked else {}


def _rated(trials: Iterable[Trial], niche: str, most: int) -> list[Trial]:
    """The newest reels of the niche that their owner said something of, so many at most."""
    rated = (trial for trial in trials if trial.niche == niche and trial.is_liked is not None)
    return list(islice(rated, most))


def examples(trials: Iterable[Trial], niche: str) -> tuple[str, ...]:
    """The newest reels of this niche that their owner liked, each in a line."""
    liked = (one.example for one in trials if one.niche == niche and one.is_liked and one.example)
    return tuple(islice(liked, _EXAMPLES))


def chosen_model(
    candidates: Collection[str], usual: str, niche: str, trials: Sequence[Trial], prior: Prior, seed: str
) -> tuple[str, tuple[Because, ...]]:
    """Which of these models films, and why; the usual one where nothing was learned of any.

    Whoever calls this answers for the price: learning knows none.
    """
    own, everybody = beliefs(trials, niche)[Trait.MODEL], prior.get(Trait.MODEL, NOBODY)
    known = {arm for arm in candidates if arm in own or arm in everybody.known}
    if not known or len(candidates) < 2:
        return usual, ()
    barred = _barred(trials, niche, Trait.MODEL)
    left = [arm for arm in candidates if arm not in barred] or list(candidates)
    model = pick(left, own, everybody, Random(f"{seed}/{len(trials)}"))
    if model == usual:
        return usual, ()
    return model, tuple(_why(Trait.MODEL, model, niche, trials, everybody))


def telling(because: Iterable[Because]) -> tuple[Because, ...]:
    """The few causes that fit a line: what was said first, then what was liked, tries last and alone."""
    ranked = sorted(because, key=_rank)
    said = [one for one in ranked if one.reason is not None or one.of]
    return tuple((said or ranked[:1])[:_LONGEST_LINE])


def _rank(one: Because) -> tuple[bool, bool, int]:
    return one.reason is None, not one.is_own or not one.of, -one.times


def _open(brief: Brief) -> Iterable[Trait]:
    """What the person left open; a reel that is drawn has no prompts to phrase."""
    yield Trait.HOOK
    if brief.look is Look.AUTO:
        yield Trait.LOOK
    yield Trait.PACE
    if brief.model != ANIMATIC:
        yield Trait.PHRASING


def _barred(trials: Sequence[Trial], niche: str, trait: Trait) -> set[str]:
    """What a reason has blamed just now, and what is no remedy for it; there is nothing beyond quick."""
    return _no_remedy(trait, BLAMED, _rated(trials, niche, _BARRED)) - {Pace.QUICK.value}


def _no_remedy(trait: Trait, reasons: Collection[Reason], rated: Iterable[Trial]) -> set[str]:
    """The arms that one of these reasons has blamed; what is slower than too slow is no remedy either."""
    blames = {reason for reason in reasons if trait in BLAMED[reason]}
    arms = {one.arms[trait] for one in rated if blames & one.reasons and trait in one.arms}
    if trait is Trait.PACE and arms:
        paces = list(Pace)
        return {pace.value for pace in paces[: max(paces.index(Pace(arm)) for arm in arms) + 1]}
    return arms


def _why(
    trait: Trait, arm: str, niche: str, trials: Sequence[Trial], everybody: Everybody
) -> Sequence[Because]:
    """Why this arm: a reason against others, its liked reels, or that it is liked here; else a try."""
    newest, counts = _rated(trials, niche, _REMEMBERED), heeded(trials, niche)
    blamed = {reason: _no_remedy(trait, [reason], newest) for reason in _BY_CHOICE.get(trait, ())}
    against = [
        Because(
            trait=trait,
            arm=arm,
            reason=reason,
            instead_of=tuple(sorted(blamed[reason])),
            times=counts[reason],
        )
        for reason in counts
        if blamed.get(reason) and arm not in blamed[reason]
    ]
    if against:
        return against
    rated = [one for one in trials if one.arms.get(trait) == arm and one.is_liked is not None]
    liked = sum(one.is_liked is True for one in rated)
    if liked:
        return [Because(trait=trait, arm=arm, times=liked, of=len(rated))]
    if arm in everybody.known and everybody.lead(arm) > 0:
        one = everybody.known[arm]
        return [Because(trait=trait, arm=arm, times=round(one.liked), of=one.accounts, is_own=False)]
    return [] if rated else [Because(trait=trait, arm=arm)]
