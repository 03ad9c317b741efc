"""Those who run the bot hear of trouble before the others do, and each thing once a day."""

from pathlib import Path

from bot.upkeep.alarm import Alarm
from bot.upkeep.bulletin import Bulletin
from core.books.account import Terms
from core.books.quota import Quota
from core.work.breaker import Breaker
from tests.work.house import House


async def test_spending_near_the_cap_is_told_once_a_day(tmp_path: Path) -> None:
    """At four fifths of what all may spend today, and again when it is all gone; the next day begins anew."""
    house, told = House(tmp_path, terms=Terms(bot=Quota(micros_per_day=4_500_000))), list[str]()

    async def tell(words: str) -> None:
        told.append(words)

    async with house.open():
        alarm = Alarm(house.store, house.crew.terms, house.breakers, house.clock, tell)
        for take in range(3):
            await house.made(take=take)
            await alarm.look()
            await alarm.look()
        house.clock.move(days=1)
        await alarm.look()

    assert told == ["$4.50 of $4.50 are spent today, by everybody together."]


async def test_a_vendor_without_money_and_repeated_failures_are_told(tmp_path: Path) -> None:
    """A vendor that only an operator can help, and many failures in a row, are said by name and number."""
    house, told = House(tmp_path), list[str]()

    async def tell(words: str) -> None:
        told.append(words)

    async with house.open():
        alarm = Alarm(house.store, house.crew.terms, house.breakers, house.clock, tell)
        house.breakers["test"].stumbled(is_hopeless=True)
        await alarm.look()
        house.breakers["test"].worked()
        job = await house.made()
        for _ in range(8):
            alarm.watch(job.but(fallback="The vendor is down."), None)
        await alarm.look()

    assert [line.split(" ")[0] for line in told] == ["The", "8"]
    assert "video vendor test keeps failing" in told[0]


async def test_a_vendor_that_fails_other_processes_is_told(tmp_path: Path) -> None:
    """Whoever hears people orders from no vendor itself, and tells admins all the same."""
    house, told = House(tmp_path), list[str]()

    async def tell(words: str) -> None:
        told.append(words)

    async with house.open():
        untouched = {"test": Breaker("test", house.clock)}
        ordering, hearing = Bulletin(house.breakers, house.store), Bulletin(untouched, house.store)
        house.breakers["test"].stumbled(is_hopeless=True)
        await ordering.post()
        await hearing.read()
        await Alarm(house.store, house.crew.terms, untouched, house.clock, tell).look()
        is_passed_over = untouched["test"].reading.is_open
        house.breakers["test"].worked()
        await ordering.post()
        await hearing.read()

    assert is_passed_over
    assert not untouched["test"].reading.is_open
    assert "video vendor test keeps failing" in told[0]
