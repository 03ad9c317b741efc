"""What was booked for an order that nobody could ask about is put right once it is known."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from adapters.storage.keeping.doubts import SqlDoubts
from core.books.ledger import HOUSE
from core.errors import Unavailable, Unclear
from core.ports import Order, Ticket
from core.reel.job import Stage
from core.work.clearing import clear_up
from tests.work.house import House

pytestmark = pytest.mark.usefixtures("each_database")

PRICE = 1_500_000


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A studio whose vendor can say of no order whether it has it."""
    house = House(tmp_path)
    house.vendor.troubles, house.vendor.lists_orders = [Unclear("lost")], False
    async with house.open():
        yield house


async def cleared(house: House, **later: float) -> int:
    """What the house has paid, once it was tried to clear everything up, so much later."""
    house.clock.move(**later)
    await clear_up(house.crew, SqlDoubts(house.store))
    return (await house.balance(HOUSE))[1]


async def test_an_order_that_was_never_made_is_written_back(house: House) -> None:
    """A day later the list proves that the vendor never had the order: the books are its bill, for good."""
    job = await house.made()
    assert (bool(job.fallback), await house.books()) == (True, PRICE)
    assert await cleared(house, days=1, hours=1) == PRICE
    house.vendor.lists_orders = True

    assert await cleared(house, hours=1) == 0
    assert await cleared(house, hours=1) == 0
    assert (await house.crew.used(HOUSE, HOUSE)).micros_this_month == 0
    again = await house.made()
    assert (again.stage, again.fallback) == (Stage.DONE, "")
    assert await house.books() == house.vendor.bill == PRICE


async def test_an_order_that_was_made_stays_booked(house: House) -> None:
    """A day later the vendor's list shows the order: it was charged for, and stays on the house."""
    house.vendor.accepts_anyway = True
    await house.made()
    house.vendor.lists_orders = True

    assert await cleared(house, days=1, hours=1) == PRICE == house.vendor.bill


async def test_nothing_is_written_back_too_soon_or_unasked(house: House) -> None:
    """On the same day a missing order proves nothing, nor does a list that cannot be had."""
    await house.made()
    house.vendor.lists_orders = True

    assert await cleared(house, hours=20) == PRICE
    house.vendor.find_troubles = [Unavailable("The vendor is down.")]
    assert await cleared(house, hours=6) == PRICE
    assert await cleared(house, hours=1) == 0


async def test_an_order_that_turns_up_meanwhile_stays_booked(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A webhook that comes while its vendor is asked is believed, and the clip is for who asks again."""
    house.vendor.accepts_anyway = True
    await house.made()

    async def find(order: Order, render_id: str, since: datetime) -> Ticket | None:
        del order, since
        await house.store.heard(render_id, {"number": 1}, house.clock())
        return None

    monkeypatch.setattr(house.vendor, "find", find)
    assert await cleared(house, days=1, hours=1) == PRICE
    again = await house.made()

    assert (again.stage, again.fallback) == (Stage.DONE, "")
    assert await house.books() == house.vendor.bill == PRICE
