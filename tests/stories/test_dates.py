"""Days and times in plain words: understood wholly, or answered with what to type."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commands import dates
from bot.voice.tongue import speaking
from core.errors import Refused
from tests.stories.parlour import Parlour

WORKDAYS = (0, 1, 2, 3, 4)


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Parlour]:
    """A bot whose requester has a niche, and no series yet."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche coffee")
        yield parlour


@pytest.mark.parametrize(
    ("language", "said", "days"),
    [
        ("en", "monday-friday at 9", WORKDAYS),
        ("en", "from monday to friday at 9", WORKDAYS),
        ("en", "mon–fri, sun 9am", (*WORKDAYS, 6)),
        ("en", "friday through monday 9", (0, 4, 5, 6)),
        ("de", "Montag-Freitag 9 Uhr", WORKDAYS),
        ("de", "montags bis freitags um 9", WORKDAYS),
        ("es", "de lunes a viernes a las 9", WORKDAYS),
        ("es", "miercoles a las 9", (2,)),
        ("pt", "de segunda a sexta às 9h", WORKDAYS),
        ("pt", "segunda-feira às 9h", (0,)),
        ("fr", "du lundi au vendredi à 9h", WORKDAYS),
        ("ru", "с понедельника по пятницу в 9", WORKDAYS),
        ("ru", "по понедельникам, по средам 9", (0, 2)),
        ("uk", "з понеділка по п'ятницю о 9", WORKDAYS),
        ("ar", "من الأحد إلى الخميس 9", (0, 1, 2, 3, 6)),
        ("hi", "सोमवार से शुक्रवार 9 बजे", WORKDAYS),
        ("id", "senin sampai jumat pukul 9", WORKDAYS),
        ("ja", "月曜日から金曜日まで 9時", WORKDAYS),
        ("ja", "毎週月曜日9時", (0,)),
        ("ja", "毎週月曜日の9時に", (0,)),
    ],
)
def test_days_from_one_to_another_are_all_between(language: str, said: str, days: tuple[int, ...]) -> None:
    """Monday to Friday has five days in every language, and words need no spaces where nobody writes any."""
    with speaking(language):
        told = dates.free(said)
        assert (dates.days(told["days"]), dates.time(told["time"])) == (days, (9, 0))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "monday@9"),
        ("en", "monday9am"),
        ("en", "non-monday"),
        ("en", "weekdays-monday"),
        ("en", "weekdays except monday"),
        ("en", "monday-monday"),
        ("en", "from monday"),
        ("en", "tuesdayish"),
        ("en", "every 3 mondays"),
        ("en", "3 mondays"),
        ("en", "on the 15"),
        ("en", "on 12.12"),
        ("es", "de lunes a los viernes"),
        ("de", "um 9 die"),
        ("de", "am 12.12."),
        ("ja", "月曜日以外 9時"),
        ("ja", "毎週月・木曜日 9時"),
        ("ja", "月曜日から9時"),
    ],
)
def test_half_understood_is_not_understood(language: str, said: str) -> None:
    """Nothing is taken from words that say more, or the opposite."""
    with speaking(language), pytest.raises(Refused):
        dates.free(said)


def test_days_can_be_named_as_an_option_too() -> None:
    """`days=mon-fri` is what it says, and `days=non-monday` is nothing."""
    assert dates.days("mon-fri") == WORKDAYS
    with pytest.raises(Refused):
        dates.days("non-monday")


@pytest.mark.parametrize("said", ["stop days=mon", "do=stop daily", "skip time=9:00", "stop", "please pause"])
async def test_whoever_stops_begins_nothing(bot: Parlour, said: str) -> None:
    """Without a series there is nothing to stop or to skip, whatever else is said."""
    assert "You have no series" in (await bot.say(f"/series {said}")).text
    assert "You have no series" in (await bot.say("/series")).text


@pytest.mark.parametrize("said", ["stop!", "please stop", "stop now", "off", "stop the series", "STOP"])
async def test_a_stop_is_a_stop_however_it_is_said(bot: Parlour, said: str) -> None:
    """A word of courtesy more changes nothing."""
    await bot.say("/series daily zone=UTC")

    assert "has ended" in (await bot.say(f"/series {said}")).text


@pytest.mark.parametrize("zone", ["Factory", "localtime", "posixrules", "right/UTC", "posix/UTC"])
async def test_a_zone_is_a_place(bot: Parlour, zone: str) -> None:
    """Names that are in the zone database for machines are no zones of anybody's."""
    assert (await bot.say(f"/series daily zone={zone}")).text.startswith("zone is a place")
    assert "You have no series" in (await bot.say("/series")).text
