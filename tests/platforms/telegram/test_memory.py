"""How much memory a reel takes on its way to Telegram."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.platforms.telegram.upload import STATUS
from tests.wires.telegram import TelegramServer

HOUSE = Path(__file__).parents[3]
REEL_BYTES, ROOM_BYTES = 45_000_000, 12_000_000


@pytest.mark.skipif(not STATUS.exists(), reason="Linux alone says how much memory a process has had at most")
async def test_a_large_reel_is_not_held_in_memory(tmp_path: Path, telegram: TelegramServer) -> None:
    """A reel of 45 MB is uploaded whole, and the bot grows by less than 12 MB."""
    ann = telegram.user("Ann").private()
    ann.say("/start")
    reel = tmp_path / "large.mp4"
    with reel.open("wb") as file:
        file.truncate(REEL_BYTES)

    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.platforms.telegram.upload",
        tmp_path, telegram.token, telegram.address, str(ann.id), reel,
        cwd=HOUSE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate()

    assert process.returncode == 0
    assert int(said) < ROOM_BYTES
    sent = [*telegram.calls_of("sendVideo"), *telegram.calls_of("editMessageMedia")]
    assert [call.method for call in sent] == ["sendVideo"] * 2 + ["editMessageMedia"] * 2
    assert [max(file.size for file in call.files.values()) for call in sent[1::2]] == [REEL_BYTES] * 2
