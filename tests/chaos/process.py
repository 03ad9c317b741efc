"""One process of the chaos: the real ingress or worker, but for who cuts and for how patient it is.

Reels are cut by nobody, vendors are looked after often, and what is lost is looked for in seconds, so
that two thousand reels fit into some minutes. `CHAOS_CLOCK` puts the machine's clock so many seconds forward,
`CHAOS_USUAL` has the vendor looked after as if it usually took so many.
"""

import os
import sys
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Self

from PIL import Image

import adapters.storage.databases.watch
import adapters.vendors.fal
import bot.assembly
import bot.parts.suppliers
import core.clock
from adapters.vendors.fal import FalRenderer, FalSounds
from core.ports import Footage
from core.reel.catalogue import WAN_25
from core.reel.sound import Sound, read_sounds
from core.work.crew import Policy
from tests.players import Bench

MODEL = replace(WAN_25, usual_seconds=int(os.environ.get("CHAOS_USUAL", WAN_25.usual_seconds)))
QUICKLY = partial(
    Policy, search=timedelta(seconds=30), look_again=timedelta(seconds=2), checks_per_second=100
)
_AHEAD = float(os.environ.get("CHAOS_CLOCK", "0"))


class Room(Bench):
    """A cutting room that also takes pictures."""

    async def still(self, reel: Path, at: float | None, side: int, to: Path, most: int | None = None) -> None:
        """A grey picture."""
        del reel, at, most
        picture = BytesIO()
        Image.new("L", (side * 9 // 16, side), 128).save(picture, "JPEG")
        to.write_bytes(picture.getvalue())

    async def fit(self, video: Path, limit: int, to: Path) -> Footage:
        """As it is."""
        del limit
        to.write_bytes(video.read_bytes())
        return self.footage

    async def close(self) -> None:
        """Nothing to close."""


class Wrong(datetime):
    """The time as a clock has it that is wrong."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return super().now(tz) + timedelta(seconds=_AHEAD)


def _quick_sounds(file: Path | None) -> dict[str, Sound]:
    """All who speak and compose, looked after as often as who films."""
    return {name: replace(sound, usual_seconds=1) for name, sound in read_sounds(file).items()}


def _patched(place: Any, **names: Any) -> None:
    for name, value in names.items():
        assert hasattr(place, name), f"{place.__name__} has no {name} any more"
        setattr(place, name, value)


def main() -> None:
    """Be `nichereel` with these arguments."""
    _patched(
        bot.assembly,
        RenderHost=Room,
        Policy=QUICKLY,
    )
    _patched(
        bot.parts.suppliers,
        read_catalogue=lambda _: {MODEL.id: MODEL},
        read_sounds=_quick_sounds,
    )
    soon = timedelta(seconds=15)
    _patched(
        adapters.vendors.fal,
        FalRenderer=partial(FalRenderer, settled_after=soon),
        FalSounds=partial(FalSounds, settled_after=soon),
    )
    _patched(adapters.storage.databases.watch, datetime=Wrong)
    _patched(core.clock, datetime=Wrong)
    from bot.cli import app

    app(sys.argv[1:])


if __name__ == "__main__":
    main()
