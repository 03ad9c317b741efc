"""What the platforms are handed of the studio."""

from pathlib import Path

from adapters.media.room import RenderHost
from bot.platforms import hands_of
from tests.media.footage import film


async def test_the_cut_has_chosen_the_cover(tmp_path: Path) -> None:
    """The pictures that lie beside a reel are posted with it, and nothing is decoded for them again."""
    (tmp_path / "reel.cover.jpg").write_bytes(b"cover")
    (tmp_path / "reel.thumb.jpg").write_bytes(b"thumbnail")
    pictures = await hands_of(RenderHost()).photograph(tmp_path / "reel.mp4")

    assert (pictures.cover, pictures.thumbnail) == (b"cover", b"thumbnail")


async def test_a_reel_without_pictures_gets_some(tmp_path: Path) -> None:
    """A reel that has none beside it, such as an old one, is photographed, and no file is left."""
    room = RenderHost()
    pictures = await hands_of(room).photograph(film(tmp_path / "reel.mp4"))
    await room.close()

    assert pictures.cover.startswith(b"\xff\xd8")
    assert pictures.thumbnail.startswith(b"\xff\xd8")
    assert [path.name for path in tmp_path.iterdir()] == ["reel.mp4"]
