"""What is said about what people like: thanks, reasons, what was learned of it, and what was changed."""

from collections.abc import Collection, Mapping, Sequence

from bot.voice.tongue import both, count, mark, say
from core.books.account import Learns
from core.learning.arms import SHORT_HOOK, HookKind, Pace, Phrasing, Reason, Trait
from core.learning.bandit import Belief
from core.learning.learner import arms_of
from core.reel.brief import Because
from core.reel.catalogue import CATALOGUE
from core.reel.job import Job
from core.talk import Choice, Reply

REASONS: Mapping[Reason, str] = {
    Reason.HOOK: mark("hook weak"),
    Reason.LOOK: mark("wrong look"),
    Reason.TEXT: mark("text garbled"),
    Reason.MOTION: mark("motion bad"),
    Reason.TOPIC: mark("off topic"),
    Reason.SLOW: mark("too slow"),
}
"""What the one-tap reasons say."""

NO_REEL = mark("There is no such reel.")
NOT_YOURS = mark("What was learned for this reel is for whoever asked for it.")
_MOST_ARMS = 3
_TWICE = 2
_MENDED: Mapping[Reason, str] = {
    Reason.HOOK: mark("a short hook of another kind"),
    Reason.LOOK: mark("another look"),
    Reason.TEXT: mark("nothing in the picture that could bear letters"),
    Reason.MOTION: mark("a calmer camera"),
    Reason.TOPIC: mark("closer to your words"),
    Reason.SLOW: mark("quicker scenes"),
}
_ANYHOW: Mapping[Reason, str] = {
    Reason.HOOK: mark("a short hook"),
    Reason.SLOW: mark("less said in each scene"),
}
"""What is done about a reason where nothing else could be chosen."""

_ARMS: Mapping[Trait, Mapping[str, str]] = {
    Trait.HOOK: {
        HookKind.QUESTION: mark("a question as the hook"),
        HookKind.CLAIM: mark("a bold claim as the hook"),
        HookKind.BEFORE: mark("before and after as the hook"),
        HookKind.MISTAKE: mark("a mistake as the hook"),
        HookKind.LIST: mark("a list as the hook"),
        HookKind.POV: mark("a point of view as the hook"),
        HookKind.MYSTERY: mark("a mystery as the hook"),
        HookKind.SECRET: mark("a secret as the hook"),
        HookKind.MYTH: mark("a myth as the hook"),
        HookKind.CHALLENGE: mark("a challenge as the hook"),
        HookKind.PLAIN: mark("a plain hook"),
    },
    Trait.PACE: {
        Pace.UNHURRIED: mark("unhurried scenes"),
        Pace.STEADY: mark("a steady pace"),
        Pace.QUICK: mark("quick scenes"),
    },
    Trait.PHRASING: {
        Phrasing.LABELLED: mark("prompts in labelled parts"),
        Phrasing.FLOWING: mark("prompts in plain sentences"),
        Phrasing.STYLE_FIRST: mark("prompts that begin with the style"),
    },
}
_HEEDED = mark("you said “{reason}” {often}: {change}")
_TAKEN_IN = mark("Noted: {reason}. The next storyboard takes it into account.")


def thanks() -> Reply:
    """Somebody likes a reel."""
    return Reply(say("Thank you, noted: more like this."))


def what_was_wrong(job: Job, said: Collection[Reason]) -> Reply:
    """Somebody does not like a reel, and has said so much against it before."""
    return Reply(say("Noted. What was wrong with it? One tap each."), _reasons(job, said))


def heard(job: Job, said: Collection[Reason]) -> Reply:
    """Somebody said what was wrong with a reel; there may be more, and each can be taken back."""
    counts = [say("It counts as 👎.")] if len(said) == 1 else []
    return Reply(" ".join([_taken_in(said), *counts]), _reasons(job, said))


def unsaid(job: Job, reason: Reason, left: Collection[Reason]) -> Reply:
    """Somebody took back one thing that they said of a reel."""
    words = say("Taken back: {reason}.", reason=say(REASONS[reason]))
    return Reply(f"{words} {_taken_in(left)}" if left else words, _reasons(job, left))


def _taken_in(said: Collection[Reason]) -> str:
    return say(_TAKEN_IN, reason=both([say(words) for reason, words in REASONS.items() if reason in said]))


def which_opinion(job: Job, said: Collection[Reason]) -> Reply:
    """Was it good or bad?"""
    each = (("👍", f"/rate {job.id} opinion=good"), ("👎", f"/rate {job.id} opinion=bad"))
    return Reply(say("Was it good or bad?"), (*each, *_reasons(job, said)))


def changed(job: Job) -> str:
    """One line on what was changed because of which feedback; empty when nothing was.

    Once there is a storyboard, only what it has is claimed.
    """
    made = arms_of(job, job.storyboard) if job.storyboard is not None else {}
    causes = [_cause(one) for one in job.brief.direction.because if _is_kept(one, job, made)]
    return say("Changed: {causes}.", causes="; ".join(causes)) if causes else ""


def learned(
    niche: str,
    learns: Learns,
    heeded: Mapping[Reason, int],
    likes: Mapping[Trait, Mapping[str, Belief]],
    job: Job | None,
) -> Reply:
    """All that was learned of somebody's taste in a niche, and what can be done about it.

    `job` is the reel that they asked about, if it was one.
    """
    lines = [_from_whom(learns)]
    if learns is not Learns.OFF:
        nothing = say("Nothing yet: 👍 and 👎 under your reels teach me.")
        lines += [say("For {niche}:", niche=niche), *(_told(heeded, likes) or [nothing])]
    ways = tuple(
        (say("Not any more: {reason}", reason=say(REASONS[reason])), f"{_line(job)} unsay={reason.value}")
        for reason in (() if learns is Learns.OFF else heeded)
    )
    return Reply("\n".join(lines), (*ways, *_ways(learns, job), *_back(job)))


def why(job: Job) -> tuple[Choice, ...]:
    """The button of a card that says that something was changed: what it was for, and how to take it back."""
    return ((say("Why changed?"), _line(job)),) if changed(job) else ()


def unsaid_all(reason: Reason, job: Job | None) -> Reply:
    """A reason does not count any more."""
    words = say("“{reason}” does not count any more.", reason=say(REASONS[reason]))
    return Reply(words, ((say("What else was learned"), _line(job)), *_back(job)))


def sure(job: Job | None) -> Reply:
    """Everything is about to be forgotten."""
    words = say("Shall I forget all that I learned of your taste, in every niche? Your reels stay.")
    return Reply(words, ((say("Forget it all"), f"{_line(job)} reset=yes"), (say("Keep it"), _line(job))))


def forgotten(job: Job | None) -> Reply:
    """What was learned does not count any more."""
    words = say("I begin anew: what you said of earlier reels changes nothing any more.")
    return Reply(words, _back(job))


def settled(learns: Learns) -> Reply:
    """From whom reels are learned from now on."""
    return Reply(_from_whom(learns), _ways(learns, None))


def scores(rated: Sequence[tuple[int, bool]]) -> Reply:
    """How reels were liked, by the score that the lint gave their storyboards; for those who run the bot."""
    if not rated:
        return Reply("No reel with a score was rated yet.")
    lines = ["Score of the storyboard: how many were rated, and how many of these were liked"]
    for low, high in ((0, 59), (60, 79), (80, 89), (90, 100)):
        opinions = [is_good for score, is_good in rated if low <= score <= high]
        if opinions:
            lines.append(f"{low}-{high}: {len(opinions)}, {100 * sum(opinions) // len(opinions)} %")
    return Reply("\n".join(lines))


def _reasons(job: Job, said: Collection[Reason]) -> tuple[Choice, ...]:
    """A button for each; pressing one that was said takes it back."""
    return tuple(
        (f"✓ {say(words)}", f"/rate {job.id} unsay={reason.value}")
        if reason in said
        else (say(words), f"/rate {job.id} reason={reason.value}")
        for reason, words in REASONS.items()
    )


def _is_kept(one: Because, job: Job, made: Mapping[Trait, str]) -> bool:
    """Whether the reel has what was chosen for it; of one that is drawn instead nothing was filmed."""
    if job.fallback and one.trait in (Trait.MODEL, Trait.PHRASING) and one.arm:
        return False
    if one.reason is Reason.HOOK and job.storyboard and len(job.storyboard.hook.said.split()) > SHORT_HOOK:
        return False
    arm = made.get(one.trait, one.arm)
    # A look is named; of a hook or a pace only that it is another.
    if one.instead_of and one.trait in (Trait.HOOK, Trait.PACE):
        return arm not in one.instead_of
    return one.arm in ("", arm)


def _cause(one: Because) -> str:
    if one.reason is not None:
        reason = say(REASONS[one.reason])
        words = "{change}, because you said “{reason}” {often}"
        return say(words, change=_mended(one, one.reason), reason=reason, often=_often(one.times))
    arm = _arm(one.trait, one.arm)
    if not one.of:
        return say("{arm}, to see whether you like it", arm=arm)
    if not one.is_own:
        return say("{arm}, because others here like it", arm=arm)
    words = "{arm}, because you liked {liked} of {of} like that"
    return say(words, arm=arm, liked=one.times, of=one.of)


def _mended(one: Because, reason: Reason) -> str:
    """What was done about a reason: another look or model has a name, for the others the remedy says it."""
    if not one.arm:
        return say(_ANYHOW.get(reason, _MENDED[reason]))
    if one.trait is Trait.MODEL:
        return _arm(one.trait, one.arm)
    change = say(_MENDED[reason])
    return f"{change} ({say(one.arm)})" if one.trait is Trait.LOOK else change


def _often(times: int) -> str:
    if times == _TWICE:
        return say("twice")
    return count(times, "once", "{number} times")


def _arm(trait: Trait, arm: str) -> str:
    if trait is Trait.LOOK:
        return say("look: {look}", look=say(arm))
    if trait is Trait.MODEL:
        known = CATALOGUE.get(arm)
        return say("filmed by {model}", model=known.label if known else arm)
    return say(_ARMS[trait][arm])


def _told(heeded: Mapping[Reason, int], likes: Mapping[Trait, Mapping[str, Belief]]) -> list[str]:
    said = [
        say(_HEEDED, reason=say(REASONS[reason]), often=_often(times), change=say(_MENDED[reason]))
        for reason, times in heeded.items()
    ]
    for trait, arms in likes.items():
        best = sorted(arms, key=lambda arm: arms[arm].bad - arms[arm].good)[:_MOST_ARMS]
        if words := [f"{_arm(trait, arm)} {_balance(arms[arm])}" for arm in best]:
            said.append(", ".join(words))
    return [f"· {line}" for line in said]


def _balance(belief: Belief) -> str:
    return f"(👍 {belief.good:.1f}, 👎 {belief.bad:.1f})"


def _from_whom(learns: Learns) -> str:
    match learns:
        case Learns.OFF:
            return say("I learn nothing from your reels, and nothing of them changes the next ones.")
        case Learns.OWN:
            return say("I learn from what you say of your reels, and keep it to you alone.")
    return say(
        "I learn from what you say of your reels, and, nameless, from everybody here: "
        "what others like is a first guess at what you might."
    )


def _ways(learns: Learns, job: Job | None) -> tuple[Choice, ...]:
    ways = {
        Learns.SHARED: (say("Learn from everybody"), "/learning from=shared"),
        Learns.OWN: (say("Keep mine to myself"), "/learning from=own"),
        Learns.OFF: (say("Learn nothing"), "/learning from=off"),
    }
    others = tuple(choice for way, choice in ways.items() if way is not learns)
    if learns is Learns.OFF:
        return others
    return (say("Forget what was learned"), f"{_line(job)} reset=ask"), *others


def _line(job: Job | None) -> str:
    return f"/learning {job.id}" if job is not None else "/learning"


def _back(job: Job | None) -> tuple[Choice, ...]:
    """Where it was asked from, when a platform has put the answer in that place."""
    return ((say("Status"), f"/status {job.id}"),) if job is not None and job.stage.is_open else ()
