"""From a storyboard and its clips to the edit that the cutting room is given."""

from collections.abc import Sequence
from pathlib import Path

from core.edit import Edit, Line, Take
from core.job import Job
from core.prompt import seed
from core.storyboard import HOOK_SECONDS, Hook, Scene, Storyboard

HOOK_SHARE = 0.4
"""Of a clip that holds more than the hook, the hook takes at most this part."""
BREATH = 0.15
"""Seconds of silence before and after a line."""
LETTERS_A_SECOND, SIGNS_A_SECOND = 14.0, 5.0
"""How fast people speak: letters of an alphabet, and signs that stand for syllables or words."""
_FIRST_SIGN = "\u2e80"
_REEL = 3
"""A reel of so many clips gets a card at its end."""


def edit_of(job: Job, board: Storyboard, clips: Sequence[Path], drawn: Sequence[int]) -> Edit:
    """The edit of a job whose clips lie in these files, in order; the `drawn` ones are not heard."""
    groups = board.shared_out(len(clips))
    takes = tuple(
        Take(clip, _lines([board.moments[n] for n in group], shot.order.seconds), is_mute=number in drawn)
        for number, (clip, group, shot) in enumerate(zip(clips, groups, job.shots, strict=True))
    )
    return Edit(
        takes=takes,
        title=board.title,
        mood=board.style.mood,
        look=board.style.look,
        language=board.language,
        captions=job.brief.captions,
        has_music=len(clips) > 1,
        has_end_card=len(clips) >= _REEL,
        seed=seed(job.brief.digest, 0),
    )


def _lines(moments: Sequence[Hook | Scene], seconds: int) -> tuple[Line, ...]:
    """What is said in one clip, each moment's line at its beginning."""
    lines, at = [], 0.0
    for moment, room in zip(moments, _rooms(moments, seconds), strict=True):
        length = min(spoken_seconds(moment.said), room - 2 * BREATH)
        lines.append(Line(moment.said, at + BREATH, length))
        at += room
    return tuple(lines)


def _rooms(moments: Sequence[Hook | Scene], seconds: int) -> list[float]:
    """How long each moment lasts."""
    if len(moments) == 1:
        return [float(seconds)]
    hook = min(HOOK_SECONDS, HOOK_SHARE * seconds) if isinstance(moments[0], Hook) else 0.0
    told = sum(moment.seconds for moment in moments if isinstance(moment, Scene))
    return [
        (seconds - hook) * moment.seconds / told if isinstance(moment, Scene) else hook for moment in moments
    ]


def spoken_seconds(text: str) -> float:
    """How long a line takes to be said."""
    signs = sum(letter >= _FIRST_SIGN for letter in text)
    return 0.4 + (len(text) - signs) / LETTERS_A_SECOND + signs / SIGNS_A_SECOND
