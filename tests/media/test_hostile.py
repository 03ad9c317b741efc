"""Five hundred broken files: each is refused in a sentence or measured, within limits, and nothing stays."""

import asyncio
import os
import random
import struct
from pathlib import Path

import pytest

from adapters.media.room import RenderHost
from core.errors import Failed
from core.ports import Footage
from core.reel.edit import Edit, Take
from tests.media.footage import film
from tests.media.test_room import family

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc"),
]
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


PLAYLIST = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"


def lying(whole: bytes) -> bytes:
    """A file whose header says 360x640, whatever its pictures are."""
    data = bytearray(whole)
    entry, track = data.rindex(b"avc1") + 28, data.rindex(b"tkhd")
    data[entry : entry + 4] = struct.pack(">HH", 360, 640)
    end = track - 4 + int.from_bytes(data[track - 4 : track])
    data[end - 8 : end] = struct.pack(">II", 360 << 16, 640 << 16)
    return bytes(data)


@pytest.fixture(scope="module")
def hostile(giant: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What somebody might send who means us harm, by name."""
    large = giant.read_bytes()
    sound = film(tmp_path_factory.mktemp("sound") / "clip.mp4", seconds=1, rate=30).read_bytes()
    return {"giant": large, "liar": lying(large), "playlist": PLAYLIST, "cut off": sound[: len(sound) // 2]}


@pytest.mark.parametrize("deed", ["probe", "cut", "fit", "still"])
@pytest.mark.parametrize("kind", ["giant", "liar", "playlist", "cut off"])
async def test_nobody_opens_what_is_hostile(
    room: RenderHost, tmp_path: Path, hostile: dict[str, bytes], kind: str, deed: str
) -> None:
    """Pictures of enormous size, openly or under a lying header, playlists and halves: all are refused."""
    clip, to = tmp_path / "clip.mp4", tmp_path / "made.mp4"
    clip.write_bytes(hostile[kind])
    with pytest.raises(Failed) as caught:
        match deed:
            case "probe":
                await room.probe(clip)
            case "cut":
                await room.cut(Edit((Take(clip),), "Monks", "calm"), to, lambda _: None)
            case "fit":
                await room.fit(clip, len(hostile[kind]) - 1, to)
            case _:
                await room.still(clip, None, 320, to)

    assert caught.value.message.endswith(".")
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]
    assert len(family(os.getpid())) == 1


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
