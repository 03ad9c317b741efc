"""The animatic: a storyboard drawn as a reel, by several processes at once.

Picture n is a pure function of the storyboard, the seed and n. So every worker draws and encodes one
stretch of pictures, and the stretches are joined without encoding them again.
"""

import os
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import av

from adapters.media import leash, looks
from adapters.media.drawing import icons
from adapters.media.drawing.canvas import HEIGHT, WIDTH, Canvas
from adapters.media.drawing.motion import ease
from adapters.media.drawing.stage import FPS, Beat, Layer, Look, marks
from adapters.media.loudness import levelled
from adapters.media.music import compose
from adapters.media.reel import DRAWN, RATE, film, record, splice
from core.errors import Unavailable
from core.storyboard import HOOK_SECONDS, Storyboard

HOOK_SHARE = 0.4
"""Of a short reel the hook takes at most this part."""
TOLD_EVERY = 10
"""Progress is told after so many pictures."""


def draw(
    board: Storyboard, seconds: int, seed: int, to: Path, on_progress: Callable[[int], None], workers: int
) -> None:
    """Draw `board` into the file `to`, exactly `seconds` long."""
    animatic = Animatic(board, seconds, seed)
    edges = [animatic.frames * number // workers for number in range(workers + 1)]
    with ExitStack() as files:
        track, *stretches = (files.enter_context(TemporaryFile(buffering=0)) for _ in range(workers + 1))
        hear, tell = os.pipe()
        children = [_fork(partial(_sound, animatic, seconds, seed, track))]
        for file, start, end in zip(stretches, edges[:-1], edges[1:], strict=True):
            children.append(_fork(partial(animatic.shoot, start, end, file, tell)))
        os.close(tell)
        _follow(hear, animatic.frames, on_progress)
        endings = [os.waitpid(child, 0)[1] for child in children]
        if any(endings):
            raise Unavailable("Drawing the reel was interrupted.")
        for file in (track, *stretches):
            file.seek(0)
        splice(stretches, track, to)


def _follow(hear: int, frames: int, on_progress: Callable[[int], None]) -> None:
    """Tell how far the workers are, until the last of them has closed the pipe."""
    done = 0
    while heard := os.read(hear, 256):
        done += len(heard) * TOLD_EVERY
        on_progress(min(99, 100 * done // frames))
    os.close(hear)


class Animatic:
    """A storyboard staged in its look, ready to be drawn picture by picture."""

    def __init__(self, board: Storyboard, seconds: int, seed: int) -> None:
        self.frames = seconds * FPS
        self.look: Look = looks.make(board.style.look, seed)
        self.beats = beats(board, seconds)
        self._staged: dict[int, tuple[Layer, Layer]] = {}

    def paint(self, canvas: Canvas, number: int) -> None:
        """Draw one picture."""
        beat = next(beat for beat in reversed(self.beats) if beat.start <= number)
        time = (number - beat.start) / FPS
        scene, label = self._stage(beat)
        scene(canvas, time)
        length = min(self.look.curtain_seconds, beat.seconds / 4)
        left = (beat.start + beat.frames - number) / FPS
        if left < length and beat.number < beat.total:
            self.look.curtain(canvas, -1 + ease(1 - left / length))
        elif time < length and not beat.is_hook:
            self.look.curtain(canvas, ease(time / length))
        label(canvas, time)

    def _stage(self, beat: Beat) -> tuple[Layer, Layer]:
        """The layers of a beat, built when it is first drawn, so that workers share that work too."""
        if beat.number not in self._staged:
            self._staged = {beat.number: (self.look.stage(beat), marks(self.look.marks, beat, self.beats))}
        return self._staged[beat.number]

    def shoot(self, start: int, end: int, file: IO[bytes], tell: int) -> None:
        """Draw and encode a stretch of pictures; a byte on `tell` for every few."""
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        canvas = Canvas.over(frame)
        with av.open(file, "w", format="mp4") as container:
            stream = film(container, DRAWN)
            for number in range(start, end):
                self.paint(canvas, number)
                frame.pts = number - start
                container.mux(stream.encode(frame))
                if number % TOLD_EVERY == 0:
                    os.write(tell, b".")
            container.mux(stream.encode(None))


def beats(board: Storyboard, seconds: int) -> list[Beat]:
    """Lay hook and scenes out over the time, to the frame."""
    hook = min(HOOK_SECONDS, HOOK_SHARE * seconds)
    told = sum(scene.seconds for scene in board.scenes)
    ends, spent = [round(hook * FPS)], 0.0
    for scene in board.scenes:
        spent += scene.seconds
        ends.append(round((hook + (seconds - hook) * spent / told) * FPS))
    parts = [(board.hook, "", "", 0, ends[0])]
    for scene, start, end in zip(board.scenes, ends, ends[1:], strict=False):
        parts.append((scene, scene.shot, scene.icon, start, end))  # type: ignore[arg-type]
    return [
        Beat(
            number, len(board.scenes), part.written, part.keyword, part.said, shot,
            icons.find(icon, part.written, part.seen, board.title), board.language, start, end - start,
        )
        for number, (part, shot, icon, start, end) in enumerate(parts)
    ]  # fmt: skip


def _sound(animatic: Animatic, seconds: int, seed: int, file: IO[bytes]) -> None:
    cuts = [beat.start / FPS for beat in animatic.beats[1:]]
    record(file, levelled(compose(animatic.look.mood, seconds * RATE, seed, cuts)))


def _fork(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        leash.die_with_parent()
        leash.finish(work)
    return pid
