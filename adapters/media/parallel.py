"""Several processes make one reel: some film its pictures between them, one more makes its sound."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

import av

from adapters.media import leash, still
from adapters.media.drawing.stage import FPS
from adapters.media.reel import Extras, film, splice
from adapters.media.rota import Rota
from core.errors import Unavailable
from core.reel.storyboard import HOOK_SECONDS

TOLD_EVERY = 10
"""Progress is told after so many pictures."""
HOOK = round(HOOK_SECONDS * FPS)

Shoot = Callable[[int, int], Iterator[Any]]
"""Makes the pictures from one number up to another. Each frame holds only until the next is asked for."""


@dataclass(frozen=True, slots=True)
class Crew:
    """What everybody who films needs: how, which pictures, and where stretches of them are put."""

    shoot: Shoot
    rota: Rota
    options: dict[str, str]
    folder: Path
    reel: Path
    tell: int
    posters: int


def assemble(
    frames: int,
    shoot: Shoot,
    sound: Callable[[IO[bytes]], None],
    to: Path,
    on_progress: Callable[[int], None],
    workers: int,
    options: dict[str, str],
    extras: Extras,
    posters: int = HOOK,
) -> None:
    """Make so many pictures and the sound at the same time, and join them in the file `to`.

    The reel's portraits, chosen among the first `posters` of its pictures, are put beside it.
    """
    with (
        TemporaryDirectory(dir=to.parent) as folder,
        TemporaryFile(buffering=0) as track,
        TemporaryFile() as gate,
    ):
        hear, tell = os.pipe()
        # The hook stays with one, who chooses the portraits among its pictures.
        crew = Crew(shoot, Rota(frames, workers, gate, HOOK), options, Path(folder), to, tell, posters)
        children = [_fork(partial(sound, track))]
        children += [_fork(partial(_work, crew, worker)) for worker in range(workers)]
        os.close(tell)
        _follow(hear, frames, on_progress)
        endings = [os.waitpid(child, 0)[1] for child in children]
        if any(endings):
            raise Unavailable("Making the reel was interrupted.")
        track.seek(0)
        splice([str(file) for file in sorted(Path(folder).iterdir())], track, to, extras)


def _work(crew: Crew, worker: int) -> None:
    """Film whatever the rota gives; a byte for every few pictures."""
    for start, end in crew.rota.stretches(worker):
        best = None if start else still.Sharpest()
        with _encoder(crew.folder / f"{start:09}.mp4", crew.options) as encode:
            frames = crew.shoot(start, end)
            for number in range(start, end):
                if not crew.rota.is_mine(worker, number):
                    break
                frame = next(frames)
                frame.pts = number - start
                encode(frame)
                if best and number < crew.posters:
                    best.consider(number, frame)
                if number % TOLD_EVERY == 0:
                    os.write(crew.tell, b".")
        if best:
            still.hang(best.picture(), crew.reel)


@contextmanager
def _encoder(file: Path, options: dict[str, str]) -> Iterator[Callable[[Any], None]]:
    with av.open(str(file), "w", format="mp4") as container:
        stream = film(container, options)
        yield lambda frame: container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _follow(hear: int, frames: int, on_progress: Callable[[int], None]) -> None:
    """Tell how far the workers are, until the last of them has closed the pipe."""
    done = 0
    while heard := os.read(hear, 256):
        done += len(heard) * TOLD_EVERY
        on_progress(min(99, 100 * done // frames))
    os.close(hear)


def _fork(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        leash.die_with_parent()
        leash.finish(work)
    return pid
