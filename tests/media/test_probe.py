"""Files from outside: a sound vertical video is measured, anything else is refused within limits."""

from pathlib import Path

import pytest

from adapters.media.room import RenderHost
from core.errors import Failed
from core.ports import Footage
from tests.media.footage import film

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_measures_what_is_there(room: RenderHost, tmp_path: Path) -> None:
    """Size, length, rate and sound are measured, not believed."""
    clip = film(tmp_path / "clip.mp4", size=(360, 640), seconds=2, rate=25, tone=0.1)
    footage = await room.probe(clip)

    assert footage == Footage(360, 640, 2.0, 25.0, True, clip.stat().st_size)


PLAYLIST = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        PLAYLIST,
        b"\x00\x00\x00\x18ftypmp42" + PLAYLIST,
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"<!doctype html><title>502 Bad Gateway</title>",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"\x1aE\xdf\xa3" + bytes(500),
    ],
    ids=[
        "empty",
        "one byte",
        "playlist",
        "playlist behind ftyp",
        "concat list",
        "web page",
        "picture",
        "matroska",
    ],
)
async def test_refuses_what_is_no_video(room: RenderHost, tmp_path: Path, data: bytes) -> None:
    """Playlists, pages, pictures and rubbish named .mp4 are refused in a sentence."""
    (tmp_path / "clip.mp4").write_bytes(data)
    with pytest.raises(Failed) as caught:
        await room.probe(tmp_path / "clip.mp4")

    assert caught.value.message.endswith(".")
    assert "passwd" not in caught.value.message


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
async def test_refuses_what_was_cut_off(
    room: RenderHost, tmp_path: Path, drawn: tuple[Path, Footage, list[int]], share: float
) -> None:
    """A download that ended too early is noticed, wherever it ended."""
    data = drawn[0].read_bytes()
    (tmp_path / "clip.mp4").write_bytes(data[: int(len(data) * share)])
    with pytest.raises(Failed):
        await room.probe(tmp_path / "clip.mp4")


async def test_refuses_damage(
    room: RenderHost, tmp_path: Path, drawn: tuple[Path, Footage, list[int]]
) -> None:
    """Footage whose beginning is damaged is refused, though a player would paper over it."""
    data = bytearray(drawn[0].read_bytes())
    start = data.index(b"mdat") + 2000
    for at in range(start, start + 40_000, 50):
        data[at] ^= 0xFF
    (tmp_path / "clip.mp4").write_bytes(data)
    with pytest.raises(Failed):
        await room.probe(tmp_path / "clip.mp4")


async def test_refuses_landscape(room: RenderHost, tmp_path: Path) -> None:
    """A video that is wider than high is no reel."""
    with pytest.raises(Failed, match="not vertical"):
        await room.probe(film(tmp_path / "clip.mp4", size=(640, 360)))


async def test_refuses_a_giant_before_decoding_it(room: RenderHost, giant: Path) -> None:
    """A small file that would decode to enormous pictures is refused."""
    with pytest.raises(Failed):
        await room.probe(giant)
