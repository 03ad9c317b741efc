"""What the platforms are handed of the studio."""

from pathlib import Path

from adapters.media.room import RenderHost
from adapters.platforms import console, discord, telegram
from adapters.platforms.web.postman import PLATFORM as WEB
from adapters.platforms.web.signing import Signer
from bot import platform_names
from bot.parts.platforms import hands_of, linker
from bot.settings import Settings
from core.clock import system_clock
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


def test_the_last_resort_is_a_link_to_our_own_door() -> None:
    """A reel too large for a chat is linked to where the web door hands it out, while that door is open."""
    signer = Signer("secret", system_clock)
    link = linker(Settings(public_url="https://reels.example/"), signer)
    assert link is not None

    door, permit, name = link("abc23").rsplit("/", 2)

    assert (door, name) == ("https://reels.example/files", "abc23.mp4")
    assert signer.may_fetch(name, permit) is not None
    assert linker(Settings(public_url="https://reels.example", web_door=False), signer) is None
    assert linker(Settings(public_url=None), signer) is None


def test_platforms_are_called_what_they_call_themselves() -> None:
    """Whatever is said only in the terminal, in the browser or on Telegram is said there."""
    assert platform_names.CONSOLE == console.PLATFORM
    assert platform_names.DISCORD == discord.PLATFORM
    assert platform_names.TELEGRAM == telegram.PLATFORM
    assert platform_names.WEB == WEB
