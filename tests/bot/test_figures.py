"""Whoever keeps an eye on the house reads how its vendors do."""

from collections.abc import Mapping
from datetime import datetime

from bot.upkeep.figures import Figures
from core.reel.job import Stage
from core.work.breaker import Breaker
from tests.players import HandClock


class Pulse:
    """A house in which nothing is under way."""

    async def stages(self) -> Mapping[Stage, int]:
        return {}

    async def overdue(self, now: datetime) -> float:
        del now
        return 0.0


async def test_a_vendor_that_is_left_alone_can_be_seen() -> None:
    """The figures tell apart a vendor that is well, one that stumbles, and one that is passed over."""
    clock = HandClock()
    breakers = [Breaker(name, clock) for name in ("well", "poor", "gone")]
    breakers[1].stumbled()
    for _ in range(3):
        breakers[2].dragged()

    page = (await Figures(clock).page(Pulse(), [one.reading for one in breakers])).decode()

    assert 'nichereel_vendor_passed_over{vendor="well"} 0.0' in page
    assert 'nichereel_vendor_passed_over{vendor="gone"} 1.0' in page
    assert 'nichereel_vendor_in_a_row{kind="failures",vendor="poor"} 1.0' in page
    assert 'nichereel_vendor_in_a_row{kind="slow",vendor="gone"} 3.0' in page
