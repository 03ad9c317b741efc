"""At a terminal, from a series to a draft on YouTube, with the whole house at work."""

import asyncio
import re
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from pydantic import SecretStr

from adapters.platforms.console import Screen
from adapters.platforms.console.chat import Chat
from bot.assembly import open_house
from bot.settings import Settings
from tests.players import HandClock
from tests.wires.youtube import CLIENT, REFRESH, SECRET, YouTubeServer

PATIENCE = 240


async def shown(out: StringIO, pattern: str) -> str:
    """What the screen shows, once it shows this; the newest of what is found."""
    async with asyncio.timeout(PATIENCE):
        while not (found := re.findall(pattern, out.getvalue())):
            await asyncio.sleep(0.02)
    return str(found[-1])


async def test_from_the_series_to_the_draft(tmp_path: Path) -> None:
    """The card comes on the day, its number makes the reel, the kit is a ZIP, and a press sends it out."""
    async with YouTubeServer() as youtube:
        settings = Settings(
            data_dir=tmp_path,
            voice_model="off",
            youtube_client_id=SecretStr(CLIENT),
            youtube_client_secret=SecretStr(SECRET),
            youtube_refresh_token=SecretStr(REFRESH),
            youtube_base_url=youtube.address,
            youtube_token_url=f"{youtube.address}/token",
        )
        clock, out = HandClock(), StringIO()
        screen = Screen(out)
        async with open_house(settings, screen, clock) as house:
            chat = Chat(house.desk.answer, house.desk.commands, screen, tmp_path)
            await chat.say("/niche specialty coffee")
            await chat.say("/series days=daily time=18:00 zone=UTC seconds=5")
            await shown(out, "Planned for your series")
            clock.now = datetime(2026, 11, 22, 18, tzinfo=UTC)
            await chat.say("/series idea=the monk who could not sleep")
            number = await shown(out, r"shall I make this one\?[\s\S]+?\[(\d+)\] Make it")
            await chat.say(screen.chosen(number))
            job = await shown(out, r"Animatic preview[\s\S]+?Job (\w+)\.")
            await chat.say(f"/kit {job}")
            kit = await shown(out, r"\[(\d+)\] As a ZIP")
            zipped = await chat.say(screen.chosen(kit))
            asked = await chat.say(f"/publish {job} to=youtube")
            assert youtube.videos == []
            sent = await chat.say(asked.choices[0][1])

        assert Path(zipped.text.partition("▶ ")[2]).suffix == ".zip"
        assert "as a draft" in sent.text
        assert youtube.videos[0].resource["snippet"]["title"] == "The monk who could not sleep"
        assert youtube.videos[0].got == (tmp_path / "reels" / f"{job}.mp4").read_bytes()
