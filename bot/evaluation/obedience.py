"""Whether a storyboard does what its writer was told from earlier feedback, as far as that can be counted."""

import re
from collections.abc import Mapping

from bot.evaluation.judging import ALIKE, likeness
from core.learning.arms import SHORT_HOOK, Reason, pace_of
from core.reel.brief import Brief, Look
from core.reel.storyboard import HOOK_SECONDS, Storyboard

_QUOTED = re.compile("“([^”]+)”")
"""The title and the spoken line of a liked reel, as an example tells it."""


def obeyed(brief: Brief, board: Storyboard) -> Mapping[str, bool]:
    """Each thing that was told, and whether it was done; what nothing can be counted of is left out."""
    told, done = brief.direction, dict[str, bool]()
    if told.hook is not None:
        done["kind of hook"] = board.hook.kind == told.hook
    if told.look is not None and brief.look is Look.AUTO:
        done["look"] = board.style.look is told.look
    if told.pace is not None:
        done["pace"] = pace_of(board.seconds - HOOK_SECONDS, len(board.scenes)) is told.pace
    if Reason.HOOK in told.heeds:
        done["short hook"] = len(board.hook.said.split()) <= SHORT_HOOK
    if told.examples:
        done["no copy"] = not any(_copies(board, example) for example in told.examples)
    return done


def _copies(board: Storyboard, example: str) -> bool:
    """Whether it opens as a reel that they liked: an example shows the way, and is not to come again."""
    ours = (board.title, board.hook.said, board.hook.written)
    return any(likeness(line, quoted) >= ALIKE for line in ours for quoted in _QUOTED.findall(example))
