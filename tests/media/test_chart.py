"""The chart that goes with what was spent."""

from collections.abc import Sequence
from io import BytesIO

import pytest
from PIL import Image

from adapters.media.chart import Chart, drawn

BAR, OVER, LINE = (91, 157, 255), (255, 107, 107), (255, 194, 75)


def picture(amounts: Sequence[int], most: int | None) -> Image.Image:
    """What is drawn, of days in November."""
    days = [(f"{number} Nov", amount) for number, amount in enumerate(amounts, 1)]
    return Image.open(BytesIO(drawn(Chart("November", days, most)))).convert("RGB")


def heights(shown: Image.Image, colour: tuple[int, int, int], days: int) -> list[int]:
    """How many pixels of a colour stand above each other in the middle of each day."""
    width = (1032 - 48) / days
    columns = [int(48 + width * (number + 0.5)) for number in range(days)]
    return [
        sum(near(shown.getpixel((x, y)), colour) for y in range(130, 452) if not 120 < y < 130)
        for x in columns
    ]


def near(pixel: object, colour: tuple[int, int, int]) -> bool:
    """Whether a pixel has a colour, give or take what few colours cost."""
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 24 for one, other in zip(pixel, colour, strict=True))


def test_bars_are_as_high_as_what_was_spent() -> None:
    """Twice as much is twice as high, nothing is nothing, and more than is allowed is of another colour."""
    shown = picture([1_000_000, 0, 2_000_000, 4_000_000], 3_000_000)
    used = heights(shown, BAR, 4)
    over = heights(shown, OVER, 4)

    assert used[1] == used[3] == 0
    assert abs(2 * used[0] - used[2]) < 8
    assert [bool(each) for each in over] == [False, False, False, True]
    assert max(heights(shown, LINE, 60)) > 0


def test_a_chart_of_a_language_from_the_right_runs_from_there() -> None:
    """In Arabic the first day stands at the right, and what is said of it is drawn in its own letters."""
    days = [("١", 4), ("2 نوفمبر", 0), ("3 نوفمبر", 0)]
    shown = Image.open(BytesIO(drawn(Chart("آخر 3 أيام", days, None, is_leftward=True)))).convert("RGB")

    assert [bool(each) for each in heights(shown, BAR, 3)] == [False, False, True]


@pytest.mark.parametrize(
    ("amounts", "most"),
    [([], None), ([0], 0), ([-5, 3], 1), ([1] * 366, None), ([1], 10**15), ([10**15], 1)],
    ids=["nothing", "none allowed", "paid back", "a year", "a huge limit", "a huge day"],
)
def test_any_numbers_make_a_picture(amounts: list[int], most: int | None) -> None:
    """No amount and no number of days is too odd to be drawn."""
    assert picture(amounts, most).size == (1080, 540)
