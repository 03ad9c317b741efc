"""The animatic: a storyboard drawn as a reel, by several processes at once.

Picture n is a pure function of the storyboard, the seed and n. So every worker draws and encodes
stretches of pictures, and the stretches are joined without encoding them again.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import IO, Any

from adapters.media import looks
from adapters.media.drawing import icons
from adapters.media.drawing.canvas import Canvas, blank
from adapters.media.drawing.motion import wipe
from adapters.media.drawing.stage import FPS, Beat, Layer, Look, marks
from adapters.media.loudness import levelled
from adapters.media.music import compose
from adapters.media.parallel import HOOK, assemble
from adapters.media.reel import DRAWN, RATE, Extras, record
from core.reel.storyboard import Scene, Storyboard, moment_lengths

NOTE = (
    "An animatic: drawn by software from a storyboard. Digital source type: "
    "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
)


def draw(
    board: Storyboard,
    seconds: int,
    seed: int,
    to: Path,
    on_progress: Callable[[int], None],
    workers: int,
    only: Sequence[int] = (),
) -> None:
    """Draw `board` into the file `to`, exactly `seconds` long; `only` some of its moments, 0 is the hook."""
    animatic = Animatic(board, seconds, seed, only)
    sound = partial(_sound, animatic, seconds, seed)
    extras = Extras(title=board.title, note=NOTE)
    assemble(
        animatic.frames, animatic.shoot, sound, to, on_progress, workers, DRAWN, extras, animatic.posters
    )


class Animatic:
    """A storyboard staged in its look, ready to be drawn picture by picture."""

    def __init__(self, board: Storyboard, seconds: int, seed: int, only: Sequence[int] = ()) -> None:
        self.frames = seconds * FPS
        self.look: Look = looks.make(board.style.look, seed)
        self.beats = beats(board, seconds, only)
        self._staged: dict[int, tuple[Layer, Layer]] = {}

    @property
    def posters(self) -> int:
        """How many pictures of the hook no curtain hides a part of."""
        hook = self.beats[0]
        return min(HOOK, hook.frames - math.ceil(self._curtain(hook) * FPS))

    def paint(self, canvas: Canvas, number: int) -> None:
        """Draw one picture."""
        beat = next(beat for beat in reversed(self.beats) if beat.start <= number)
        time = (number - beat.start) / FPS
        scene, label = self._stage(beat)
        scene(canvas, time)
        length = self._curtain(beat)
        left = (beat.start + beat.frames - number) / FPS
        if left < length and beat is not self.beats[-1]:
            self.look.curtain(canvas, wipe(-left, length))
        elif time < length and beat.start:
            self.look.curtain(canvas, wipe(time, length))
        label(canvas, time)

    def _curtain(self, beat: Beat) -> float:
        return min(self.look.curtain_seconds, beat.seconds / 4)

    def _stage(self, beat: Beat) -> tuple[Layer, Layer]:
        """The layers of a beat, built when it is first drawn, so that workers share that work too."""
        if beat.number not in self._staged:
            self._staged = {beat.number: (self.look.stage(beat), marks(self.look.marks, beat, self.beats))}
        return self._staged[beat.number]

    def shoot(self, start: int, end: int) -> Iterator[Any]:
        """Draw a stretch of pictures, all into the same frame."""
        frame = blank()
        canvas = Canvas.over(frame)
        for number in range(start, end):
            self.paint(canvas, number)
            yield frame


def beats(board: Storyboard, seconds: int, only: Sequence[int] = ()) -> list[Beat]:
    """Lay hook and scenes (or `only` some of them) out over the time, to the frame."""
    numbers = list(only) or list(range(len(board.moments)))
    rooms = moment_lengths([board.moments[number] for number in numbers], seconds)
    ends = [0, *(round(spent * FPS) for spent in accumulate(rooms))]
    return [
        _beat(board, number, start, end - start)
        for number, start, end in zip(numbers, ends, ends[1:], strict=False)
    ]


def _beat(board: Storyboard, number: int, start: int, frames: int) -> Beat:
    part = board.scenes[number - 1] if number else board.hook
    shot, icon = (part.shot, part.icon) if isinstance(part, Scene) else ("", "")
    return Beat(
        number, len(board.scenes), part.written, part.keyword, part.said, shot,
        icons.find(icon, part.written, part.seen, board.title), board.language, start, frames,
    )  # fmt: skip


def _sound(animatic: Animatic, seconds: int, seed: int, file: IO[bytes]) -> None:
    cuts = [beat.start / FPS for beat in animatic.beats[1:]]
    record(file, levelled(compose(animatic.look.mood, seconds * RATE, seed, cuts)))
