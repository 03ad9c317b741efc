"""How much memory a reel takes on its way to Telegram."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.platforms.telegram.upload import STATUS
from tests.wires.telegram import TelegramServer

HOUSE = Path(__file__).parents[3]
ROOM_BYTES = 12_000_000


@pytest.mark.parametrize(
    ("is_local", "size"), [(False, 45_000_000), (True, 120_000_000)], ids=["public", "local"]
)
@pytest.mark.skipif(not STATUS.exists(), reason="Linux alone says how much memory a process has had at most")
async def test_a_large_reel_is_not_held_in_memory(tmp_path: Path, is_local: bool, size: int) -> None:
    """A reel of 45 MB is sent whole, to a server of one's own 120 MB too; the bot grows by less than 12.

    What is over 50 MB goes as it is to a server that TELEGRAM_BASE_URL names: nothing is made smaller.
    """
    async with TelegramServer(local=is_local) as telegram:
        assert await grown_by_sending(telegram, tmp_path, size) < ROOM_BYTES

    sent = [*telegram.calls_of("sendVideo"), *telegram.calls_of("editMessageMedia")]
    assert [call.method for call in sent] == ["sendVideo"] * 2 + ["editMessageMedia"] * 2
    assert [max(file.size for file in call.files.values()) for call in sent[1::2]] == [size] * 2
    papers = [file.size for call in telegram.calls_of("sendDocument") for file in call.files.values()]
    assert papers == [size]


async def grown_by_sending(telegram: TelegramServer, folder: Path, size: int) -> int:
    """By how many bytes a bot grows that sends a reel of this size in every way there is."""
    ann = telegram.user("Ann").private()
    ann.say("/start")
    reel = folder / "large.mp4"
    with reel.open("wb") as file:
        file.truncate(size)

    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.platforms.telegram.upload",
        folder, telegram.token, telegram.address, str(ann.id), reel,
        cwd=HOUSE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode == 0
    return int(said)
