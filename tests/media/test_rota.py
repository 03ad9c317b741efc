"""Several processes film a reel between them: nothing twice, nothing missing, and nobody is idle."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from PIL import Image, ImageChops

from adapters.media.animatic import Animatic
from adapters.media.rota import LEAST, Rota
from adapters.media.still import Sharpest, hang
from core.ports import Footage
from tests.media.boards import board
from tests.media.conftest import SECONDS
from tests.media.footage import pictures


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[IO[bytes]]:
    with (tmp_path / "gate").open("wb") as file:
        yield file


def filmed(rota: Rota, worker: int, most: int) -> list[int]:
    """The pictures that one process makes before it stops, at most so many."""
    made: list[int] = []
    for start, end in rota.stretches(worker):
        for number in range(start, end):
            if not rota.is_mine(worker, number):
                break
            if len(made) == most:
                return made
            made.append(number)
    return made


@pytest.mark.parametrize(("count", "workers"), [(1, 2), (90, 4), (150, 2), (1800, 1), (1800, 2), (1800, 5)])
def test_every_picture_is_made_once(gate: IO[bytes], count: int, workers: int) -> None:
    """Whoever is fastest, all pictures are made, and none by two."""
    rota = Rota(count, workers, gate, 90)
    made = [number for worker in range(workers) for number in filmed(rota, worker, count)]

    assert sorted(made) == list(range(count))


def test_the_fast_help_the_slow(gate: IO[bytes]) -> None:
    """Who is done early takes over from who is late, again and again, until it is not worth it."""
    rota = Rota(1000, 2, gate)
    slow = rota.stretches(0)
    start, end = next(slow)
    assert rota.is_mine(0, start)
    fast = filmed(rota, 1, 1000)

    left = [number for number in range(start, end) if rota.is_mine(0, number)]
    assert len(left) <= 2 * LEAST
    assert sorted(left + fast) == list(range(1000))


def test_the_hook_stays_with_one(gate: IO[bytes]) -> None:
    """The cover is the best of the whole hook, so that is never divided."""
    rota = Rota(100, 2, gate, 90)

    assert filmed(rota, 1, 100) == list(range(90, 100))
    assert filmed(rota, 0, 100) == list(range(90))


def test_processes_share_it(gate: IO[bytes]) -> None:
    """What a forked process takes over is no longer its parent's."""
    rota = Rota(1000, 2, gate)
    start, _ = next(rota.stretches(0))
    child = os.fork()
    if child == 0:
        filmed(rota, 1, 700)
        os._exit(0)
    os.waitpid(child, 0)

    assert rota.is_mine(0, start)
    assert not rota.is_mine(0, 400)


def test_the_cover_is_the_sharpest_frame_of_the_hook(
    drawn: tuple[Path, Footage, list[int]], tmp_path: Path
) -> None:
    """The cover that was chosen while the reel was drawn is the one that its file would give."""
    best, hook = Sharpest(), Animatic(board(), SECONDS, 7).posters
    for number, frame in enumerate(pictures(drawn[0])):
        if number < hook:
            best.consider(number, frame)
    hang(best.picture(), tmp_path / "reel.mp4")
    for kind, side in (("cover", 1920), ("thumb", 320)):
        one, other = (
            Image.open(reel.with_suffix(f".{kind}.jpg")) for reel in (drawn[0], tmp_path / "reel.mp4")
        )
        assert one.size == other.size == (side * 9 // 16, side)
        differ = ImageChops.difference(one.resize((9, 16)), other.resize((9, 16)))

        assert max(differ.tobytes()) <= 6
