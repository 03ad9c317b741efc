"""A picture that somebody sends along becomes one that a clip can begin with, or is refused in a sentence."""

import asyncio
import random
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from adapters.media.picture import MOST_BYTES, TOO_LARGE, TOO_SMALL, UNREADABLE
from adapters.media.room import RenderHost
from core.errors import Refused
from core.reel.archive import Archive
from core.reel.pictures import keep
from tests.media.test_hostile import broken

pytestmark = pytest.mark.asyncio(loop_scope="module")


def drawn(width: int, height: int, kind: str = "JPEG", mode: str = "RGB", **more: object) -> bytes:
    """A picture: red on its left half, blue on its right."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste("blue", (width // 2, 0, width, height))
    file = BytesIO()
    picture.convert(mode).save(file, kind, **more)
    return file.getvalue()


async def made(room: RenderHost, outside: bytes, folder: Path) -> Image.Image:
    """What becomes of a picture."""
    (folder / "outside").write_bytes(outside)
    await room.picture(folder / "outside", folder / "ours.jpg")
    with Image.open(folder / "ours.jpg") as ours:
        ours.load()
        return ours


@pytest.mark.parametrize(
    ("kind", "mode", "size"),
    [
        ("JPEG", "RGB", (640, 1136)),
        ("JPEG", "CMYK", (4000, 3000)),
        ("PNG", "RGBA", (1000, 300)),
        ("PNG", "P", (300, 300)),
        ("WEBP", "RGB", (1080, 1920)),
    ],
)
async def test_any_usual_picture_becomes_an_upright_one(
    room: RenderHost, tmp_path: Path, kind: str, mode: str, size: tuple[int, int]
) -> None:
    """Whatever its shape, size and colours, we keep the middle of it as a JPEG of 1080x1920."""
    ours = await made(room, drawn(*size, kind, mode), tmp_path)

    assert (ours.format, ours.mode, ours.size) == ("JPEG", "RGB", (1080, 1920))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["ours.jpg", "outside"]


async def test_one_picture_from_several_people_at_once(room: RenderHost, tmp_path: Path) -> None:
    """Six who send the same picture at the same moment all begin with it, and it is kept once."""
    archive, sent = Archive(tmp_path), drawn(640, 1136)
    names = await asyncio.gather(*(keep(sent, archive, room) for _ in range(6)))

    kept = archive.picture(names[0])
    assert set(names) == {kept.name}
    assert list(kept.parent.iterdir()) == [kept]


async def test_a_picture_is_turned_upright_and_tells_nothing_of_its_maker(
    room: RenderHost, tmp_path: Path
) -> None:
    """A photo that a phone took lying is stood up, and where and when it was taken is left out."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "A camera with a name"
    ours = await made(room, drawn(1920, 1080, exif=exif.tobytes()), tmp_path)

    red, blue = ours.getpixel((540, 100)), ours.getpixel((540, 1800))
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert red[0] > 200 > 60 > red[2]
    assert blue[2] > 200 > 60 > blue[0]
    assert not ours.getexif()


async def test_a_noisy_picture_fits_into_an_order(room: RenderHost, tmp_path: Path) -> None:
    """Even a picture that hardly compresses is small enough to travel inside an order."""
    noise = Image.frombytes("RGB", (1080, 1920), random.Random(3).randbytes(1080 * 1920 * 3))
    file = BytesIO()
    noise.save(file, "PNG")
    await made(room, file.getvalue(), tmp_path)

    assert (tmp_path / "ours.jpg").stat().st_size <= MOST_BYTES


async def test_what_is_no_use_is_refused_in_a_sentence(room: RenderHost, tmp_path: Path) -> None:
    """Too small, too many pixels, another format, a lying header: one sentence, and no file of ours."""
    bomb = bytearray(drawn(300, 300, "PNG"))
    bomb[16:24] = (60_000).to_bytes(4) + (60_000).to_bytes(4)
    bomb[29:33] = zlib.crc32(bomb[12:29]).to_bytes(4)
    cases = {
        drawn(299, 2000): TOO_SMALL,
        bytes(bomb): TOO_LARGE,
        drawn(9000, 7000, "PNG", "P"): TOO_LARGE,
        drawn(500, 900, "GIF"): UNREADABLE,
        drawn(500, 900)[:2000]: UNREADABLE,
        b"%!PS-Adobe-3.0 EPSF-3.0": UNREADABLE,
        b"": UNREADABLE,
    }
    for outside, words in cases.items():
        with pytest.raises(Refused) as refusal:
            await made(room, outside, tmp_path)
        assert refusal.value.message == words
        assert not (tmp_path / "ours.jpg").exists()


async def test_nothing_broken_breaks_anything(room: RenderHost, tmp_path: Path) -> None:
    """Of a hundred broken pictures each is refused or made whole, and nothing else ever happens."""
    kinds = [drawn(400, 700), drawn(400, 700, "PNG"), drawn(400, 700, "WEBP")]
    chance = random.Random(7)
    for number in range(100):
        try:
            ours = await made(room, broken(kinds[number % 3], chance), tmp_path)
        except Refused:
            continue
        assert ours.size == (1080, 1920)
