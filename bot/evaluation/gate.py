"""Whether a writer may ship: what is plainly wrong with its storyboards, and what has surely become worse."""

from collections.abc import Iterable, Sequence

from bot.evaluation.comparing import Difference
from bot.evaluation.judging import Written, alike
from bot.evaluation.obedience import obeyed


def faults(written: Sequence[Written], differences: Iterable[Difference] = ()) -> list[str]:
    """Everything that stands against it, each in a few words; nothing when it may ship."""
    whole = [(one.brief, one.draft.storyboard) for one in written if one.draft is not None]
    counts = {
        "not written": sum(one.draft is None for one in written),
        "pairs of hooks alike": len(alike(written)),
        "copies of a liked reel": sum(not obeyed(*each).get("no copy", True) for each in whole),
        "beyond the limits": sum(one.draft is not None and not one.is_within for one in written),
    }
    found = [f"{words}: {count}" for words, count in counts.items() if count]
    return found + [f"worse than before in: {one.name}" for one in differences if one.is_worse]
