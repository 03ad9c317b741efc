"""Five hundred broken files: each is refused in a sentence or measured, within limits, and nothing stays."""

import asyncio
import os
import random
from pathlib import Path

import pytest

from adapters.media.room import RenderHost
from core.errors import Failed
from core.ports import Footage
from tests.media.footage import film
from tests.media.test_room import family

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")
FILES = 500


def broken(whole: bytes, chance: random.Random) -> bytes:
    """A file with a few bytes changed, a piece taken out, a piece doubled, or its end missing."""
    data = bytearray(whole)
    match chance.randrange(4):
        case 0:
            for _ in range(chance.randrange(1, 40)):
                data[chance.randrange(len(data))] = chance.randrange(256)
        case 1:
            start = chance.randrange(len(data))
            del data[start : start + chance.randrange(1, 2000)]
        case 2:
            start = chance.randrange(len(data))
            data[start:start] = data[start : start + chance.randrange(1, 2000)]
        case _:
            del data[chance.randrange(len(data)) :]
    return bytes(data)


async def test_nothing_broken_breaks_anything(room: RenderHost, tmp_path: Path) -> None:
    """Whatever stands in a file, the answer is a measure or a refusal, and no process outlives it."""
    kinds = [
        film(tmp_path / "clip.mp4", size=(90, 160), seconds=0.5, rate=30, tone=0.2).read_bytes(),
        film(tmp_path / "clip.mkv", size=(90, 160), seconds=0.5, rate=30).read_bytes(),
    ]
    folder = tmp_path / "broken"
    folder.mkdir()
    chance = random.Random(5)
    for number in range(FILES):
        (folder / f"{number}.mp4").write_bytes(broken(kinds[number % 2], chance))

    async def measured(number: int) -> Footage | Failed:
        try:
            return await room.probe(folder / f"{number}.mp4")
        except Failed as refusal:
            return refusal

    answers = await asyncio.gather(*(measured(number) for number in range(FILES)))

    assert all(answer.message.endswith(".") for answer in answers if isinstance(answer, Failed))
    assert all(answer.seconds <= 600 for answer in answers if isinstance(answer, Footage))
    assert sum(isinstance(answer, Failed) for answer in answers) > FILES / 4
    assert len(list(folder.iterdir())) == FILES
    assert len(family(os.getpid())) == 1
