"""Several processes make one reel: each films a stretch of its pictures, one more makes its sound."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import av

from adapters.media import leash
from adapters.media.reel import Extras, film, splice
from core.errors import Unavailable

TOLD_EVERY = 10
"""Progress is told after so many pictures."""

Shoot = Callable[[int, int, Callable[[Any], None]], None]
"""Makes the pictures from one number up to another, and hands each frame over."""


def assemble(
    frames: int,
    shoot: Shoot,
    sound: Callable[[IO[bytes]], None],
    to: Path,
    on_progress: Callable[[int], None],
    workers: int,
    options: dict[str, str],
    extras: Extras,
) -> None:
    """Make so many pictures and the sound at the same time, and join them in the file `to`."""
    edges = [frames * number // workers for number in range(workers + 1)]
    with ExitStack() as files:
        track, *stretches = (files.enter_context(TemporaryFile(buffering=0)) for _ in range(workers + 1))
        hear, tell = os.pipe()
        children = [_fork(partial(sound, track))]
        for file, start, end in zip(stretches, edges[:-1], edges[1:], strict=True):
            children.append(_fork(partial(_shoot, shoot, start, end, file, tell, options)))
        os.close(tell)
        _follow(hear, frames, on_progress)
        endings = [os.waitpid(child, 0)[1] for child in children]
        if any(endings):
            raise Unavailable("Making the reel was interrupted.")
        for file in (track, *stretches):
            file.seek(0)
        splice(stretches, track, to, extras)


def _shoot(shoot: Shoot, start: int, end: int, file: IO[bytes], tell: int, options: dict[str, str]) -> None:
    """Encode a stretch of pictures; a byte on `tell` for every few."""
    with _encoder(file, options) as encode:
        done = 0

        def keep(frame: Any) -> None:
            nonlocal done
            frame.pts = done
            encode(frame)
            done += 1
            if done % TOLD_EVERY == 0:
                os.write(tell, b".")

        shoot(start, end, keep)


@contextmanager
def _encoder(file: IO[bytes], options: dict[str, str]) -> Iterator[Callable[[Any], None]]:
    with av.open(file, "w", format="mp4") as container:
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
