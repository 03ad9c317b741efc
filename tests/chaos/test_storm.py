"""A small storm: workers die, the database crashes, connections are cut; no reel is lost or doubled."""

import asyncio
from pathlib import Path

from tests.chaos.storm import Weather, weathered

SMALL = Weather(jobs=40, people=20, workers=2, kill=4, cut=2, restart=8)
"""The whole of it is `python -m tests.chaos.storm`: 2,000 reels, three workers."""


def test_a_storm_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Every reel ends, is ordered once and posted once, and the books are what the vendor charges."""
    account = asyncio.run(weathered(tmp_path, SMALL))

    assert account.faults == []
    assert account.posted + account.unsent == account.asked
