"""From a storyboard and its clips to the edit that the cutting room is given."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.reel.edit import Edit, Line, Take
from core.reel.job import Job
from core.reel.prompt import seed
from core.reel.storyboard import Hook, Scene, Storyboard, moment_lengths

BREATH = 0.15
"""Seconds of silence before and after a line."""
LETTERS_A_SECOND, SIGNS_A_SECOND = 14.0, 5.0
"""How fast people speak: letters of an alphabet, and signs that stand for syllables or words."""
_FIRST_SIGN = "\u2e80"
_REEL = 3
"""A reel of so many clips gets a card at its end."""
TEMPI = (1.0, 1.05, 1.1, 1.15, 1.2)
"""How much faster a voice may be played to fit its clip; beyond that the clip has to last longer."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A recorded line: a WAV file, how many seconds it lasts, and what of the line was spoken."""

    file: Path
    seconds: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What is heard beside the clips: the recorded lines by the number of their moment, and a bed."""

    voices: Mapping[int, Spoken] = field(default_factory=dict)
    music: Path | None = None


def edit_of(
    job: Job,
    board: Storyboard,
    clips: Sequence[Path],
    silent: Collection[int],
    heard: Heard,
    handle: str = "",
) -> Edit:
    """The edit of a job whose clips lie in these files, in order; the `silent` ones are not heard."""
    groups = board.shared_out(len(clips))
    takes = tuple(
        _take(clip, board, group, shot.order.seconds, heard.voices, is_mute=number in silent)
        for number, (clip, group, shot) in enumerate(zip(clips, groups, job.shots, strict=True))
    )
    return Edit(
        takes=takes,
        title=board.title,
        mood=board.style.mood,
        look=board.style.look,
        language=board.language,
        captions=job.brief.captions,
        handle=handle,
        has_music=len(clips) > 1 or heard.music is not None,
        music=heard.music,
        has_end_card=len(clips) >= _REEL,
        seed=seed(job.brief.digest, 0),
    )


def edit_of_drawing(job: Job, board: Storyboard, drawing: Path, heard: Heard) -> Edit:
    """The edit of a drawn reel, which has its words in the picture and its music in the sound."""
    take = _take(drawing, board, range(len(board.moments)), job.brief.seconds, heard.voices)
    return Edit((take,), board.title, board.style.mood, board.style.look, board.language, is_drawn=True)


def _take(
    clip: Path,
    board: Storyboard,
    group: Sequence[int],
    seconds: int,
    voices: Mapping[int, Spoken],
    *,
    is_mute: bool = False,
) -> Take:
    """A clip with what is said in it; spoken a little faster, or shown longer, when it does not fit."""
    moments = [board.moments[number] for number in group]
    told = [voices.get(number) for number in group]
    for tempo in TEMPI:
        lines = _lines(moments, told, seconds, tempo)
        end = max((line.start + line.seconds for line in lines if line.voice), default=0.0)
        if end <= seconds:
            return Take(clip, lines, is_mute)
    return Take(clip, lines, is_mute, end + BREATH)


def _lines(
    moments: Sequence[Hook | Scene], told: Sequence[Spoken | None], seconds: int, tempo: float
) -> tuple[Line, ...]:
    """What is said in one clip, each moment's line at its beginning, or when the one before has ended."""
    lines, at, free = [], 0.0, 0.0
    for moment, voice, room in zip(moments, told, moment_lengths(moments, seconds), strict=True):
        start = max(at + BREATH, free)
        if voice is None:
            length = min(spoken_seconds(moment.said), room - 2 * BREATH)
            lines.append(Line(moment.said, start, length))
        else:
            length = voice.seconds / tempo
            lines.append(Line(moment.said, start, length, voice.file, tempo, _share(voice.text, moment.said)))
            free = start + length + BREATH
        at += room
    return tuple(lines)


def _share(spoken: str, said: str) -> float:
    return min(1.0, len(spoken) / max(1, len(said))) if spoken else 1.0


def spoken_seconds(text: str) -> float:
    """How long a line takes to be said."""
    signs = sum(letter >= _FIRST_SIGN for letter in text)
    return 0.4 + (len(text) - signs) / LETTERS_A_SECOND + signs / SIGNS_A_SECOND
